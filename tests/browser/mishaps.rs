//! Disturbances of the page: it is hidden, its clock jumps, its storage is full, it is offline, or it is open twice. Earlier
//! measurements must be kept, and the next run must succeed.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result};
use serde_json::{Value, json};

in_one_browser!(
    disturbances_of_the_page,
    [Chromium],
    [
        a_sweep_in_a_hidden_tab_loses_no_sample,
        a_comparison_in_a_hidden_tab_has_a_caveat,
        a_clock_jump_does_not_distort_a_report,
        a_full_storage_is_ignored,
        a_program_that_does_not_load_is_reported,
        going_offline_is_reported_and_the_page_recovers,
        a_worker_without_memory_is_a_clear_error,
    ]
);
in_one_browser!(
    disturbances_of_the_page_in_firefox_and_webkit,
    [Firefox],
    also: [WebKit],
    [
        a_program_that_does_not_load_is_reported,
        going_offline_is_reported_and_the_page_recovers,
        a_worker_without_memory_is_a_clear_error,
    ]
);

const READY: &str = "document.querySelector('#run')?.disabled === false";

/// Checks that a run on a pool and a serial run are verified.
async fn works(page: &Page) -> Result<()> {
    let body = "const runs = [];
        for (const strategy of ['serial', 'isolated']) runs.push((await everyCore.run({ strategy, workers: 2, steps: 1e6 })).verified);
        return runs";
    assert_eq!(page.call::<Value>(body, Value::Null).await?, json!([true, true]));
    Ok(())
}

// The page is hidden for some samples of a sweep. They are measured again, so that no sample is missing.
async fn a_sweep_in_a_hidden_tab_loses_no_sample(page: Page) -> Result<()> {
    page.open().await?;
    // Hides the page for 1.5 s from the first sample on. A repeated sample may be hidden again.
    let body = "let told = 0, timer, began;
        const hide = () => {
            if (performance.now() - began > 1500) return clearInterval(timer);
            told++;
            document.dispatchEvent(new Event('visibilitychange'));
        };
        const onProgress = () => { began ??= performance.now(); timer ??= setInterval(hide, 5); };
        const report = await everyCore.sweep({ strategy: 'isolated', sizes: [1, 2], rounds: 3, steps: 2e7, onProgress });
        const part = ({ samplesMs, invalid, setAside }) => [samplesMs.length, invalid, setAside];
        return { told, sizes: report.sizes.map(part), serial: part(report.serial), caveats: report.caveats };";
    let outcome: Value = page.call(body, Value::Null).await?;
    println!("{outcome}");
    let parts: Vec<&Value> = outcome["sizes"].as_array().context("sizes")?.iter().chain([&outcome["serial"]]).collect();
    assert!(parts.iter().all(|part| part[0] == json!(3)), "a sample is missing: {outcome}");
    let invalid: u64 = parts.iter().filter_map(|part| part[1].as_u64()).sum();
    assert!(invalid >= 1, "no sample was rejected: {outcome}");
    let aside: Vec<&Value> = parts.iter().filter_map(|part| part[2].as_array()).flatten().collect();
    assert!(!aside.is_empty() && aside.len() as u64 <= invalid, "{outcome}");
    let is_whole = |run: &&Value| run["reason"] == json!("pageHidden") && run["elapsedMs"].is_number();
    assert!(aside.iter().all(is_whole), "{outcome}");
    works(&page).await
}

// The page is hidden all the time. The samples are reported with a caveat.
async fn a_comparison_in_a_hidden_tab_has_a_caveat(page: Page) -> Result<()> {
    page.open().await?;
    let body = "Object.defineProperty(document, 'hidden', { get: () => true });
        const report = await everyCore.compare({ strategies: ['isolated'], workers: 2, rounds: 3, steps: 1e6 });
        return [report.caveats, report.strategies.map(({ samplesMs }) => samplesMs.length)]";
    let outcome: Value = page.call(body, Value::Null).await?;
    assert!(outcome[0].as_array().is_some_and(|caveats| caveats.contains(&json!("pageHidden"))), "{outcome}");
    assert_eq!(outcome[1], json!([3, 3]));
    Ok(())
}

