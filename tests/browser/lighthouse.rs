//! Runs Lighthouse on the built site: `cargo xtask lighthouse` prints the scores, and fails if one is below the project's
//! promise.

use crate::compressed::Hosted;
use crate::harness::dist;
use crate::server::{Behaviour, Server};
use anyhow::{Context, Result, ensure};
use every_core_driver::lighthouse::audit;
use serde_json::Value;
use std::sync::Arc;

const CATEGORIES: [(&str, f64); 4] =
    [("accessibility", 1.0), ("best-practices", 1.0), ("seo", 1.0), ("performance", 0.95)];
const MOST_PAINT_MS: f64 = 1_000.0;
const MOST_SHIFT: f64 = 0.02;

#[test]
#[ignore = "installs Lighthouse; run by `cargo xtask lighthouse`"]
fn lighthouse() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime").block_on(audit_both()).unwrap_or_else(|error| panic!("{error:#}"));
}

async fn audit_both() -> Result<()> {
    let hosted = Some(Arc::new(Hosted::new(&dist()?)?));
    let server = Server::start(dist()?).await?;
    server.behave(Behaviour { hosted, ..Behaviour::default() });
    // Lighthouse simulates a phone with a slow network and a quarter of the processor. So the limit for the largest paint applies
    // to
    // the desktop only; the limits for the categories apply to both.
    let phone = audit(&server, &[])?;
    let desktop = audit(&server, &["--preset=desktop"])?;
    let mut broken = Vec::new();
    for (device, report) in [("phone", &phone), ("desktop", &desktop)] {
        println!("{device}");
        for (category, least) in CATEGORIES {
            let score = number(&report["categories"][category]["score"], category)?;
            println!("  {category}: {:.0}", score * 100.0);
            if score < least {
                broken.push(format!(
                    "{category} on a {device} is {score}, less than {least}: {:?}",
                    lost(report, category)
                ));
            }
        }
        let paint_ms = number(&report["audits"]["largest-contentful-paint"]["numericValue"], "the largest paint")?;
        let shift = number(&report["audits"]["cumulative-layout-shift"]["numericValue"], "the layout shift")?;
        println!("  largest contentful paint: {paint_ms:.0} ms\n  cumulative layout shift: {shift:.4}");
        if device == "desktop" && paint_ms >= MOST_PAINT_MS {
            broken.push(format!("the largest paint takes {paint_ms:.0} ms"));
        }
        if shift >= MOST_SHIFT {
            broken.push(format!("the layout shifts by {shift} on a {device}"));
        }
    }
    ensure!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

/// Returns the audits with less than the full score in a category.
fn lost<'a>(report: &'a Value, category: &str) -> Vec<&'a str> {
    let references = report["categories"][category]["auditRefs"].as_array().map_or(&[][..], Vec::as_slice);
    let counted = references.iter().filter(|reference| reference["weight"].as_f64().is_some_and(|weight| weight > 0.0));
    let audits = counted.filter_map(|reference| reference["id"].as_str());
    audits.filter(|id| report["audits"][id]["score"].as_f64().is_some_and(|score| score < 1.0)).collect()
}

fn number(value: &Value, what: &str) -> Result<f64> {
    value.as_f64().with_context(|| format!("Lighthouse did not measure {what}"))
}
