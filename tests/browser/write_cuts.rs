//! The exercise about cutting a range, done wrongly and rightly in many ways, on a quiet and on a busy machine. Runs are short.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use crate::writer::{LONG_LIMIT, SHORT_RACES, run_code};
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    ways_to_cut,
    [Chromium],
    [wrong_cuts_are_refused_and_named, more_wrong_cuts_are_refused_and_named, right_cuts_pass]
);

/// A fault that makes the exercise shorter. The number is a prime, as the real one is.
const FEWER_STEPS: (&str, Fault) =
    ("write/exercises.js", Fault::Replaced { what: "ODD_STEPS=30000001", with: "ODD_STEPS=10000019" });

/// A script that keeps every processor busy, or ends that.
const BUSY: &str = "
    for (const worker of window.busy ?? []) worker.terminate();
    const spin = 'data:text/javascript,for(;;){}';
    window.busy = args ? Array.from({ length: 2 * navigator.hardwareConcurrency }, () => new Worker(spin)) : [];";

async fn open(page: &Page) -> Result<()> {
    page.server.behave(Behaviour { faults: vec![FEWER_STEPS, SHORT_RACES, LONG_LIMIT], ..Behaviour::default() });
    page.open().await
}

/// Before the pieces: at least two workers on any machine.
const POOL: &str =
    "const w = Math.max(2, everyCore.environment().reportedProcessors), pool = new Pool(w), jobs = [];\n";
const SUM: &str = "\nlet sum = 0n;\nfor (const job of jobs) sum += BigInt(await job.get());\nanswer(sum);";

/// Right pieces, in a list.
const PIECES: &str = "const at = (i) => Math.floor(STEPS * i / w), pieces = [];\nfor (let i = 0; i < w; i++) pieces.push([at(i), at(i + 1)]);\n";

/// Hands out a piece for each worker, with these bounds.
fn each(bounds: &str) -> String {
    format!("{POOL}for (let i = 0; i < w; i++) jobs.push(pool.apply_async(do_math, [{bounds}]));{SUM}")
}