// During a comparison the page's clock jumps forward by an hour, or back by ten seconds.
async fn a_clock_jump_does_not_distort_a_report(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const before = await everyCore.compare({ strategies: ['isolated'], workers: 2, rounds: 3, steps: 2e7, seed: 1 });
        const now = performance.now.bind(performance);
        let offset = 0, done = 0;
        performance.now = () => now() + offset;
        const jump = setTimeout(() => { offset = args; }, 150);
        const outcome = await everyCore.compare({ strategies: ['isolated'], workers: 2, rounds: 3, steps: 2e7, seed: 1 })
            .then(({ strategies, caveats }) => ({ strategies, caveats }), (error) => ({ error: `${error.name}: ${error.message}` }));
        delete performance.now;
        return { offset, outcome, medians: before.strategies.map(({ medianMs }) => medianMs) }";
    for offset_ms in [3_600_000, -10_000] {
        let seen: Value = page.call(body, json!(offset_ms)).await?;
        assert_eq!(seen["offset"], json!(offset_ms), "the clock did not jump: {seen}");
        if let Some(error) = seen["outcome"]["error"].as_str() {
            assert!(error.len() > 30, "the error explains nothing: {error}");
        }
        for (part, usual) in seen["outcome"]["strategies"].as_array().into_iter().flatten().zip(0..) {
            let usual_ms = seen["medians"][usual].as_f64().context("a median")?;
            let median_ms = part["medianMs"].as_f64().context("a median")?;
            let says =
                seen["outcome"]["caveats"].as_array().is_some_and(|caveats| caveats.contains(&json!("machineSlept")));
            assert!(
                says || (median_ms > 0.0 && median_ms < 20.0 * usual_ms),
                "the jump of {offset_ms} ms is part of a time: {part}"
            );
        }
        works(&page).await?;
    }
    Ok(())
}

async fn a_full_storage_is_ignored(page: Page) -> Result<()> {
    const FULL: Fault = Fault::Replaced {
        what: "(() => {\n",
        with: "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };\n(() => {\n",
    };
    page.server.behave(Behaviour { faults: vec![("__recorder.js", FULL)], ..Behaviour::default() });
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    let set = "everyCore.page.set({ workers: 3, steps: 2000000 }); return everyCore.page.settings()";
    let settings: Value = page.call(set, Value::Null).await?;
    assert_eq!((&settings["workers"], &settings["steps"]), (&json!(3), &json!(2_000_000)), "{settings}");
    page.click("#theme").await?;
    assert_quiet(&page).await?;
    works(&page).await
}

async fn assert_quiet(page: &Page) -> Result<()> {
    let console = page.console().await?;
    let bad = ["error", "uncaught", "unhandled"];
    let complaints: Vec<_> = console.iter().filter(|line| bad.iter().any(|word| line.starts_with(word))).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}

async fn a_program_that_does_not_load_is_reported(page: Page) -> Result<()> {
    // The program cannot start without its worker script either.
    for (file, fault) in [("worker.js", Fault::Missing), ("worker.js", Fault::Truncated)] {
        page.server.behave(Behaviour { faults: vec![(file, fault)], ..Behaviour::default() });
        page.load("").await?;
        page.until(
            "the page reports that it did not start",
            "document.querySelector('#not-started')?.hidden === false",
        )
        .await?;
        assert!(page.text("#not-started p").await?.contains("did not load"));
    }
    for fault in [Fault::Missing, Fault::Truncated, Fault::Other("every-core-link_bg.wasm")] {
        only_the_wasm(&page, fault);
        page.load("").await?;
        // A general sentence comes first. The cause replaces it once the files were looked at.
        let cause = "(({ hidden, textContent }) => !hidden && !textContent.includes('a part of it is missing'))\
                     (document.querySelector('#not-started'))";
        page.until("the page reports the cause", cause).await?;
        let said = page.text("#not-started p").await?;
        // The error is shown at once. After the start timeout it would be "has not started yet".
        assert!(said.contains("did not load") && said.contains("eload the page"), "{fault:?}: {said}");
        // The start timeout, which is short here, does not replace the reason.
        page.call::<Value>("return new Promise((resolve) => setTimeout(resolve, 1500))", Value::Null).await?;
        assert_eq!(page.text("#not-started p").await?, said);
        // The text of the page is shown without the program.
        assert!(page.call::<bool>("return document.querySelector('#work').innerText.length > 500", Value::Null).await?);
    }
    // With a wrong MIME type the browser cannot compile while streaming. Everything else works.
    only_the_wasm(&page, Fault::WrongType);
    page.open().await?;
    works(&page).await
}

/// Damages the program's file, and shortens the start timeout to a second.
fn only_the_wasm(page: &Page, fault: Fault) {
    let soon = Fault::Replaced { what: "START_PATIENCE_MS=1e4", with: "START_PATIENCE_MS=1e3" };
    page.server.behave(Behaviour { faults: vec![("_bg.wasm", fault), ("boot.js", soon)], ..Behaviour::default() });
}

