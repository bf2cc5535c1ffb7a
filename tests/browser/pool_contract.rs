//! Cases that the page's Pool and that of the exercises must both answer in the same way. Each runs in both, so the two cannot differ.
//! `pool_cases.js` has those of the page alone: functions as tasks, and the errors that they can throw.

use crate::harness::for_engines;
use crate::page::Page;
use crate::server::Behaviour;
use crate::writer::{LONG_LIMIT, SHORT_RACES, run_code};
use anyhow::Result;
use serde_json::Value;

/// What all cases may use. `brittle` fails for some of `ranges`, and `expected` holds what it gives for each: a text, or "!" with the
/// message of an error.
const TOOLS: &str = r#"
    const expected = ranges.map((range) => { try { return brittle(...range); } catch (error) { return `!${error.message}`; } });
    const heard = (promise) => promise.then((value) => value, (error) => `!${error.message}`);
    const name = (promise) => promise.then((value) => `no error but ${value}`, (error) => error.name);
    const thrown = (act) => { try { act(); return 'nothing'; } catch (error) { return `${error.name}: ${error.message}`; } };
    const list = async (stream) => { const found = []; for await (const one of stream) found.push(one); return found; };
    const each = async (stream) => { const found = []; for (let n = 0; n < ranges.length; n++) found.push(await heard(stream.next())); return found.map((step) => step.value ?? step); };
    const fine = ranges.filter((_, at) => expected[at][0] !== '!'), right = expected.filter((text) => text[0] !== '!');
    const sum = (tally) => [tally.completed, tally.failed, tally.uncollected].join();
    const same = (one, other) => JSON.stringify(one) === JSON.stringify(other) || JSON.stringify(one);
    const say = async (name, run) => {
        const pool = new Pool(2);
        const imap = (fn, ...rest) => pool.imap(streamed(fn), ...rest), unordered = (fn, ...rest) => pool.imap_unordered(streamed(fn), ...rest);
        const value = await run(pool, imap, unordered).catch((error) => String(error));
        tell(JSON.stringify([name, value]));
        pool.terminate();
    };
    const source = (state) => (function* () { try { for (;;) { state.read = (state.read ?? 0) + 1; yield fine[0]; } } finally { state.ended = (state.ended ?? 0) + 1; } })();
"#;

/// `brittle` and `ranges` of the page, where a task is a function. In the exercises they are given.
const ON_THE_PAGE: &str = "
    const { Pool } = everyCore;
    const brittle = (start, end) => {
        if ([30, 70, 110].includes(start)) throw new Error(`brittle(${start}, ${end}): this range is damaged`);
        let sum = 0;
        for (let pos = start + 1; pos <= end; pos++) sum += Math.abs(pos - 1000000);
        return String(sum);
    };
    const ranges = Array.from({ length: 24 }, (_, at) => [10 * at, 10 * at + 10]);
    // A function gets an item as one argument, a workload as its two.
    const ofItem = ([start, end]) => {
        if ([30, 70, 110].includes(start)) throw new Error(`brittle(${start}, ${end}): this range is damaged`);
        let sum = 0;
        for (let pos = start + 1; pos <= end; pos++) sum += Math.abs(pos - 1000000);
        return String(sum);
    };
    const streamed = () => ofItem;
    const said = [], tell = (line) => said.push(line);";

/// The same for an exercise.
const IN_THE_SANDBOX: &str = "const streamed = (fn) => fn, tell = console.log;";

