//! The messages of the checks: for wrong code in the page, and for constructed runs of 2 to 64 workers in the pure modules.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::writer::run_code;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    checks_of_code,
    [Chromium],
    [
        checks_name_what_is_wrong,
        checks_name_steps_by_their_numbers,
        coverage_finds_gaps_repeats_and_steps_outside,
        grading_is_right_for_any_number_of_workers,
        the_machine_s_noise_fails_no_learner,
        answers_and_costs_agree_with_the_program,
    ]
);

async fn checks_name_what_is_wrong(page: Page) -> Result<()> {
    page.open().await?;
    let cut = |bounds: &str, wait: &str| {
        format!(
            "const w = 3, pool = new Pool(Math.max(w, everyCore.environment().reportedProcessors)), jobs = [];\n\
             for (let i = 0; i < w; i++) {{ const job = pool.apply_async(do_math, {bounds}); {wait} jobs.push(job); }}\n\
             let sum = 0n;\nfor (const job of jobs) sum += BigInt(await job.get());\nanswer(sum);"
        )
    };
    let right = "[Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)]";
    let cases = [
        (
            cut("[STEPS * i / w, STEPS * (i + 1) / w]", ""),
            0,
            "Step 10\u{202f}000\u{202f}000 was done twice or more, and so were steps in 1 other place",
        ),
        (
            cut("[Math.floor(STEPS / w) * i, Math.floor(STEPS / w) * (i + 1)]", ""),
            0,
            "Step 30\u{202f}000\u{202f}000 was not done at all",
        ),
        (
            cut("[Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w) - 1]", ""),
            0,
            "was not done at all, and so were steps in 2 other places",
        ),
        (cut(right, "await job.wait();"), 2, "never more than 1 had a piece"),
        ("answer(421000043000001)".to_owned(), 1, "no piece was handed to a pool"),
        (
            "new Pool().apply_async(do_math, [0, STEPS]); answer(do_math(0, STEPS))".to_owned(),
            1,
            "1 of 1 pieces were not done",
        ),
        (
            "answer(await new Pool(1).apply_async(do_math, [0, STEPS]).get())".to_owned(),
            2,
            "The pool has 1 worker, and this browser reports",
        ),
        ("answer('much')".to_owned(), 0, "The answer is “much”"),
        ("console.log('hello')".to_owned(), 0, "answer(…) was not called"),
    ];
    for (code, check, words) in cases {
        let checks = run_code(&page, "cut-the-range", &code).await?;
        let (failed, said) = checks.failure().unwrap_or((9, checks.stopped.as_str()));
        assert!(failed == check && said.contains(words), "{code}: {checks:?}");
    }
    let equal = "const w = everyCore.environment().reportedProcessors, pool = new Pool(), pieces = [];\n\
        for (let i = 0; i < w; i++) pieces.push([Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)]);\n\
        let sum = 0;\nfor (const found of await pool.map(primes, pieces)) sum += Number(found);\nanswer(sum);";
    let checks = run_code(&page, "uneven-work", equal).await?;
    assert!(
        checks.failure().is_some_and(|(check, said)| check == 2 && said.contains("make them smaller")),
        "{checks:?}"
    );
    let code = "const pool = new Pool();\nconst jobs = ranges.map((range) => pool.apply_async(brittle, range));\n\
        answer(await Promise.all(jobs.map((job) => job.get().catch(() => 'lost'))));";
    let checks = run_code(&page, "every-result", code).await?;
    let said = checks.failure().map(|(_, said)| said).unwrap_or_default();
    assert!(said.contains("is “lost”. It should be the message of its error, “brittle("), "{checks:?}");
    let code = "answer(await new Pool().map(brittle, ranges))";
    assert!(run_code(&page, "every-result", code).await?.stopped.contains("threw Error: brittle("));
    Ok(())
}

/// A script that imports the pure modules.
const MODULES: &str = "
    const from = `./v/${document.documentElement.dataset.version}/exercises/write/`;
    const [{ coverage, saidOf, begun }, { idleShare, jobCosts, mostInFlight, primesCost }, { grade, faster }, { EXERCISES, doMath }] =
        await Promise.all(['coverage', 'balance', 'grading', 'exercises'].map((name) => import(`${from}${name}.js`)));";

async fn pure(page: &Page, body: &str, args: Value) -> Result<Value> {
    page.call(&format!("{MODULES}{body}"), args).await
}

