//! The cases of `pool_cases.js`, run in one page.

use crate::harness::for_engines;
use crate::page::Page;
use crate::server::Behaviour;
use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

#[derive(Deserialize)]
struct Outcome {
    count: u32,
    wrong: Vec<String>,
}

/// What the pool writes about tasks that leave errors behind, and about workers that they end.
const EXPECTED: [&str; 2] = ["left an error behind", "an idle worker of a Pool is gone"];

/// Starting thousands of workers takes as long for the server as for the browser, unless the browser may keep their script, as it does
/// on the site's own hosts.
fn let_scripts_be_kept(page: &Page) {
    page.server.behave(Behaviour { may_be_kept: true, ..Behaviour::default() });
}

for_engines!(every_case_gives_its_value, [Chromium, Firefox, WebKitPlain]);
async fn every_case_gives_its_value(page: Page) -> Result<()> {
    let_scripts_be_kept(&page);
    page.open().await?;
    // On a busy machine, starting two hundred pools takes more than a minute.
    page.allow_scripts(Duration::from_secs(300)).await?;
    let Outcome { count, wrong } = page.call(include_str!("pool_cases.js"), Value::Null).await?;
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 120, "{count} cases");
    let console = page.console().await?;
    let noise: Vec<_> = console.iter().filter(|line| !EXPECTED.iter().any(|known| line.contains(known))).collect();
    assert!(noise.is_empty(), "{noise:?}");
    Ok(())
}

/// The seed of the random programs, and their number.
const PROGRAMS: (u32, u32) = (20, 1000);

for_engines!(random_programs_do_what_python_does, [Chromium]);
async fn random_programs_do_what_python_does(page: Page) -> Result<()> {
    let_scripts_be_kept(&page);
    page.open().await?;
    page.allow_scripts(Duration::from_secs(300)).await?;
    let wrong: Vec<String> = page.call(include_str!("pool_programs.js"), json!(PROGRAMS)).await?;
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), PROGRAMS.1, wrong[..wrong.len().min(5)].join("\n"));
    Ok(())
}

/// Leaves sixty loops over 100 000 objects early, and drops sixty that were never read.
const ABANDON: &str = "const pool = new everyCore.Pool(2);
    const objects = Array.from({ length: 100000 }, (_, i) => ({ i, text: `object ${i}` }));
    for (let round = 0; round < 60; round++) {
        for await (const { i } of pool.imap((x) => x, objects, 100)) if (i === 50) break;
        pool.imap((x) => x, objects, 100);
    }
    pool.terminate();
    return (await pool.join()).failed";

for_engines!(abandoned_iterators_leave_nothing_in_the_heap, [Chromium]);
async fn abandoned_iterators_leave_nothing_in_the_heap(page: Page) -> Result<()> {
    page.open().await?;
    page.allow_scripts(Duration::from_secs(300)).await?;
    page.call::<u32>(ABANDON, Value::Null).await?;
    let before = heap_mb(&page).await?;
    page.call::<u32>(ABANDON, Value::Null).await?;
    let after = heap_mb(&page).await?;
    assert!(after - before < 5.0, "the heap grew from {before} to {after} MB");
    Ok(())
}

async fn heap_mb(page: &Page) -> Result<f64> {
    page.devtools("HeapProfiler.collectGarbage", json!({})).await?;
    let heap = page.devtools("Runtime.getHeapUsage", json!({})).await?;
    Ok(heap["usedSize"].as_f64().unwrap_or(f64::INFINITY) / 1e6)
}
