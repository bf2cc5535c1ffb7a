//! Machines with more processors than a browser has room for, and runs that need much memory.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result};
use serde_json::{Value, json};

in_one_browser!(
    more_processors_than_room,
    [Chromium],
    [
        the_page_has_a_result_on_128_processors,
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
for_engines!(a_shared_pool_that_is_too_large_says_how_many_came, [FirefoxOf12Workers]);
for_engines!(an_isolated_pool_that_is_too_large_says_how_many_came, [FirefoxOf12Workers]);

const ON_128: Fault = Fault::Replaced {
    what: "(() => {\n",
    with: "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 128 });\n(() => {\n",
};

/// Chromium has room for about 120 isolated workers, and Firefox for all of them.
async fn the_page_has_a_result_on_128_processors(page: Page) -> Result<()> {
    page.server.behave(Behaviour { faults: vec![("__recorder.js", ON_128)], ..Behaviour::default() });
    page.open().await?;
    let ready = "document.querySelector('#run')?.disabled === false";
    page.until("the button can be pressed", ready).await?;
    page.call::<Value>("everyCore.page.set({ steps: 1e6 })", Value::Null).await?;
    page.until("the button can be pressed", ready).await?;
    page.click("#run").await?;
    // The first round is enough: every strategy is in it.
    let first = "new Promise((resolve) => {
           const look = () => everyCore.page.reports().compare?.rounds >= 1 || document.querySelector('#notice .bad') ? resolve() : setTimeout(look, 50);
           look();
         })";
    page.call::<Value>(&format!("await {first}"), Value::Null).await?;
    page.until("the runs are drawn", "document.querySelectorAll('#figure .tick-ok').length === 4").await?;
    let report: Value = page.call("return everyCore.page.reports().compare", Value::Null).await?;
    page.click("#run").await?;
    assert_eq!(report["workers"], json!(128));
    let workers = |strategy: &str| {
        let entries = report["strategies"].as_array().context("a list")?;
        let entry = entries.iter().find(|entry| entry["strategy"] == json!(strategy)).context("an entry")?;
        entry["medianRun"]["workers"].as_u64().context("a number")
    };
    assert_eq!(workers("shared")?, 128);
    let isolated = workers("isolated")?;
    let shortfalls = report["shortfalls"].as_array().context("a list")?;
    if isolated == 128 {
        assert!(shortfalls.is_empty(), "{shortfalls:?}");
        return Ok(());
    }
    assert!(isolated > 90, "only {isolated} isolated workers");
    assert_eq!((&shortfalls[0]["strategy"], &shortfalls[0]["workers"]), (&json!("isolated"), &json!(isolated)));
    let says = format!("only {isolated} of 128 workers could be started");
    assert!(shortfalls[0]["reason"].as_str().is_some_and(|reason| reason.contains(&says)), "{shortfalls:?}");
    assert!(page.text("#result").await?.contains(&says), "the page does not say so");
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
