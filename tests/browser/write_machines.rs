//! The coding exercises on simulated machines: the real sandbox, interface, checks and race, with pools that compute at once. So
//! the
//! solutions are graded for any number of processors, and a race can be made to fail.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use crate::writer::{run_code, solution};
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    simulated_machines,
    [Chromium],
    [
        the_shown_solutions_pass_on_any_number_of_processors,
        terminating_the_pool_makes_no_new_one,
        code_that_terminates_its_pool_passes_the_race,
        a_failed_race_is_reported_and_a_cancelled_one_ends,
        a_clock_that_does_not_advance_fails_no_learner,
        a_pool_that_cannot_be_made_throws_the_reason,
    ]
);

/// `attempt({ processors, id, source, onRound, inRace })` runs the checks once. In the race, a pool calls `inRace` with itself.
const MACHINE: &str = "
    const from = `./v/${document.documentElement.dataset.version}/exercises/write/`;
    const [{ EXERCISES, doMath }, { Attempt }, { Lender }] = await Promise.all(['exercises', 'attempt', 'lender'].map((name) => import(`${from}${name}.js`)));
    const upTo = new Uint32Array(1_000_001);
    const isComposite = new Uint8Array(upTo.length);
    for (let n = 2; n < upTo.length; n++) {
        upTo[n] = upTo[n - 1] + 1 - isComposite[n];
        if (isComposite[n] === 0) for (let of = n * n; of < upTo.length; of += n) isComposite[of] = 1;
    }
    const kernels = { do_math: doMath, primes: (start, end) => String(upTo[end] - upTo[start]) };
    const pools = [];
    // Only the exercise's modules get this clock. The rest of the page keeps the real one.
    const setClock = (read) => {
        const real = performance.now.bind(performance);
        performance.now = () => (new Error().stack.includes('/exercises/write/') ? read() : real());
    };
    const machine = (processors, inRace = async () => {}) => ({
        environment: () => ({ reportedProcessors: processors, sharedMemory: true, workersAvailable: true }),
        medianInterval: window.everyCore.medianInterval,
        Pool: class {
            isEnded = false;
            ended = new Promise((_, reject) => (this.terminate = () => { this.isEnded = true; reject(new Error('the pool was terminated')); }));
            constructor(size, { memory }) {
                if (memory === 'shared' && size > 255) throw new Error('a shared pool has at most 255 workers');
                this.ended.catch(() => {});
                pools.push(this);
            }
            starmap = async (kernel, ranges) => ranges.map((range) => kernels[kernel](...range));
            map = () => ({ get: () => Promise.race([inRace(this), this.ended]) });
        },
    });
    const attempt = async ({ processors = 4, id = 'cut-the-range', source = EXERCISES[id].solution, onRound = () => {}, inRace }) => {
        const everyCore = machine(processors, inRace);
        const lender = new Lender(everyCore);
        const given = { everyCore, lender, exercise: EXERCISES[id], source, check: () => null };
        const one = new Attempt(given, { log() {}, verdicts: (_, now) => now.startsWith('Round') && onRound(one) });
        const outcome = await one.run();
        const kept = pools.filter(({ isEnded }) => !isEnded).length;
        lender.close();
        return { ...outcome, fine: outcome.verdicts.map(({ isFine }) => isFine), made: pools.length, kept, left: pools.filter(({ isEnded }) => !isEnded).length };
    };";

async fn on_a_machine(page: &Page, body: &str) -> Result<Value> {
    page.call(&format!("{MACHINE}{body}"), Value::Null).await
}

async fn the_shown_solutions_pass_on_any_number_of_processors(page: Page) -> Result<()> {
    page.open().await?;
    // Attempts are cancelled when the race starts, so that only the checks before it decide.
    let body = "
        const wrong = [];
        for (const processors of [1, 2, 4, 12, 32, 64, 300]) {
            for (const id of Object.keys(EXERCISES)) {
                const { fine, verdicts, stopped, isJudged } = await attempt({ processors, id, onRound: (one) => one.cancel() });
                if (String(fine) !== 'true,true,true' || stopped !== 'Stopped.' || isJudged) wrong.push({ processors, id, verdicts, stopped });
            }
        }
        return wrong;";
    assert_eq!(on_a_machine(&page, body).await?, json!([]));
    Ok(())
}

