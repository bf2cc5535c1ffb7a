//! Records the run that the page shows to readers without scripts: `cargo xtask sample`. `xtask/src/sample.rs` draws it.

use crate::engine::Engine;
use crate::harness;
use crate::page::Page;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::Path;

const STEPS: u64 = 200_000_000;

#[test]
#[ignore = "writes files; run by `cargo xtask sample`, on a machine that is at rest"]
fn sample_run() {
    harness::run("sample_run", Engine::WholeChromium, record);
}

async fn record(page: Page) -> Result<()> {
    page.open().await?;
    let mut report: Value =
        page.call("return everyCore.compare({ rounds: 5, seed: 1, steps: args })", json!(STEPS)).await?;
    for entry in report["strategies"].as_array_mut().context("strategies")? {
        // The figure does not show single tiles.
        entry["medianRun"].as_object_mut().context("a run")?.remove("tileLog");
    }
    let version: String = page.call("return navigator.userAgent.match(/Chrome\\/(\\d+)/)[1]", Value::Null).await?;
    let processors = report["workers"].as_u64().context("workers")?;
    let recording = json!({
        "machine": format!("a Linux machine with {processors} {} processors", model()?),
        "browser": format!("headless Chromium {version}"),
        "report": report,
    });
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/sample-run.json");
    std::fs::write(file, serde_json::to_string_pretty(&recording)? + "\n")?;
    println!("recorded, with these caveats: {}", recording["report"]["caveats"]);
    Ok(())
}

/// Returns the processor's name from /proc/cpuinfo.
fn model() -> Result<String> {
    let cpus = std::fs::read_to_string("/proc/cpuinfo").context("the sample is recorded on Linux")?;
    let line = cpus.lines().find_map(|line| line.strip_prefix("model name")).context("/proc/cpuinfo names no model")?;
    Ok(line.trim_start_matches(['\t', ' ', ':']).to_owned())
}