async fn wrong_cuts_are_refused_and_named(page: Page) -> Result<()> {
    open(&page).await?;
    let whole = |code: &str| format!("{POOL}{code}{SUM}");
    let right = "Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)";
    let cases = [
        (each("STEPS * i / w, STEPS * (i + 1) / w"), "done twice or more"),
        (each("Math.floor(STEPS / w) * i, Math.floor(STEPS / w) * (i + 1)"), "was not done at all"),
        (each("parseInt(STEPS / w) * i, parseInt(STEPS / w) * (i + 1)"), "was not done at all"),
        (each("Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w) - 1"), "not done at all"),
        (each("Math.floor(STEPS * i / w) + 1, Math.floor(STEPS * (i + 1) / w)"), "Step 0 was not done at all"),
        (each("Math.ceil(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)"), "not done at all"),
        (each("Math.floor(STEPS * i / w), Math.ceil(STEPS * (i + 1) / w)"), "done twice or more"),
        (each("Math.ceil(STEPS / w) * i, Math.ceil(STEPS / w) * (i + 1)"), "done although the range ends before"),
        (each("Math.floor(i / w) * STEPS, Math.floor((i + 1) / w) * STEPS"), "has 100% of all steps"),
        (each("Math.round(i / w) * STEPS, Math.round((i + 1) / w) * STEPS"), "has 100% of all steps"),
        (each("0, STEPS"), "done twice or more"),
        (each("i, STEPS"), "done twice or more"),
        (each("0, Math.floor(STEPS * (i + 1) / w)"), "done twice or more"),
        (each("Math.floor(STEPS * i / w), STEPS"), "done twice or more"),
        (each("i ? 1000 * i : 0, i + 1 < w ? 1000 * (i + 1) : STEPS"), "of all steps. Give each worker about as much"),
        (each("i ? STEPS - w + i : 0, STEPS - w + i + 1"), "of all steps. Give each worker about as much"),
        (each("Math.floor(STEPS * (i + 1) / w), Math.floor(STEPS * i / w)"), "with 0 <= start <= end"),
        (each("Math.floor(STEPS * i / w), Math.floor(STEPS / w)").replace("i < w", "i < 3"), "with 0 <= start <= end"),
        (each("(STEPS * i / w).toFixed(), (STEPS * (i + 1) / w).toFixed()"), "args: [\"0\", "),
        (each("BigInt(STEPS) * BigInt(i) / BigInt(w), BigInt(STEPS) * BigInt(i + 1) / BigInt(w)"), "args: [0n, "),
        (each(right).replace("i < w", "i <= w"), "done although the range ends before"),
        (each(right).replace("i < w", "i < w - 1"), "not done at all"),
        (each(right).replace("i = 0", "i = 1"), "Steps 0 to"),
        (
            each(right).replace("(let i = 0; i < w; i++)", "(const i in [...Array(w)])"),
            "done although the range ends before",
        ),
        (each(right).replace("do_math", "primes"), "primes is not defined"),
        (each(right).replace("0n", "0").replace("BigInt(await job.get())", "await job.get()"), "get() returns text"),
        (
            each(right).replace("0n", "0").replace("BigInt(await job.get())", "Number(job.get())"),
            "put await in front of",
        ),
        (
            each(right)
                .replace("jobs.push(", "jobs.push(await ")
                .replace("]));", "]).get());")
                .replace("job.get()", "job"),
            "never more than 1 had a piece",
        ),
        (each(right).replace("new Pool(w)", "new Pool(1)"), "The pool has 1 worker"),
        (each(right).replace("answer(sum)", "console.log(sum)"), "answer(…) was not called"),
        (each(right).replace("answer(sum)", "answer(jobs.length)"), "The answer is"),
        (whole("jobs.push(pool.apply_async(do_math, [0, STEPS]));"), "1 piece cannot keep"),
        (whole("jobs.push({ get: () => do_math(0, STEPS) });"), "no piece was handed to a pool"),
        (
            each(right).replace("BigInt(await job.get())", "0n").replace("answer(sum)", "answer(do_math(0, STEPS))"),
            "were not done when the code ended",
        ),
        (
            whole(
                "for (let start = 0; start < STEPS; start += 1e6) jobs.push(pool.apply_async(do_math, [start, start + 1e6]));",
            ),
            "done although the range ends before",
        ),
    ];
    refused(&page, &cases).await
}