/// The name of each case, and an expression that must be true. `pool` has two workers.
const CASES: [(&str, &str); 47] = [
    (
        "apply_async",
        "same(await Promise.all(ranges.map((range) => heard(pool.apply_async(brittle, range).get()))), expected)",
    ),
    ("apply", "same(await Promise.all(ranges.map((range) => heard(pool.apply(brittle, range)))), expected)"),
    ("starmap", "same(await pool.starmap(brittle, fine), right)"),
    ("starmap in chunks", "same(await pool.starmap(brittle, fine, 5), right)"),
    ("starmap_async in one chunk", "same(await pool.starmap_async(brittle, fine, { chunksize: 1000 }).get(), right)"),
    ("starmap rejects with an error of an item", "expected.includes(await heard(pool.starmap(brittle, ranges, 1)))"),
    ("starmap of a chunk that fails", "expected.includes(await heard(pool.starmap(brittle, ranges, 24).get()))"),
    ("starmap of nothing", "same(await pool.starmap(brittle, []), [])"),
    ("starmap of a set", "same(await pool.starmap(brittle, new Set(fine)), right)"),
    ("starmap of a generator", "same(await pool.starmap(brittle, (function* () { yield* fine; })()), right)"),
    (
        "starmap of an asynchronous generator",
        "same(await pool.starmap(brittle, (async function* () { yield* fine; })()), right)",
    ),
    (
        "a job of a list is awaited twice",
        "await (async () => { const job = pool.starmap(brittle, fine); return same([await job, await job.get(), job.ready(), job.successful()], [right, right, true, true]); })()",
    ),
    (
        "a job of one call",
        "await (async () => { const job = pool.apply_async(brittle, fine[0]); await job.wait(); return same([job.ready(), job.successful(), await job.get(), await job.get()], [true, true, right[0], right[0]]); })()",
    ),
    (
        "a job that fails",
        "await (async () => { const job = pool.apply_async(brittle, ranges[expected.findIndex((text) => text[0] === '!')]); await job.wait(); return job.ready() && !job.successful() && (await heard(job.get()))[0] === '!'; })()",
    ),
    (
        "successful() before the end",
        "thrown(() => pool.apply_async(brittle, fine[0]).successful()).startsWith('Error') || thrown(() => pool.apply_async(brittle, fine[0]).successful())",
    ),
    (
        "callback",
        "await (async () => { const found = []; const job = pool.apply_async(brittle, fine[0], { callback: (value) => found.push(value) }); found.push(await job.get()); return same(found, [right[0], right[0]]); })()",
    ),
    (
        "callback by its place",
        "await (async () => { const found = []; await pool.apply_async(brittle, fine[1], {}, (value) => found.push(value)).get(); return same(found, [right[1]]); })()",
    ),
    (
        "callback of a list",
        "await (async () => { let found; await pool.starmap_async(brittle, fine, 3, (all) => { found = all; }).get(); return same(found, right); })()",
    ),
    (
        "error_callback",
        "await (async () => { const found = []; const job = pool.apply_async(brittle, ranges[expected.findIndex((text) => text[0] === '!')], { callback: () => found.push('no'), error_callback: ({ message }) => found.push(message) }); await job.wait(); return found.length === 1 && found[0].includes('damaged'); })()",
    ),
    (
        "a timeout",
        "await (async () => { const job = pool.apply_async(brittle, fine[0]); const first = await job.get(0).then(() => 'TimeoutError', (error) => error.name); return same([first, await job.get()], ['TimeoutError', right[0]]); })()",
    ),
    ("a chunk that holds an error", "same(await each(imap(brittle, ranges, 4)), expected)"),
    ("a chunk of everything", "same(await each(imap(brittle, ranges, 24)), expected)"),
    ("one by one", "same(await each(imap(brittle, ranges)), expected)"),
    ("unordered in chunks", "same((await each(unordered(brittle, ranges, 5))).sort(), [...expected].sort())"),
    ("for await", "same(await list(imap(brittle, fine, 2)), right)"),
    ("unordered, for await", "same((await list(unordered(brittle, fine, 7))).sort(), [...right].sort())"),
    (
        "next beyond the end",
        "await (async () => { const stream = imap(brittle, fine.slice(0, 2)); const steps = await Promise.all([stream.next(), stream.next(), stream.next(), stream.next()]); return same(steps.map(({ value, done }) => (done ? 'done' : value)), [right[0], right[1], 'done', 'done']); })()",
    ),
    (
        "next with a timeout",
        "await (async () => { const stream = imap(brittle, fine); const first = await stream.next(0).then(() => 'TimeoutError', (error) => error.name); return same([first, (await list(stream)).length >= right.length - 1], ['TimeoutError', true]); })()",
    ),
    (
        "break tells the source",
        "await (async () => { const state = {}; for await (const one of imap(brittle, source(state))) if (one) break; return state.ended === 1 && state.read < 20; })()",
    ),
    (
        "a slow reader holds the source",
        "await (async () => { const state = {}; const stream = imap(brittle, source(state)); await stream.next(); await new Promise((go) => setTimeout(go, 100)); return state.read <= 6 || state.read; })()",
    ),
    (
        "return ends a stream",
        "await (async () => { const state = {}; const stream = imap(brittle, source(state), 3); await stream.next(); const { done } = await stream.return(); return same([state.ended, done, (await stream.next()).done], [1, true, true]); })()",
    ),
    (
        "a source that throws",
        "await (async () => { const stream = imap(brittle, (function* () { yield fine[0]; throw new Error('mine'); })()); return same([(await stream.next()).value, await heard(stream.next()), (await stream.next()).done], [right[0], '!mine', true]); })()",
    ),
    ("an asynchronous source", "same(await list(imap(brittle, (async function* () { yield* fine; })(), 3)), right)"),
    (
        "terminate rejects what is left",
        "await (async () => { const job = pool.starmap(brittle, fine, 1); pool.terminate(); return await name(job.get()) === 'AbortError' && sum(await pool.join()) === '0,1,0'; })()",
    ),
    (
        "terminate tells the source",
        "await (async () => { const state = {}; const stream = imap(brittle, source(state)); await stream.next(); pool.terminate(); return same(state.ended, 1); })()",
    ),
    ("a closed pool", "(pool.close(), thrown(() => pool.apply_async(brittle, fine[0])).includes('Pool not running'))"),
    (
        "a closed pool reads no list",
        "(pool.close(), thrown(() => pool.starmap(brittle, fine)).includes('Pool not running'))",
    ),
    ("join before close", "(await heard(Promise.resolve().then(() => pool.join()))).includes('Pool is still running')"),
    (
        "the tally",
        "await (async () => { pool.apply_async(brittle, fine[0]); const bad = pool.apply_async(brittle, ranges[expected.findIndex((text) => text[0] === '!')]); const asked = pool.starmap(brittle, fine); await heard(bad.get()); await asked; pool.close(); return sum(await pool.join()); })() === '2,1,0'",
    ),
    (
        "an error that nobody asked for",
        "await (async () => { pool.apply_async(brittle, ranges[expected.findIndex((text) => text[0] === '!')]); pool.close(); return sum(await pool.join()); })() === '0,1,1'",
    ),
    ("misspelt options of a pool", "thrown(() => new Pool(1, { memroy: 'isolated' })).includes('did you mean memory')"),
    (
        "misspelt options of a call",
        "thrown(() => pool.apply_async(brittle, fine[0], { callbak: () => 1 })).includes('callback')",
    ),
    ("keyword arguments", "thrown(() => pool.apply_async(brittle, fine[0], { start: 1 })).includes('keyword')"),
    (
        "misspelt options of a list",
        "thrown(() => pool.map(brittle, fine, { chunkSize: 4 })).includes('did you mean chunksize')",
    ),
    (
        "sizes of a pool",
        "[0, -1, 1.5, 257, '2', NaN].every((size) => /^(Type|Range)Error: processes: /.test(thrown(() => new Pool(size))))",
    ),
    (
        "chunk sizes",
        "[0, -1, 1.5, '2', NaN].every((size) => /^(Type|Range)Error: chunksize: /.test(thrown(() => pool.starmap(brittle, fine, size))))",
    ),
    (
        "nothing of the inside",
        "same([pool, pool.apply_async(brittle, fine[0])].map((one) => JSON.stringify(one)), ['{}', '{}'])",
    ),
];

