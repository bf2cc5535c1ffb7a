//! The exercise about cutting a range, done wrongly and rightly in many ways, on a quiet and on a busy machine. Runs are short.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use crate::writer::{LONG_LIMIT, SHORT_RACES, run_code};
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(ways_to_cut, [Chromium], [wrong_cuts_are_refused_and_named, right_cuts_pass]);

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
    let mut passed = Vec::new();
    for (code, words) in cases {
        let checks = run_code(&page, "cut-the-range", &code).await?;
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
    let pieces = "const at = (i) => Math.floor(STEPS * i / w), pieces = [];\nfor (let i = 0; i < w; i++) pieces.push([at(i), at(i + 1)]);\n";
    let listed = |sum: &str| format!("{POOL}{pieces}let sum = 0n;\n{sum}\nanswer(sum);");
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
    ];
    let mut failed = Vec::new();
    for is_busy in [false, true] {
        page.call::<Value>(BUSY, json!(is_busy)).await?;
        // A busy machine takes long, so some of the cuts are enough there.
        for code in cases.iter().step_by(if is_busy { 6 } else { 1 }) {
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