async fn checks_name_steps_by_their_numbers(page: Page) -> Result<()> {
    page.open().await?;
    let pieces = json!([[[0, 6], [5, 10]], [[0, 6], [3, 10]], [[0, 9]], [[0, 11]], [[1, 4], [6, 10]]]);
    let said = pure(&page, "return args.map((pieces) => saidOf(coverage(pieces, 10)))", pieces).await?;
    let expected = json!([
        "Step 5 was done twice or more.",
        "Steps 3 to 5 were done twice or more.",
        "Step 9 was not done at all.",
        "Step 10 was done although the range ends before.",
        "Step 0 was not done at all, and so were steps in 1 other place.",
    ]);
    assert_eq!(said, expected);
    Ok(())
}

async fn coverage_finds_gaps_repeats_and_steps_outside(page: Page) -> Result<()> {
    page.open().await?;
    let found = pure(
        &page,
        "return args.map((pieces) => coverage(pieces, 10))",
        json!([[[0, 4], [4, 10]], [[4, 10], [0, 4], [7, 7]], [[0, 4], [3, 8]], [[1, 12]], [],]),
    )
    .await?;
    let expected = json!([
        { "gaps": [], "repeats": [], "outside": [] },
        { "gaps": [], "repeats": [], "outside": [] },
        { "gaps": [[8, 10]], "repeats": [[3, 4]], "outside": [] },
        { "gaps": [[0, 1]], "repeats": [], "outside": [[10, 12]] },
        { "gaps": [[0, 10]], "repeats": [], "outside": [] },
    ]);
    assert_eq!(found, expected);
    // Compares with counting step by step, on a thousand random sets of pieces.
    let body = "
        const some = (n) => Math.floor(Math.random() * n);
        for (let round = 0; round < 1000; round++) {
            const pieces = Array.from({ length: some(6) }, () => { const start = some(20); return [start, start + some(8)]; });
            const times = (step) => pieces.filter(([start, end]) => start <= step && step < end).length;
            const { gaps, repeats, outside } = coverage(pieces, 20);
            const within = (ranges, step) => ranges.some(([start, end]) => start <= step && step < end);
            for (let step = 0; step < 40; step++) {
                const isRight = within(gaps, step) === (step < 20 && times(step) === 0)
                    && within(repeats, step) === (step < 20 && times(step) > 1) && within(outside, step) === (step >= 20 && times(step) > 0);
                if (!isRight) return { pieces, step, gaps, repeats, outside };
            }
        }
        return null;";
    assert_eq!(pure(&page, body, Value::Null).await?, Value::Null);
    Ok(())
}

