//! Audits the site with Lighthouse from npm, which starts its own Chromium.

use crate::plan::Plan;
use crate::section::Table;
use crate::series::{Series, Unit, short};
use anyhow::Result;
use every_core::measure::median;
use every_core_driver::compressed::Hosted;
use every_core_driver::harness::dist;
use every_core_driver::lighthouse::audit;
use every_core_driver::server::{Behaviour, Server};
use serde_json::Value;
use std::sync::Arc;

/// Form factors, and the arguments that select them in Lighthouse.
const FORMS: [(&str, &[&str]); 2] = [("mobile", &[]), ("desktop", &["--preset=desktop"])];
/// Category scores, out of 100.
const SCORES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];
/// Audits whose value is a time or a fraction, with the name shown in the table.
const AUDITS: [(&str, &str); 5] = [
    ("first-contentful-paint", "FCP, ms"),
    ("largest-contentful-paint", "LCP, ms"),
    ("interactive", "TTI, ms"),
    ("total-blocking-time", "TBT, ms"),
    ("cumulative-layout-shift", "CLS"),
];

/// Returns the medians over several Lighthouse runs as a table, and the samples as series.
pub(crate) async fn measure(plan: &Plan) -> Result<(Table, Vec<Series>)> {
    let server = Server::start(dist()?).await?;
    server.behave(Behaviour { hosted: Some(Arc::new(Hosted::new(&dist()?)?)), ..Behaviour::default() });
    let (mut series, mut version) = (Vec::new(), String::new());
    for (form, arguments) in FORMS {
        let mut reports = Vec::new();
        for run in 1..=plan.either(3, 1) {
            eprintln!("  load: Lighthouse, {form}, run {run}");
            reports.push(audit(&server, arguments)?);
        }
        version = reports[0]["lighthouseVersion"].as_str().unwrap_or_default().to_owned();
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
    let caption = format!("Lighthouse {version} (scores out of 100; medians)");
    Ok((Table::new(&caption, &["what", "mobile", "desktop"], rows.collect()), series))
}
