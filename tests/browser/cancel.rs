//! Checks that a cancelled run ends within half a second, whatever its workers do, and that the next run succeeds.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use crate::process::is_in_time;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    cancelled_runs,
    [Chromium, Firefox],
    also: [WebKit],
    [
        a_cancelled_run_ends_and_the_next_succeeds,
        a_run_with_an_aborted_signal_does_not_start,
        aborting_at_any_moment_writes_nothing_on_the_console,
    ]
);

/// A script that starts a run of several minutes, cancels it after 300 ms, and measures the time until its promise rejects.
const CANCEL: &str = "
    const controller = new AbortController();
    const promise = everyCore.run({ strategy: args, workers: 2, steps: 1e11, signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const cancelledAt = performance.now();
    controller.abort(new Error('the test has seen enough'));
    const reason = await promise.then(() => 'finished', (error) => error.message);
    return { reason, tookMs: performance.now() - cancelledAt };";

for_engines!(a_cancelled_run_ends_and_the_next_succeeds, [WebKitPlain]);
async fn a_cancelled_run_ends_and_the_next_succeeds(page: Page) -> Result<()> {
    page.open().await?;
    let strategies = ["interleaved", "isolated", "shared"];
    for strategy in &strategies[..if page.engine.shares_memory() { 3 } else { 2 }] {
        let outcome: Value = page.call(CANCEL, json!(strategy)).await?;
        assert_eq!(outcome["reason"], json!("the test has seen enough"));
        let took_ms = outcome["tookMs"].as_f64().expect("a number");
        assert!(is_in_time(took_ms, 500.0), "cancelling {strategy} took {took_ms} ms");
        println!("{:?}, {strategy}: cancelled in {took_ms:.1} ms", page.engine);
        let next = "return (await everyCore.run({ strategy: args, workers: 2, steps: 1e6 })).verified";
        let verified: bool = page.call(next, json!(strategy)).await?;
        assert!(verified);
    }
    Ok(())
}

async fn a_run_with_an_aborted_signal_does_not_start(page: Page) -> Result<()> {
    page.open().await?;
    let body = "return everyCore.run({ strategy: args, steps: 1e11, signal: AbortSignal.abort() })";
    for strategy in ["serial", "interleaved", "isolated", "shared"] {
        let thrown = page.call_throws(body, json!(strategy)).await?;
        assert_eq!(thrown.name, "AbortError", "{thrown}");
    }
    Ok(())
}

async fn aborting_at_any_moment_writes_nothing_on_the_console(page: Page) -> Result<()> {
    page.open().await?;
    let body = "for (let turn = 0; turn < 40; turn++) {
            const controller = new AbortController();
            const how = ['interleaved', 'isolated'][turn % 2];
            const options = { workers: 2, steps: 3e8, signal: controller.signal };
            const work = turn % 4 < 2 ? everyCore.run({ ...options, strategy: how }) : everyCore.compare({ ...options, steps: 1e6 });
            setTimeout(() => controller.abort(), 7 * turn);
            await work.catch(() => {});
        }
        // A callback that outlives its run would be called by now.
        await new Promise((resolve) => setTimeout(resolve, 300))";
    page.call::<Value>(body, Value::Null).await?;
    let console = page.console().await?;
    assert!(console.is_empty(), "{console:?}");
    Ok(())
}
