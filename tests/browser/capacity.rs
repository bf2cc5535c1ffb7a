//! Machines with more processors than a browser has room for, and runs that need much memory.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use crate::writer::{LONG_LIMIT, SHORT_RACES, passes_now};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::time::Duration;

in_one_browser!(
    more_processors_than_room,
    [Chromium],
    [
        rounds_are_added_where_there_is_no_room_for_all,
        a_pool_of_256_computes_with_those_it_has_room_for,
        a_sweep_and_a_run_say_how_many_workers_there_can_be,
        the_largest_vector_runs_on_many_threads,
        tasks_of_the_largest_vector_run_side_by_side,
    ]
);
in_one_browser!(
    more_processors_than_room_in_firefox,
    [Firefox],
    [the_page_has_a_result_on_128_processors, the_largest_vector_runs_on_many_threads]
);
for_engines!(an_exercise_passes_on_128_processors, [Chromium], also: [Firefox]);
for_engines!(few_workers_start_and_end_in_one_turn, [Firefox], also: [Chromium]);
for_engines!(a_shared_pool_that_is_too_large_says_how_many_came, [FirefoxOf12Workers]);
for_engines!(an_isolated_pool_that_is_too_large_says_how_many_came, [FirefoxOf12Workers]);
for_engines!(a_comparison_goes_on_with_those_that_came, [FirefoxOf12Workers]);
for_engines!(a_pool_is_made_after_one_that_was_too_large, [FirefoxOf12Workers]);