/// Slips of other kinds: names that hide others, text, rounding that differs, and code that is no longer parallel.
async fn more_wrong_cuts_are_refused_and_named(page: Page) -> Result<()> {
    open(&page).await?;
    let whole = |code: &str| format!("{POOL}{code}{SUM}");
    let listed = |code: &str| format!("{POOL}{PIECES}let sum = 0n;\n{code}\nanswer(sum);");
    let right = "Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)";
    let cases = [
        (
            each("Math.floor(STEPS * i / (w - 1)), Math.floor(STEPS * (i + 1) / (w - 1))"),
            "done although the range ends before",
        ),
        (each("Math.floor(STEPS * i / (w + 1)), Math.floor(STEPS * (i + 1) / (w + 1))"), "not done at all"),
        (each("i * (STEPS / w | 0) + i, (i + 1) * (STEPS / w | 0)"), "not done at all"),
        (
            each("Math.round(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)")
                .replace("w;", "3;")
                .replace("/ w", "/ 3"),
            "was not done",
        ),
        (each("Math.floor(STEPS * i / w), Math.floor(STEPS * i + 1 / w)"), "not done at all"),
        (each("'' + Math.floor(STEPS * i / w), Math.floor(STEPS * i / w) + '1'"), "args: [\""),
        (each("`${STEPS / w * i}`, `${STEPS / w * (i + 1)}`"), "args: [\""),
        (each(right).replace("STEPS * (i + 1)", "STEPS * (i + '1')"), "done although the range ends before"),
        (each("STEPS[i], STEPS[i + 1]"), "args: [undefined, undefined]"),
        (
            each("Math.floor(STEPS * i / workers), STEPS").replace("const w", "const workers = undefined, w"),
            "args: [NaN, ",
        ),
        (
            each("Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w) ?? STEPS")
                .replace("let i = 0", "let i = 0.5"),
            "not done at all",
        ),
        (
            each("STEPS * (i / w) ** 8, STEPS * ((i + 1) / w) ** 8").replace("STEPS *", "STEPS * 1 *"),
            "done twice or more",
        ),
        (
            each("Math.floor(STEPS * (i / w) ** 6), Math.floor(STEPS * ((i + 1) / w) ** 6)"),
            "of all steps. Give each worker about as much",
        ),
        (
            each("Math.floor(STEPS - STEPS / 2 ** i), i === w - 1 ? STEPS : Math.floor(STEPS - STEPS / 2 ** (i + 1))")
                .replace("new Pool(w)", "new Pool(w = Math.max(w, 4))")
                .replace("const w", "let w")
                .replace(", pool", "; const pool"),
            "of all steps. Give each worker about as much",
        ),
        (each(right).replace("let i = 0;", "let i = 0, STEPS = 1000;"), "not done at all"),
        (
            each("Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)")
                .replace("w = Math.max(2, everyCore.environment().reportedProcessors)", "w = everyCore.environment"),
            "processes",
        ),
        (
            each(right)
                .replace("w = Math.max(2, everyCore.environment().reportedProcessors)", "w = everyCore.cpu_count"),
            "processes",
        ),
        (
            each(right)
                .replace("w = Math.max(2, everyCore.environment().reportedProcessors)", "w = Math.max(2, cpu_count())"),
            "cpu_count is not defined",
        ),
        (
            each(right).replace(
                "w = Math.max(2, everyCore.environment().reportedProcessors)",
                "w = Math.max(2, everyCore.reportedProcessors)",
            ),
            "processes",
        ),
        (listed("sum = BigInt(await pool.apply_async(do_math, pieces[0]).get());"), "not done at all"),
        (
            listed(
                "for (const piece of [...pieces, pieces[1]]) sum += BigInt(await pool.apply_async(do_math, piece).get());",
            ),
            "done twice or more",
        ),
        (
            listed("for (const part of await pool.map(do_math, pieces.slice(0, -1))) sum += BigInt(part);"),
            "not done at all",
        ),
        (
            listed("for (const piece of pieces) sum += BigInt(await pool.apply(do_math, piece));"),
            "never more than 1 had a piece",
        ),
        (
            listed(
                "for (const piece of pieces) {\n  const job = pool.apply_async(do_math, piece);\n  while (!job.ready()) await new Promise((go) => setTimeout(go, 1));\n  sum += BigInt(await job.get());\n}",
            ),
            "never more than 1 had a piece",
        ),
        (
            listed(
                "await Promise.all(pieces.map(async (piece) => { sum += BigInt(await pool.apply_async(do_math, piece).get()); }));\nsum = NaN;",
            ),
            "The answer is",
        ),
        (
            listed(
                "for (const piece of pieces) pool.apply_async(do_math, piece).get().then((part) => { sum += BigInt(part); });",
            ),
            "The answer is",
        ),
        (
            listed(
                "pool.map(do_math, pieces).then((parts) => { for (const part of parts) sum += BigInt(part); });\nawait new Promise((go) => setTimeout(go, 0));",
            ),
            "The answer is",
        ),
        (
            listed("const parts = await pool.map(do_math, pieces);\nfor (const i in parts) sum += BigInt(i);"),
            "so the pieces are right and the sum is not",
        ),
        (
            listed("const parts = await pool.map(do_math, pieces);\nsum = parts.reduce((a, b) => a + b);"),
            "get() returns text",
        ),
        (
            listed("for (const part of await pool.map(do_math, pieces, STEPS)) sum += BigInt(part);"),
            "1 piece cannot keep",
        ),
        (
            listed(
                "pieces.reverse();\nfor (const part of await pool.map(do_math, pieces.map(([a, b]) => [b, a]))) sum += BigInt(part);",
            ),
            "with 0 <= start <= end",
        ),
        (
            listed(
                "const other = new Pool(1);\nfor (const part of await other.map(do_math, pieces)) sum += BigInt(part);",
            ),
            "The pool has 1 worker",
        ),
        (
            whole(
                "jobs.push(pool.apply_async(do_math, [0, STEPS - 1000]));\nfor (let i = 1; i < 20; i++) jobs.push(pool.apply_async(do_math, [STEPS - 1000 + 50 * (i - 1), Math.min(STEPS, STEPS - 1000 + 50 * i)]));\njobs.push(pool.apply_async(do_math, [STEPS - 50, STEPS]));",
            ),
            "of all steps. Give each worker about as much",
        ),
        (
            whole(
                "for (let i = 0; i < w; i++) for (let k = 0; k < 2; k++) jobs.push(pool.apply_async(do_math, [Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)]));",
            ),
            "done twice or more",
        ),
    ];
    refused(&page, &cases).await
}