async fn going_offline_is_reported_and_the_page_recovers(page: Page) -> Result<()> {
    page.open().await?;
    page.server.behave(Behaviour { is_offline: true, ..Behaviour::default() });
    let body = "return everyCore.run({ strategy: 'isolated', workers: 2, steps: 1e6 })";
    let thrown = page.call_throws(body, Value::Null).await?;
    assert!(thrown.message.contains("check the connection"), "{thrown}");
    let serial: Value = page.call("return everyCore.run({ strategy: 'serial', steps: 1e6 })", Value::Null).await?;
    assert_eq!(serial["verified"], json!(true));
    page.server.behave(Behaviour::default());
    works(&page).await
}

// The page blocks for longer than the timeout for starting a pool, while two pools start. Their workers must still be accepted.
for_engines!(a_blocked_page_does_not_reject_its_workers, [Chromium]);
async fn a_blocked_page_does_not_reject_its_workers(page: Page) -> Result<()> {
    // Timers of 2 s and more last a quarter as long, and the second of them blocks the page.
    const BLOCKED: Fault = Fault::Replaced {
        what: "(() => {\n",
        with: "window.longTimers = 0;
            const hold = () => { for (const end = performance.now() + 5500; performance.now() < end;); };
            for (const name of ['setTimeout', 'setInterval']) {
                const real = window[name].bind(window);
                window[name] = (act, ms, ...more) => {
                    if (ms >= 2000 && ++longTimers === 2) real(hold, 0);
                    return real(act, ms >= 2000 ? ms / 4 : ms, ...more);
                };
            }
            (() => {\n",
    };
    page.server.behave(Behaviour { faults: vec![("__recorder.js", BLOCKED)], ..Behaviour::default() });
    page.open().await?;
    let body = "longTimers = 0;
        const began = performance.now();
        const pool = new everyCore.Pool(1);
        const running = everyCore.run({ strategy: 'isolated', workers: 2, steps: 1e6 });
        const answer = await pool.apply_async((x) => x + 1, [41]).get();
        const { verified } = await running;
        pool.terminate();
        return [answer, verified, performance.now() - began > 5000];";
    assert_eq!(page.call::<Value>(body, Value::Null).await?, json!([42, true, true]));
    Ok(())
}

for_engines!(two_tabs_measure_at_the_same_time, [Chromium]);
async fn two_tabs_measure_at_the_same_time(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const other = window.open(location.href);
        if (!other) throw new Error('the browser opened no second tab');
        const deadline = performance.now() + 60000;
        while (!other.everyCore) {
            if (performance.now() > deadline) throw new Error('the second tab did not start');
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const options = { workers: 2, steps: 1e6 };
        const runs = [];
        for (const strategy of ['isolated', 'shared']) runs.push(...await Promise.all([
            everyCore.run({ ...options, strategy }), other.everyCore.run({ ...options, strategy })]));
        other.close();
        return runs.map(({ verified, checksum }) => [verified, checksum])";
    let runs: Vec<Value> = page.call(body, Value::Null).await?;
    assert!(runs.len() == 4 && runs.iter().all(|run| *run == runs[0] && run[0] == json!(true)), "{runs:?}");
    works(&page).await
}

// Browsers decide themselves whether a page with workers stays in the back/forward cache. The settings are kept in both cases.
for_engines!(settings_and_reports_survive_leaving_the_page, [Firefox], also: [Chromium, WebKit]);
async fn settings_and_reports_survive_leaving_the_page(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    let measure = "addEventListener('pageshow', ({ persisted }) => { window.cameBack = persisted; });
        everyCore.page.set({ steps: 1000000, workers: 2 });
        everyCore.page.start('compare');
        // A report is stored after every round, so wait for the last one.
        const isOver = () => everyCore.page.reports().compare?.rounds >= 6 && !everyCore.page.isRunning() && document.querySelector('#run').textContent === 'Run again';
        while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 20));
        // Simulates the back/forward cache, which the browser may not use here.
        dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
        return everyCore.page.reports().compare.schema";
    assert_eq!(page.call::<String>(measure, Value::Null).await?, "every-core/compare/1");
    works(&page).await?;
    page.leave_and_come_back().await?;
    page.until("the button can be pressed", READY).await?;
    let back = "return [window.cameBack ?? false, everyCore.page.reports().compare?.schema ?? null, everyCore.page.settings()]";
    let seen: Value = page.call(back, Value::Null).await?;
    println!("{:?}: kept alive: {}", page.engine, seen[0]);
    if seen[0] == json!(true) {
        assert_eq!(seen[1], json!("every-core/compare/1"), "{seen}");
    }
    assert_eq!((&seen[2]["workers"], &seen[2]["steps"]), (&json!(2), &json!(1_000_000)), "{seen}");
    works(&page).await
}

// The maximum number of workers, and the maximum number of threads in rayon. The run succeeds or its error says what to do, and
// the next pool succeeds.
for_engines!(the_largest_pool_works_or_reports_an_error, [Chromium]);
async fn the_largest_pool_works_or_reports_an_error(page: Page) -> Result<()> {
    page.open().await?;
    let body = "return everyCore.run({ strategy: args[0], workers: args[1], steps: 1e6 })
        .then(({ verified, perWorker }) => ({ verified, workers: perWorker.length }), ({ name, message }) => ({ name, message }))";
    for (strategy, workers) in [("isolated", 256), ("shared", 255), ("shared", 256)] {
        let outcome: Value = page.call(body, json!([strategy, workers])).await?;
        println!("{workers} {strategy}: {outcome}");
        if outcome["verified"] == json!(true) {
            assert_eq!(outcome["workers"], json!(workers));
            assert!((strategy, workers) != ("shared", 256), "rayon now supports 256 threads: remove the limit");
        } else {
            let message = outcome["message"].as_str().unwrap_or_default();
            assert!(message.contains("choose fewer"), "{outcome}");
        }
        works(&page).await?;
    }
    Ok(())
}

async fn a_worker_without_memory_is_a_clear_error(page: Page) -> Result<()> {
    const NO_MEMORY: Fault = Fault::Replaced {
        what: ".default({module_or_path",
        with: ".default(await Promise.reject(new RangeError('WebAssembly.Memory(): could not allocate memory')),{module_or_path",
    };
    page.open().await?;
    page.server.behave(Behaviour { faults: vec![("worker.js", NO_MEMORY)], ..Behaviour::default() });
    for strategy in if page.engine.shares_memory() { &["isolated", "shared"][..] } else { &["isolated"] } {
        let run = "return everyCore.run({ strategy: args, workers: 200, steps: 1e6 })";
        let thrown = page.call_throws(run, json!(strategy)).await?;
        assert!(thrown.message.contains("could not allocate memory"), "{thrown}");
    }
    page.server.behave(Behaviour::default());
    works(&page).await
}

/// Returns the page's heap and the resident memory of its process after a garbage collection, in megabytes.
async fn memory_mb(page: &Page) -> Result<[f64; 2]> {
    page.devtools("HeapProfiler.collectGarbage", json!({})).await?;
    let heap = page.devtools("Runtime.getHeapUsage", json!({})).await?;
    let parts =
        ["usedSize", "embedderHeapUsedSize", "backingStorageSize"].map(|name| heap[name].as_f64().unwrap_or_default());
    Ok([parts.iter().sum::<f64>() / 1e6, page.resident_mb("--type=renderer")])
}

// Each sample of a comparison counts as a run. The second script makes the pools.
// The whole browser, whose renderer can be found by its command line.
for_engines!(five_hundred_runs_and_two_hundred_pools_do_not_leak, [WholeChromium]);
async fn five_hundred_runs_and_two_hundred_pools_do_not_leak(page: Page) -> Result<()> {
    page.server.behave(Behaviour { may_be_kept: true, ..Behaviour::default() });
    page.open().await?;
    let runs = "const { strategies } = await everyCore.compare({ rounds: args, workers: 2, steps: 1e5 });
        return strategies.reduce((sum, { samplesMs }) => sum + samplesMs.length, 0)";
    let pools = "for (let count = 0; count < args; count++) {
            const pool = new everyCore.Pool(1);
            await pool.apply_async(everyCore.do_math, [0, 1000]).get();
            pool.terminate();
            await pool.join();
        }";
    // Memory that is allocated once is allocated before the first measurement.
    page.call::<u32>(runs, json!(25)).await?;
    page.call::<Value>(pools, json!(20)).await?;
    let before = memory_mb(&page).await?;
    let mut count = 0;
    for _ in 0..5 {
        count += page.call::<u32>(runs, json!(25)).await?;
        page.call::<Value>(pools, json!(40)).await?;
    }
    let after = memory_mb(&page).await?;
    assert!(count >= 500, "{count} runs");
    let [[heap, process], [heap_after, process_after]] = [before, after];
    println!(
        "{count} runs and 200 pools: heap {heap:.1} to {heap_after:.1} MB, process {process:.0} to {process_after:.0} MB"
    );
    assert!(process > 10.0, "the renderer process was not found");
    assert!(heap_after - heap < 4.0, "the heap grew from {heap} to {heap_after} MB");
    assert!(process_after - process < 64.0, "the process grew from {process} to {process_after} MB");
    works(&page).await
}
