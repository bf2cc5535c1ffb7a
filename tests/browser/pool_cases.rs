//! The cases of `pool_cases.js`, run in one page.

use crate::harness::for_engines;
use crate::page::Page;
use anyhow::Result;
use serde::Deserialize;
use serde_json::Value;
use std::time::Duration;

#[derive(Deserialize)]
struct Outcome {
    count: u32,
    wrong: Vec<String>,
}

/// What the pool writes about tasks that leave errors behind, and about workers that they end.
const EXPECTED: [&str; 2] = ["left an error behind", "an idle worker of a Pool is gone"];

for_engines!(every_case_gives_its_value, [Chromium, Firefox, WebKitPlain]);
async fn every_case_gives_its_value(page: Page) -> Result<()> {
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
