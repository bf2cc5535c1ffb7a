//! Checks that an error names the file that did not arrive, and that everything that does not need the file still works.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::Result;
use serde_json::{Value, json};
use std::time::Duration;

in_one_browser!(
    faults_in_files_and_workers,
    [Chromium],
    [
        a_missing_worker_script_is_a_clear_error,
        a_worker_script_of_the_wrong_type_is_a_clear_error,
        a_truncated_worker_script_is_a_clear_error,
        a_slow_worker_script_is_waited_for,
        a_missing_main_script_is_a_clear_error,
        a_trap_on_a_pool_thread_ends_the_run_with_an_error,
        workers_that_end_silently_end_the_run_with_an_error,
        a_comparison_continues_after_its_pool_is_lost,
        figures_that_do_not_load_are_reported,
    ]
);
in_one_browser!(
    faults_in_files_and_workers_in_firefox,
    [Firefox],
    [
        a_missing_worker_script_is_a_clear_error,
        a_worker_script_of_the_wrong_type_is_a_clear_error,
        a_truncated_worker_script_is_a_clear_error,
        a_missing_main_script_is_a_clear_error,
        a_trap_on_a_pool_thread_ends_the_run_with_an_error,
        workers_that_end_silently_end_the_run_with_an_error,
        a_comparison_continues_after_its_pool_is_lost,
    ]
);
in_one_browser!(
    faults_in_files_and_workers_in_webkit,
    [],
    also: [WebKit],
    [
        a_missing_worker_script_is_a_clear_error,
        a_truncated_worker_script_is_a_clear_error,
        a_missing_main_script_is_a_clear_error,
        a_trap_on_a_pool_thread_ends_the_run_with_an_error,
        workers_that_end_silently_end_the_run_with_an_error,
        a_comparison_continues_after_its_pool_is_lost,
    ]
);