// Grading must be right for 2, 4, 12 and 64 workers: equal slices of uneven work fail, and small pieces pass.
async fn grading_is_right_for_any_number_of_workers(page: Page) -> Result<()> {
    page.open().await?;
    let body = "
        const slices = (steps, n) => Array.from({ length: n }, (_, i) => [Math.floor(steps * i / n), Math.floor(steps * (i + 1) / n)]);
        // With a coarse clock all times are equal, and only the order differs.
        const run = (id, workers, ranges, isAwaited = false) => {
            const { workload } = EXERCISES[id];
            const order = (i) => (isAwaited ? { submittedAs: 2 * i, doneAs: 2 * i + 1 } : { submittedAs: i, doneAs: ranges.length + i });
            const pieces = ranges.map(([start, end], i) => ({ job: i + 1, pool: 1, workload, start, end, submitted: 100, done: 100, ...order(i) }));
            return { log: { pools: [{ id: 1, size: workers, memory: 'isolated' }], pieces }, processors: workers };
        };
        const verdicts = (id, given) => {
            const { expected } = EXERCISES[id].setting();
            return grade(EXERCISES[id], expected, { ...given, answer: expected }).map(({ isFine }) => isFine);
        };
        return [2, 4, 12, 64].map((workers) => {
            const { steps: cut } = EXERCISES['cut-the-range'], { steps: uneven } = EXERCISES['uneven-work'];
            return {
                cut: verdicts('cut-the-range', run('cut-the-range', workers, slices(cut, workers))),
                float: verdicts('cut-the-range', run('cut-the-range', workers, slices(cut, workers).map((_, i) => [cut * i / workers, cut * (i + 1) / workers]))),
                // A slip of brackets: all steps are in the last piece.
                slip: verdicts('cut-the-range', run('cut-the-range', workers, slices(1, workers).map(([from, to]) => [from * cut, to * cut]))),
                small_first: verdicts('cut-the-range', run('cut-the-range', workers, [[0, 1], ...slices(cut - 1, workers - 1).map(([from, to]) => [from + 1, to + 1])])),
                one_more: verdicts('cut-the-range', run('cut-the-range', workers, slices(cut, workers + 1))),
                empty_too: verdicts('cut-the-range', run('cut-the-range', workers, [[0, 0], ...slices(cut, workers), [cut, cut]])),
                awaited: verdicts('cut-the-range', run('cut-the-range', workers, slices(cut, workers), true)),
                equal: verdicts('uneven-work', run('uneven-work', workers, slices(uneven, workers))),
                small: verdicts('uneven-work', run('uneven-work', workers, EXERCISES['uneven-work'].reference(workers))),
                inTurn: verdicts('every-result', run('every-result', workers, EXERCISES['every-result'].reference(workers), true)),
                results: verdicts('every-result', run('every-result', workers, EXERCISES['every-result'].reference(workers))),
            };
        });";
    let machines = pure(&page, body, Value::Null).await?;
    for machine in machines.as_array().into_iter().flatten() {
        let expected = json!({
            "cut": [true, true, true],
            "float": [true, false],
            "slip": [true, true, false],
            "small_first": [true, true, false],
            "one_more": [true, true, true],
            "empty_too": [true, true, true],
            "awaited": [true, true, false],
            "equal": [true, true, false],
            "small": [true, true, true],
            "inTurn": [true, true, false],
            "results": [true, true, true],
        });
        assert_eq!(*machine, expected);
    }
    assert_eq!(machines.as_array().map(Vec::len), Some(4));
    Ok(())
}

async fn the_machine_s_noise_fails_no_learner(page: Page) -> Result<()> {
    page.open().await?;
    let body = "
        const given = (learner, reference) => faster({ rounds: 7, learner: everyCore.medianInterval(learner), reference: everyCore.medianInterval(reference) });
        const good = [1.9, 1.85, 1.95, 1.88, 1.92, 1.9, 1.87], none = [0.97, 0.99, 0.98, 1.01, 0.96, 0.98, 0.99], wild = [0.5, 2.1, 0.9, 3, 0.7, 1.4, 1.1];
        return [given(good, good), given(none, good), given(none, none), given(wild, wild), given(wild, good), given(good, none),
            faster({ rounds: 7, learner: { value: 1.8, low: 0.98, high: 1.9 }, reference: { value: 2.1, low: 2, high: 2.2 } }), faster(null)].map(({ isFine }) => isFine);";
    let fine = pure(&page, body, Value::Null).await?;
    assert_eq!(fine, json!([true, false, true, true, true, true, true, true]));
    Ok(())
}

// The expected answers must be those of the program, and the costs must be those of the loop.
async fn answers_and_costs_agree_with_the_program(page: Page) -> Result<()> {
    page.open().await?;
    let body = "
        const pool = new everyCore.Pool();
        const { steps, setting } = EXERCISES['cut-the-range'];
        const sums = await pool.map('do_math', [[0, steps], [0, 10], [999990, 1000010], [5000000, 6000001]]);
        const wrong = sums.filter((sum, i) => sum !== [setting().expected, doMath(0, 10), doMath(999990, 1000010), doMath(5000000, 6000001)][i]);
        const uneven = EXERCISES['uneven-work'];
        const [count] = await pool.map('primes', [[0, uneven.steps]]);
        pool.close();
        // The cost of one half, by counting every division.
        const divisions = (start, end) => { let all = 0; for (let n = start + 1; n <= end; n++) { all += 2; if (n % 2) for (let d = 3; d * d <= n; d += 2) { all++; if (n % d === 0) break; } } return all; };
        const share = (cost) => cost(0, uneven.steps / 2) / cost(0, uneven.steps);
        return { wrong, count: count === uneven.setting().expected, off: Math.abs(share(uneven.cost) - share(divisions)) };";
    let found = pure(&page, body, Value::Null).await?;
    assert_eq!(found["wrong"], json!([]));
    assert_eq!(found["count"], json!(true));
    assert!(found["off"].as_f64().is_some_and(|off| off < 0.03), "{found}");
    Ok(())
}