/// Makes the page report as many processors as its address says.
const REPORTED: Fault = Fault::Replaced {
    what: "(() => {\n",
    with: "const reported = Number(new URL(location.href).searchParams.get('processors'));
        if (reported) Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => reported });\n(() => {\n",
};

/// Lets pages be opened on so many processors.
fn behaviour() -> Behaviour {
    Behaviour { faults: vec![("__recorder.js", REPORTED), SHORT_RACES, LONG_LIMIT], ..Behaviour::default() }
}

/// What must be in the figure and the result, whatever the browser has room for.
async fn the_page_has_a_result_on(page: &Page, processors: u32) -> Result<()> {
    begin_on(page, processors).await?;
    // The first round is enough: every strategy is in it.
    wait_long(page, "everyCore.page.reports().compare?.rounds >= 1 || document.querySelector('#notice .bad')").await?;
    shows_the_result_of(page, processors).await
}

/// Checks the figure and the result of the comparison on so many processors, and cancels it if it goes on.
async fn shows_the_result_of(page: &Page, processors: u32) -> Result<()> {
    let ways = if page.engine.shares_memory() { 4 } else { 3 };
    page.until("the runs are drawn", &format!("document.querySelectorAll('#figure .tick-ok').length === {ways}"))
        .await?;
    let report: Value = page.call("return everyCore.page.reports().compare", Value::Null).await?;
    page.call::<Value>("if (everyCore.page.isRunning()) document.querySelector('#run').click()", Value::Null).await?;
    page.until("it has ended", "!everyCore.page.isRunning()").await?;
    let workers = |strategy: &str| {
        let entries = report["strategies"].as_array().context("a list")?;
        let entry = entries.iter().find(|entry| entry["strategy"] == json!(strategy)).context("an entry")?;
        entry["medianRun"]["workers"].as_u64().context("a number")
    };
    // More than 256 are never started, and a shared pool has at most 255.
    let asked = u64::from(processors.min(255));
    assert_eq!(report["workers"], json!(asked));
    if page.engine.shares_memory() {
        assert_eq!(workers("shared")?, asked);
    }
    let isolated = workers("isolated")?;
    let shortfalls = report["shortfalls"].as_array().context("a list")?;
    let result = page.text("#result").await?;
    assert!(!["NaN", "Infinity", "undefined", "null"].iter().any(|word| result.contains(word)), "{result}");
    if isolated == asked {
        assert!(shortfalls.is_empty(), "{shortfalls:?}");
        return Ok(());
    }
    assert!(isolated > 90, "only {isolated} isolated workers");
    assert_eq!((&shortfalls[0]["strategy"], &shortfalls[0]["workers"]), (&json!("isolated"), &json!(isolated)));
    let says = format!("only {isolated} of {asked} workers could be started");
    assert!(shortfalls[0]["reason"].as_str().is_some_and(|reason| reason.contains(&says)), "{shortfalls:?}");
    assert!(result.contains(&says), "the page does not say so: {result}");
    Ok(())
}

/// Waits for something that takes minutes with so many workers on a busy machine.
async fn wait_long(page: &Page, expression: &str) -> Result<()> {
    page.allow_scripts(Duration::from_secs(300)).await?;
    page.call(&format!("while (!({expression})) await new Promise((go) => setTimeout(go, 50))"), Value::Null).await
}

/// Chromium has room for about 120 isolated workers, and Firefox for all of them.
async fn the_page_has_a_result_on_128_processors(page: Page) -> Result<()> {
    the_page_has_a_result_on(&page, 128).await
}

/// Opens the page on a machine with so many processors, and presses the button.
async fn begin_on(page: &Page, processors: u32) -> Result<()> {
    page.server.behave(behaviour());
    page.open_with(&format!("?processors={processors}")).await?;
    let ready = "document.querySelector('#run')?.disabled === false";
    page.until("the button can be pressed", ready).await?;
    page.call::<Value>("everyCore.page.set({ steps: 1e6 })", Value::Null).await?;
    page.until("the button can be pressed", ready).await?;
    page.click("#run").await
}

// "Five more rounds" belongs to the comparison whose pool has fewer workers, and not to one that was cancelled.
async fn rounds_are_added_where_there_is_no_room_for_all(page: Page) -> Result<()> {
    begin_on(&page, 128).await?;
    wait_long(&page, "everyCore.page.isRunning()").await?;
    wait_long(&page, "!everyCore.page.isRunning()").await?;
    shows_the_result_of(&page, 128).await?;
    let before: u32 = page.call("return everyCore.page.reports().compare.rounds", Value::Null).await?;
    assert_eq!(before, 6);
    page.call::<Value>("everyCore.page.set({ steps: 2e6 }); document.querySelector('#run').click()", Value::Null)
        .await?;
    wait_long(&page, "everyCore.page.reports().compare.rounds < 6").await?;
    page.call::<Value>("document.querySelector('#run').click()", Value::Null).await?;
    page.until("it is cancelled", "!everyCore.page.isRunning()").await?;
    page.click("#more").await?;
    wait_long(&page, "everyCore.page.reports().compare.rounds === 11 && !everyCore.page.isRunning()").await?;
    let steps: u64 = page.call("return everyCore.page.reports().compare.steps", Value::Null).await?;
    assert_eq!(steps, 1_000_000);
    Ok(())
}

async fn an_exercise_passes_on_128_processors(page: Page) -> Result<()> {
    page.server.behave(behaviour());
    page.open_with("?processors=128").await?;
    passes_now(&page, "uneven-work").await
}

async fn a_pool_of_256_computes_with_those_it_has_room_for(page: Page) -> Result<()> {
    page.open().await?;
    let sum = "const pool = new everyCore.Pool(256);
        const found = await pool.map('do_math', Array.from({ length: 600 }, (_, i) => [i, i + 1]), 1).get(120000);
        pool.terminate();
        return found.reduce((sum, text) => sum + Number(text), 0)";
    assert_eq!(page.call::<u64>(sum, Value::Null).await?, 599_819_700);
    Ok(())
}

// The page's thread has turns of its own between the starts, and between the ends. A pool that is ended meanwhile starts no more.
async fn few_workers_start_and_end_in_one_turn(page: Page) -> Result<()> {
    page.open().await?;
    let starts = "
        const timer = () => new Promise((done) => setTimeout(done));
        await (async () => { const first = new everyCore.Pool(1); await first.apply(() => 1); first.terminate(); })();
        // The end of the first pool's worker counts in its turn.
        for (let i = 0; i < 5; i++) await timer();
        const Original = window.Worker;
        let now = 0, most = 0, made = 0, turns = 0, ended = 0, ending = 0, mostEnding = 0;
        window.Worker = class extends Original {
            constructor(...words) {
                super(...words);
                made += 1;
                // The microtask comes when the turn's own code has run.
                if (++now === 1) { turns += 1; queueMicrotask(() => { now = 0; }); }
                most = Math.max(most, now);
            }
            terminate() {
                super.terminate();
                ended += 1;
                if (++ending === 1) queueMicrotask(() => { ending = 0; });
                mostEnding = Math.max(mostEnding, ending);
            }
        };
        try {
            const pools = [new everyCore.Pool(16)];
            const small = made;
            await timer();
            pools.push(new everyCore.Pool(200), new everyCore.Pool(40));
            await timer();
            const early = made;
            const jobs = pools.map((pool) => pool.map((i) => i + 1, Array.from({ length: 400 }, (_, i) => i), 1));
            const sums = (await Promise.all(jobs)).map((list) => list.reduce((sum, value) => sum + value, 0));
            while (made < 256) await timer();
            pools.forEach((pool) => pool.terminate());
            const few = ended;
            await Promise.all(pools.map((pool) => pool.join()));
            const all = [made, ended];
            new everyCore.Pool(200).terminate();
            const after = made;
            for (let i = 0; i < 20; i++) await timer();
            const left = made - ended;
            return { small, most, turns: turns > 15, isTimerBetween: early < 256, sums, few: few <= 16, mostEnding, all, isCut: after < 456, later: made - after, left };
        } finally { window.Worker = Original; }";
    let seen: Value = page.call(starts, Value::Null).await?;
    let expected = json!({
        "small": 16, "most": 17, "turns": true, "isTimerBetween": true, "sums": [80_200, 80_200, 80_200],
        "few": true, "mostEnding": 16, "all": [256, 256], "isCut": true, "later": 0, "left": 0,
    });
    assert_eq!(seen, expected);
    Ok(())
}

async fn a_sweep_and_a_run_say_how_many_workers_there_can_be(page: Page) -> Result<()> {
    page.open().await?;
    let run = "return everyCore.run({ strategy: 'isolated', workers: 200, steps: 1e6 })";
    let thrown = page.call_throws(run, Value::Null).await?;
    assert!(thrown.message.contains(" of 200 workers could be started"), "{thrown}");
    let sweep = "return everyCore.sweep({ strategy: 'isolated', sizes: [1, 160, 200], steps: 1e6, rounds: 1 })";
    let report: Value = page.call(sweep, Value::Null).await?;
    let sizes: Vec<u64> =
        report["sizes"].as_array().context("a list")?.iter().filter_map(|size| size["workers"].as_u64()).collect();
    assert!(matches!(sizes[..], [1, most] if (90..130).contains(&most)), "{sizes:?}");
    assert_eq!(report["failed"].as_array().map(Vec::len), Some(2), "{}", report["failed"]);
    let least = "return everyCore.run({ strategy: 'isolated', workers: 2, steps: 1e6 })";
    assert_eq!(page.call::<Value>(least, Value::Null).await?["verified"], json!(true));
    Ok(())
}

async fn the_largest_vector_runs_on_many_threads(page: Page) -> Result<()> {
    page.open().await?;
    let run =
        "return (await everyCore.run({ workload: 'dot', strategy: 'shared', workers: args, steps: 2 ** 26 })).verified";
    assert!(page.call::<bool>(run, json!(128)).await?);
    Ok(())
}

async fn tasks_of_the_largest_vector_run_side_by_side(page: Page) -> Result<()> {
    page.open().await?;
    let tasks = "const pool = new everyCore.Pool(4, { memory: 'shared' });
         const sums = await pool.map('dot', Array(8).fill([0, 2 ** 26])).get(60000);
         pool.terminate();
         return new Set(sums).size";
    assert_eq!(page.call::<u32>(tasks, Value::Null).await?, 1);
    Ok(())
}

// This Firefox starts 12 workers for a site and lets the others wait without a word.
async fn a_shared_pool_that_is_too_large_says_how_many_came(page: Page) -> Result<()> {
    says_how_many_came(&page, "shared", 11).await
}

async fn an_isolated_pool_that_is_too_large_says_how_many_came(page: Page) -> Result<()> {
    says_how_many_came(&page, "isolated", 12).await
}

async fn says_how_many_came(page: &Page, strategy: &str, came: u32) -> Result<()> {
    page.open().await?;
    let run = "return everyCore.run({ strategy: args, workers: 16, steps: 1e6 })";
    let thrown = page.call_throws(run, json!(strategy)).await?;
    assert_eq!(thrown.name, "TimeoutError", "{thrown}");
    assert!(thrown.message.contains(&format!("only {came} of 16 workers could be started")), "{thrown}");
    let fewer = "return (await everyCore.run({ strategy: args, workers: 3, steps: 1e6 })).verified";
    assert!(page.call::<bool>(fewer, json!(strategy)).await?);
    Ok(())
}

// Two pools of 16 have no room beside each other, and none for all of their workers.
async fn a_comparison_goes_on_with_those_that_came(page: Page) -> Result<()> {
    page.open().await?;
    page.allow_scripts(Duration::from_secs(300)).await?;
    let compare =
        "return everyCore.compare({ strategies: ['isolated', 'shared'], workers: 16, steps: 1e6, rounds: 1 })";
    let report: Value = page.call(compare, Value::Null).await?;
    let shortfalls = report["shortfalls"].as_array().context("a list")?;
    let of = |strategy: &str| {
        let found = shortfalls.iter().find(|one| one["strategy"] == json!(strategy));
        found.and_then(|one| one["workers"].as_u64()).unwrap_or_default()
    };
    assert_eq!(report["rounds"], json!(1));
    assert!((8..=11).contains(&of("shared")) && (8..=12).contains(&of("isolated")), "{shortfalls:?}");
    Ok(())
}

// It is ended while some of its workers wait for a place, and once more after their deadline.
async fn a_pool_is_made_after_one_that_was_too_large(page: Page) -> Result<()> {
    page.open().await?;
    page.allow_scripts(Duration::from_secs(300)).await?;
    let pools = "
        const all = (pool, length) => pool.map(async (i) => { await new Promise((done) => setTimeout(done, 20)); return i; }, Array.from({ length }, (_, i) => i), 1);
        const counts = [];
        for (const ms of args) {
            const large = new everyCore.Pool(16);
            counts.push((await all(large, 40)).length);
            await new Promise((done) => setTimeout(done, ms));
            large.terminate();
            const small = new everyCore.Pool(3);
            counts.push((await all(small, 5)).length);
            small.terminate();
        }
        return counts";
    assert_eq!(page.call::<Value>(pools, json!([0, 25_000])).await?, json!([40, 5, 40, 5]));
    Ok(())
}

/// The numbers of processors that the page must have a result on.
const PROCESSORS: [u32; 8] = [1, 2, 3, 64, 96, 128, 192, 256];

/// Runs the page on each number of processors, and saves a picture of each.
async fn every_number_of_processors(page: Page) -> Result<()> {
    let mut failed = Vec::new();
    for processors in PROCESSORS {
        let outcome = the_page_has_a_result_on(&page, processors).await;
        let picture = page.save_evidence(&format!("{processors}-processors-{:?}", page.engine)).await?;
        println!("{:?} on {processors} processors: {outcome:?} {}", page.engine, picture.display());
        if let Err(error) = outcome {
            failed.push(format!("{processors}: {error:#}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

mod the_page_has_a_result_on_every_number_of_processors {
    use crate::engine::Engine;
    use crate::harness::run_for;
    use std::time::Duration;

    #[test]
    #[ignore = "takes minutes, and writes pictures"]
    fn in_each_engine() {
        for engine in [Engine::Chromium, Engine::Firefox, Engine::WebKitPlain] {
            run_for(
                Duration::from_secs(1_800),
                "every_number_of_processors",
                engine,
                super::every_number_of_processors,
            );
        }
    }
}
