//! When a file does not arrive, the error says so, and what does not need it goes on working.

use crate::harness::for_engines;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::Result;
use serde_json::{Value, json};
use std::time::Duration;

/// Runs with the given faults: the parallel run must fail soon and clearly, a serial one works at once, and a parallel
/// one when the fault is mended.
async fn parallel_fails_and_recovers(page: &Page, faults: Vec<(&'static str, Fault)>) -> Result<()> {
    page.open().await?;
    page.server.behave(Behaviour { faults, ..Behaviour::default() });
    let thrown = page.call_throws("return everyCore.run({ workers: 2, steps: 1e6 })", Value::Null).await?;
    assert!(thrown.message.len() > 20, "this explains nothing: {thrown}");
    assert_ne!(thrown.name, "TimeoutError", "a failed load should be noticed, not waited out: {thrown}");
    let serial: Value = page.call("return everyCore.run({ strategy: 'serial', steps: 1e6 })", Value::Null).await?;
    assert_eq!(serial["verified"], json!(true));

    page.server.behave(Behaviour::default());
    let shared: Value = page.call("return everyCore.run({ workers: 2, steps: 1e6 })", Value::Null).await?;
    assert_eq!(shared["verified"], json!(true));
    Ok(())
}

for_engines!(a_missing_worker_script_is_a_clear_error, [Chromium, Firefox, WebKit]);
async fn a_missing_worker_script_is_a_clear_error(page: Page) -> Result<()> {
    parallel_fails_and_recovers(&page, vec![("worker.js", Fault::Missing)]).await
}

for_engines!(a_worker_script_of_the_wrong_type_is_a_clear_error, [Chromium, Firefox, WebKit]);
async fn a_worker_script_of_the_wrong_type_is_a_clear_error(page: Page) -> Result<()> {
    parallel_fails_and_recovers(&page, vec![("worker.js", Fault::WrongType)]).await
}

for_engines!(half_a_worker_script_is_a_clear_error, [Chromium, Firefox, WebKit]);
async fn half_a_worker_script_is_a_clear_error(page: Page) -> Result<()> {
    parallel_fails_and_recovers(&page, vec![("worker.js", Fault::Truncated)]).await
}

for_engines!(a_slow_worker_script_is_waited_for, [Chromium, Firefox, WebKit]);
async fn a_slow_worker_script_is_waited_for(page: Page) -> Result<()> {
    page.open().await?;
    let faults = vec![("worker.js", Fault::Slow(Duration::from_secs(2)))];
    page.server.behave(Behaviour { faults, ..Behaviour::default() });
    let shared: Value = page.call("return everyCore.run({ workers: 2, steps: 1e6 })", Value::Null).await?;
    assert_eq!(shared["verified"], json!(true));
    assert!(shared["spawnMs"].as_f64().is_some_and(|spawn_ms| spawn_ms >= 2000.0), "{shared}");
    Ok(())
}

for_engines!(a_missing_main_script_is_a_clear_error, [Chromium, Firefox, WebKit]);
async fn a_missing_main_script_is_a_clear_error(page: Page) -> Result<()> {
    parallel_fails_and_recovers(&page, vec![("/every-core-", Fault::Missing)]).await
}

// A trap on one of rayon's threads, in the middle of its work: its clock throws when a tile reads it. Nobody but that thread
// notices, unless it is told; and the others would wait for it for ever.
for_engines!(a_trap_on_a_pool_thread_ends_the_run_with_an_error, [Chromium, Firefox, WebKit]);
async fn a_trap_on_a_pool_thread_ends_the_run_with_an_error(page: Page) -> Result<()> {
    let start = "pkg.wbg_rayon_start_worker(data.receiver);";
    let with = "performance.now = () => { throw new WebAssembly.RuntimeError('unreachable: a trap for the test'); }; \
                pkg.wbg_rayon_start_worker(data.receiver);";
    parallel_fails_and_recovers(&page, vec![("workerHelpers", Fault::Replaced { what: start, with })]).await
}