/// Runs with the given faults: the parallel run must fail soon with a clear error, a serial run must succeed, and a parallel
/// run must succeed once the faults are removed.
async fn parallel_fails_and_recovers(page: &Page, faults: Vec<(&'static str, Fault)>) -> Result<()> {
    page.open().await?;
    page.server.behave(Behaviour { faults, ..Behaviour::default() });
    let thrown = page.call_throws("return everyCore.run({ workers: 2, steps: 1e6 })", Value::Null).await?;
    assert!(thrown.message.len() > 20, "the error explains nothing: {thrown}");
    assert_ne!(thrown.name, "TimeoutError", "a failed load must be reported before the timeout: {thrown}");
    let serial: Value = page.call("return everyCore.run({ strategy: 'serial', steps: 1e6 })", Value::Null).await?;
    assert_eq!(serial["verified"], json!(true));

    page.server.behave(Behaviour::default());
    let shared: Value = page.call("return everyCore.run({ workers: 2, steps: 1e6 })", Value::Null).await?;
    assert_eq!(shared["verified"], json!(true));
    Ok(())
}

async fn a_missing_worker_script_is_a_clear_error(page: Page) -> Result<()> {
    parallel_fails_and_recovers(&page, vec![("worker.js", Fault::Missing)]).await
}

// Not in WebKit, which runs a worker's script whatever its MIME type.
async fn a_worker_script_of_the_wrong_type_is_a_clear_error(page: Page) -> Result<()> {
    parallel_fails_and_recovers(&page, vec![("worker.js", Fault::WrongType)]).await
}

async fn a_truncated_worker_script_is_a_clear_error(page: Page) -> Result<()> {
    parallel_fails_and_recovers(&page, vec![("worker.js", Fault::Truncated)]).await
}

async fn a_slow_worker_script_is_waited_for(page: Page) -> Result<()> {
    page.open().await?;
    let faults = vec![("worker.js", Fault::Slow(Duration::from_secs(2)))];
    page.server.behave(Behaviour { faults, ..Behaviour::default() });
    let shared: Value = page.call("return everyCore.run({ workers: 2, steps: 1e6 })", Value::Null).await?;
    assert_eq!(shared["verified"], json!(true));
    assert!(shared["spawnMs"].as_f64().is_some_and(|spawn_ms| spawn_ms >= 2000.0), "{shared}");
    Ok(())
}

async fn a_missing_main_script_is_a_clear_error(page: Page) -> Result<()> {
    parallel_fails_and_recovers(&page, vec![("/every-core-", Fault::Missing)]).await
}

// One of rayon's threads traps in the middle of its work: its clock throws when a tile reads it. Without the worker's error
// event,
// the other threads would wait for it for ever.
async fn a_trap_on_a_pool_thread_ends_the_run_with_an_error(page: Page) -> Result<()> {
    let start = "pkg.wbg_rayon_start_worker(data.receiver)";
    let with = "performance.now = () => { throw new WebAssembly.RuntimeError('unreachable: a trap for the test'); }; \
                pkg.wbg_rayon_start_worker(data.receiver)";
    parallel_fails_and_recovers(&page, vec![("workerHelpers", Fault::Replaced { what: start, with })]).await
}

/// Makes every worker end soon after its start without an error event.
fn mortal_workers(after: &'static str) -> Behaviour {
    let faults = vec![("worker.js", Fault::Replaced { what: "serveWorker()", with: after })];
    Behaviour { faults, ..Behaviour::default() }
}

async fn workers_that_end_silently_end_the_run_with_an_error(page: Page) -> Result<()> {
    page.open().await?;
    for strategy in ["isolated", "shared"] {
        page.server.behave(mortal_workers("serveWorker(); setTimeout(close, 300)"));
        let body = "return everyCore.run({ strategy: args, workers: 2, tiles: 10000, steps: 1e11 })";
        let thrown = page.call_throws(body, json!(strategy)).await?;
        assert!(thrown.message.contains("it ended without an error message"), "{strategy}: {thrown}");
        page.server.behave(Behaviour::default());
        let next = "return (await everyCore.run({ strategy: args, workers: 2, steps: 1e6 })).verified";
        assert!(page.call::<bool>(next, json!(strategy)).await?);
    }
    Ok(())
}

// The pool of the first rounds is lost. The comparison goes on with a new pool and keeps the earlier samples.
async fn a_comparison_continues_after_its_pool_is_lost(page: Page) -> Result<()> {
    page.open().await?;
    page.server.behave(mortal_workers("serveWorker(); new BroadcastChannel('end').onmessage = close"));
    let begin = "window.samples = 0;
        window.comparison = everyCore.compare({ workers: 2, strategy: args, steps: 60e6, rounds: 8, onProgress: (done) => { window.samples = done } });
        window.comparison.catch(() => {});
        await new Promise((resolve) => { const look = () => samples > 0 ? resolve() : setTimeout(look, 20); look(); });";
    for strategy in ["isolated", "shared"] {
        page.call::<Value>(begin, json!(strategy)).await?;
        page.server.behave(Behaviour::default());
        let end = "await new Promise((resolve) => { const look = () => samples > 4 ? resolve() : setTimeout(look, 5); look(); });
            new BroadcastChannel('end').postMessage(0);
            return window.comparison";
        let report: Value = page.call(end, Value::Null).await?;
        let entry = &report["strategies"][1];
        assert_eq!(entry["samplesMs"].as_array().map(Vec::len), Some(8), "{report}");
        assert_eq!(entry["invalid"], json!(1), "the lost run is not counted: {report}");
        assert!(report["caveats"].to_string().contains("workerLost"), "{report}");
        page.server.behave(mortal_workers("serveWorker(); new BroadcastChannel('end').onmessage = close"));
    }
    Ok(())
}

async fn figures_that_do_not_load_are_reported(page: Page) -> Result<()> {
    for part in ["/figures/", "drawn.css"] {
        page.server.behave(Behaviour { faults: vec![(part, Fault::Missing)], ..Behaviour::default() });
        page.load("robots.txt").await?;
        page.open().await?;
        page.until("the button can be pressed", "document.querySelector('#run')?.disabled === false").await?;
        page.call::<Value>("everyCore.page.set({ steps: 1e6, workers: 2 })", Value::Null).await?;
        page.until("the button can still be pressed", "document.querySelector('#run')?.disabled === false").await?;
        page.click("#run").await?;
        let all = "['figure', 'cores', 'loss-figure', 'sweep-figure', 'ten-figure'].every((id) =>
            document.getElementById(id).textContent.includes('figures did not load'))";
        page.until("each figure reports that it did not load", all).await?;
        page.until(
            "the comparison ends without the figures",
            "document.querySelector('#run').textContent === 'Run again'",
        )
        .await?;
        assert!(
            page.call::<bool>(&format!("return {all}"), Value::Null).await?,
            "the messages are gone after the run without {part}"
        );
    }
    Ok(())
}