/// How many cases one run of an exercise does. It may have four pools.
const AT_ONCE: usize = 4;

/// Returns a program that runs the cases, and tells a line with the value of each.
fn program(cases: &[(&str, &str)]) -> String {
    let calls = cases.iter().map(|(name, code)| {
        format!("await say({}, async (pool, imap, unordered) => ({code}));\n", serde_json::json!(name))
    });
    [TOOLS.to_owned()].into_iter().chain(calls).collect()
}

/// Compares the lines that a program told with its cases.
fn assert_all_true(lines: &[String], cases: &[(&str, &str)], wrong: &mut Vec<String>) {
    for (index, (name, code)) in cases.iter().enumerate() {
        let expected = serde_json::json!([name, true]).to_string();
        let told = lines.get(index).map_or("nothing", String::as_str);
        if told != expected {
            wrong.push(format!("{name}: {told} for {code}"));
        }
    }
}

for_engines!(the_page_keeps_the_contract, [Chromium, WebKitPlain], also: [Firefox]);
async fn the_page_keeps_the_contract(page: Page) -> Result<()> {
    page.open().await?;
    let script = format!("{ON_THE_PAGE}{}return said", program(&CASES));
    let lines: Vec<String> = page.call(&script, Value::Null).await?;
    let mut wrong = Vec::new();
    assert_all_true(&lines, &CASES, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

for_engines!(the_exercises_keep_the_contract, [Firefox], also: [Chromium, WebKitPlain]);
async fn the_exercises_keep_the_contract(page: Page) -> Result<()> {
    page.server.behave(Behaviour { faults: vec![SHORT_RACES, LONG_LIMIT], ..Behaviour::default() });
    page.open().await?;
    let mut wrong = Vec::new();
    for cases in CASES.chunks(AT_ONCE) {
        let checks = run_code(&page, "every-result", &format!("{IN_THE_SANDBOX}{}", program(cases))).await?;
        assert!(checks.stopped.is_empty(), "{:?}: {}", cases[0], checks.stopped);
        let lines: Vec<String> = checks.output.lines().map(str::to_owned).collect();
        assert_all_true(&lines, cases, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