async fn terminating_the_pool_makes_no_new_one(page: Page) -> Result<()> {
    page.open().await?;
    let body = "
        // This clock advances with every reading, so one worker and the reference take the same time in every round.
        let now = 0;
        setClock(() => (now += 1));
        const { fine, made, kept, left } = await attempt({ source: `${EXERCISES['cut-the-range'].solution}\\npool.terminate();` });
        return { fine, made, kept, left };";
    // The run and its race need only one pool at a time.
    assert_eq!(
        on_a_machine(&page, body).await?,
        json!({ "fine": [true, true, true, true], "made": 1, "kept": 1, "left": 0 })
    );
    Ok(())
}

for_engines!(code_that_terminates_its_pool_passes_the_race, [WebKitPlain]);
async fn code_that_terminates_its_pool_passes_the_race(page: Page) -> Result<()> {
    page.open().await?;
    let code = format!("{}\npool.terminate();", solution(&page, "cut-the-range").await?);
    let checks = run_code(&page, "cut-the-range", &code).await?;
    assert!(checks.all_pass(), "{checks:?}");
    Ok(())
}

async fn a_failed_race_is_reported_and_a_cancelled_one_ends(page: Page) -> Result<()> {
    page.open().await?;
    let body = "
        const shown = ({ fine, stopped, isJudged, left }) => ({ fine, stopped, isJudged, left });
        const failed = shown(await attempt({ inRace: async () => { throw new Error('a worker was lost'); } }));
        let rounds = 0;
        // This race ends only when its pool is terminated.
        const stopped = shown(await attempt({
            onRound: (one) => { rounds += 1; setTimeout(() => one.cancel()); },
            inRace: () => (rounds === 0 ? Promise.resolve() : new Promise(() => {})),
        }));
        return { failed, stopped };";
    let three = json!([true, true, true]);
    let expected = json!({
        "failed": { "fine": three, "stopped": "The run failed: a worker was lost. Run again.", "isJudged": false, "left": 0 },
        "stopped": { "fine": three, "stopped": "Stopped.", "isJudged": false, "left": 0 },
    });
    assert_eq!(on_a_machine(&page, body).await?, expected);
    Ok(())
}

async fn a_clock_that_does_not_advance_fails_no_learner(page: Page) -> Result<()> {
    page.open().await?;
    let body = "
        // The clock is so coarse that it does not advance during the run.
        setClock(() => 100);
        const { fine, measured, verdicts } = await attempt({});
        return { fine, measured, said: verdicts.at(-1).text };";
    let found = on_a_machine(&page, body).await?;
    assert_eq!(found["fine"], json!([true, true, true, true]), "{found}");
    assert_eq!(found["measured"], Value::Null);
    assert!(found["said"].as_str().is_some_and(|said| said.contains("clock is too coarse")), "{found}");
    Ok(())
}

async fn a_pool_that_cannot_be_made_throws_the_reason(page: Page) -> Result<()> {
    page.open().await?;
    let body = "
        const asking = async (source) => (await attempt({ source })).stopped;
        return [
            await asking(`await new Pool(256, { memory: 'shared' }).apply_async(do_math, [0, 1]).get()`),
            await asking(`for (let n = 0; n < 4; n++) new Pool(64);\\nnull.x;`),
            await asking(`for (let n = 0; n < 4; n++) new Pool(65);`),
        ];";
    let said: Vec<String> = serde_json::from_value(on_a_machine(&page, body).await?)?;
    for (said, words) in said.iter().zip(["at most 255 workers", "TypeError", "256 workers in all"]) {
        assert!(said.contains(words), "{words} is missing in {said}");
    }
    Ok(())
}
