//! Lighthouse, from npm, on a Chromium of its own.

use crate::plan::Plan;
use crate::report::Table;
use crate::series::{Series, Unit, short};
use crate::server::Server;
use crate::stage::served_folder;
use anyhow::{Context, Result, bail};
use every_core::measure::median;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

/// How Lighthouse sees a visitor.
const FORMS: [(&str, Option<&str>); 2] = [("mobile", None), ("desktop", Some("--preset=desktop"))];
/// Categories, out of 100.
const SCORES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];
/// Audits whose value is a time or a share.
const AUDITS: [(&str, &str); 5] = [
    ("first-contentful-paint", "FCP, ms"),
    ("largest-contentful-paint", "LCP, ms"),
    ("interactive", "TTI, ms"),
    ("total-blocking-time", "TBT, ms"),
    ("cumulative-layout-shift", "CLS"),
];

/// Medians over some runs, as a table and as series.
pub(crate) async fn measure(plan: &Plan) -> Result<(Table, Vec<Series>)> {
    let server = Server::start(served_folder()).await?;
    let mut series = Vec::new();
    for (form, preset) in FORMS {
        let mut reports = Vec::new();
        for run in 1..=plan.either(3, 1) {
            eprintln!("  load: Lighthouse, {form}, run {run}");
            reports.push(report(&server.url(), preset)?);
        }
        let mut note = |case: &str, unit, value: &dyn Fn(&Value) -> Option<f64>| {
            let samples = reports.iter().filter_map(value).collect();
            let who = format!("Lighthouse, {form}");
            series.push(Series { who, case: case.to_owned(), unit, samples, missing: None });
        };
        for score in SCORES {
            note(score, Unit::Plain, &|report| Some(report["categories"][score]["score"].as_f64()? * 100.0));
        }
        for (audit, name) in AUDITS {
            let unit = if name.ends_with("ms") { Unit::Milliseconds } else { Unit::Plain };
            note(name, unit, &|report| report["audits"][audit]["numericValue"].as_f64());
        }
    }
    let cases = SCORES.into_iter().chain(AUDITS.map(|(_, name)| name));
    let rows = cases.map(|case| {
        let cells = series.iter().filter(|entry| entry.case == case).map(|entry| short(median(&entry.samples)));
        [case.to_owned()].into_iter().chain(cells).collect()
    });
    Ok((Table::new("Lighthouse (scores out of 100; medians)", &["what", "mobile", "desktop"], rows.collect()), series))
}

fn report(url: &str, preset: Option<&str>) -> Result<Value> {
    let peers = std::env::var_os("EVERY_CORE_PEERS").context("EVERY_CORE_PEERS is not set: run `cargo xtask bench`")?;
    // As root, Chromium runs only without its sandbox.
    let chromium = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run \
                    --disable-background-networking --disable-component-update --disable-sync";
    let output = Command::new(Path::new(&peers).join("node_modules/.bin/lighthouse"))
        .args([url, "--output=json", "--output-path=stdout", "--quiet", "--no-enable-error-reporting", chromium])
        .args(preset)
        .env("CHROME_PATH", "/usr/bin/chromium")
        .stdin(Stdio::null())
        .output()
        .context("cannot start Lighthouse")?;
    if !output.status.success() {
        bail!("Lighthouse failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("Lighthouse wrote no report")
}