/// Checks that each cut is refused with a sentence that contains the words.
async fn refused(page: &Page, cases: &[(String, &str)]) -> Result<()> {
    let mut passed = Vec::new();
    for (code, words) in cases {
        let checks = run_code(page, "cut-the-range", code).await?;
        let said = checks.failure().map_or(checks.stopped.as_str(), |(_, said)| said);
        if !said.contains(words) {
            passed.push(format!("{code}\n  should say {words:?}: {checks:?}"));
        }
    }
    assert!(passed.is_empty(), "{}", passed.join("\n"));
    Ok(())
}

async fn right_cuts_pass(page: Page) -> Result<()> {
    open(&page).await?;
    let whole = |code: &str| format!("{POOL}{code}{SUM}");
    let listed = |sum: &str| format!("{POOL}{PIECES}let sum = 0n;\n{sum}\nanswer(sum);");
    let cases = [
        each("Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)"),
        each("Math.round(STEPS * i / w), Math.round(STEPS * (i + 1) / w)"),
        each("Math.ceil(STEPS * i / w), Math.ceil(STEPS * (i + 1) / w)"),
        each("Math.trunc(STEPS * i / w), Math.trunc(STEPS * (i + 1) / w)"),
        each("(STEPS * i / w) | 0, (STEPS * (i + 1) / w) | 0"),
        each("Math.floor(STEPS / w) * i, i === w - 1 ? STEPS : Math.floor(STEPS / w) * (i + 1)"),
        each("Math.ceil(STEPS / w) * i, Math.min(STEPS, Math.ceil(STEPS / w) * (i + 1))"),
        each("(STEPS - STEPS % w) / w * i, i + 1 < w ? (STEPS - STEPS % w) / w * (i + 1) : STEPS"),
        each("Number(BigInt(STEPS) * BigInt(i) / BigInt(w)), Number(BigInt(STEPS) * BigInt(i + 1) / BigInt(w))"),
        each("Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)")
            .replace("0n", "0")
            .replace("BigInt", "Number"),
        each("Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)")
            .replace("new Pool(w)", "new Pool(2 * w)")
            .replace("i < w;", "i < 2 * w;")
            .replace("/ w", "/ 2 / w"),
        each("Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)")
            .replace("i < w;", "i < 4 * w;")
            .replace("/ w", "/ 4 / w"),
        each("Math.floor(STEPS * i / w), Math.floor(STEPS * (i + 1) / w)")
            .replace("let i = 0; i < w; i++", "let i = w - 1; i >= 0; i--"),
        whole(
            "let start = 0;\nfor (let i = 1; i <= w; i++) {\n  const end = Math.floor(STEPS * i / w);\n  jobs.push(pool.apply_async(do_math, [start, end]));\n  start = end;\n}",
        ),
        whole(
            "const halve = (from, to, left) => {\n  const middle = Math.floor((from + to) / 2);\n  if (left <= 1) return jobs.push(pool.apply_async(do_math, [from, to]));\n  halve(from, middle, left / 2);\n  halve(middle, to, left / 2);\n};\nhalve(0, STEPS, 4 * w);",
        ),
        whole(
            "const size = 1e6;\nfor (let start = 0; start < STEPS; start += size / w) jobs.push(pool.apply_async(do_math, [Math.floor(start), Math.min(STEPS, Math.floor(start + size / w))]));",
        ),
        listed("for (const part of await pool.map(do_math, pieces)) sum += BigInt(part);"),
        listed("for (const part of await pool.starmap(do_math, pieces, 1).get()) sum += BigInt(part);"),
        listed("for await (const part of pool.imap(do_math, pieces)) sum += BigInt(part);"),
        listed("for await (const part of pool.imap_unordered(do_math, pieces)) sum += BigInt(part);"),
        listed(
            "const parts = await Promise.all(pieces.map((piece) => pool.apply_async(do_math, piece).get()));\nfor (const part of parts) sum += BigInt(part);",
        ),
        listed(
            "pieces.push([STEPS, STEPS]);\nfor (const part of await pool.map(do_math, pieces)) sum += BigInt(part);",
        ),
        listed(
            "const all = pieces.map((piece) => pool.apply_async(do_math, piece));\npool.close();\nawait pool.join();\nfor (const job of all) sum += BigInt(await job.get());",
        ),
        // Uneven on purpose, in many small pieces; the leftover by itself; one step at each end; callbacks; recursion; two pools.
        whole(
            "const bounds = [0];\nwhile (bounds.at(-1) < STEPS) bounds.push(Math.min(STEPS, bounds.at(-1) + 1000 + Math.floor((STEPS - bounds.at(-1)) / (4 * w))));\nfor (let i = 1; i < bounds.length; i++) jobs.push(pool.apply_async(do_math, [bounds[i - 1], bounds[i]]));",
        ),
        whole(
            "const size = Math.floor(STEPS / w);\nfor (let i = 0; i < w; i++) jobs.push(pool.apply_async(do_math, [i * size, (i + 1) * size]));\nif (w * size < STEPS) jobs.push(pool.apply_async(do_math, [w * size, STEPS]));",
        ),
        whole(
            "const size = Math.floor(STEPS / w), rest = STEPS % w;\nlet start = 0;\nfor (let i = 0; i < w; i++) {\n  const end = start + size + (i < rest ? 1 : 0);\n  jobs.push(pool.apply_async(do_math, [start, end]));\n  start = end;\n}",
        ),
        whole(
            "jobs.push(pool.apply_async(do_math, [0, 1]));\nfor (let i = 0; i < w; i++) jobs.push(pool.apply_async(do_math, [1 + Math.floor((STEPS - 2) * i / w), 1 + Math.floor((STEPS - 2) * (i + 1) / w)]));\njobs.push(pool.apply_async(do_math, [STEPS - 1, STEPS]));",
        ),
        listed(
            "const found = [];\nconst all = pieces.map((piece) => pool.apply_async(do_math, piece, { callback: (part) => found.push(BigInt(part)) }));\nfor (const job of all) await job.wait();\nsum = found.reduce((a, b) => a + b);",
        ),
        listed("sum = (await pool.starmap(do_math, pieces)).map(BigInt).reduce((a, b) => a + b, 0n);"),
        listed(
            "sum = (await pool.map_async(do_math, pieces, { chunksize: 1 }).get()).reduce((a, b) => a + Number(b), 0);",
        ),
        listed(
            "const stream = pool.imap_unordered(do_math, (function* () { yield* pieces; })());\nfor (;;) {\n  const { value, done } = await stream.next();\n  if (done) break;\n  sum += BigInt(value);\n}",
        ),
        listed(
            "{\n  const pool = new Pool();\n  for (const part of await pool.map(do_math, pieces)) sum += BigInt(part);\n  pool.terminate();\n}",
        ),
        listed(
            "const parts = await Promise.all(pieces.map((piece) => pool.apply(do_math, piece)));\nsum = parts.map(Number).reduce((a, b) => a + b);",
        ),
        listed(
            "pieces.sort(() => Math.random() - 0.5);\nfor (const part of await pool.map(do_math, pieces)) sum += BigInt(part);",
        ),
        each("i && Math.floor(STEPS * i / w), i < w - 1 ? Math.floor(STEPS * (i + 1) / w) : STEPS")
            .replace("new Pool(w)", "new Pool()"),
    ];
    let mut failed = Vec::new();
    for is_busy in [false, true] {
        page.call::<Value>(BUSY, json!(is_busy)).await?;
        // A busy machine takes long, so some of the cuts are enough there.
        for code in cases.iter().step_by(if is_busy { 9 } else { 1 }) {
            let checks = run_code(&page, "cut-the-range", code).await?;
            if !checks.all_pass() {
                failed.push(format!("{code}\n  busy: {is_busy}: {checks:?}"));
            }
        }
    }
    page.call::<Value>(BUSY, json!(false)).await?;
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}
