//! Checks the reports of `window.everyCore`.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use crate::types::the_declared_types_are_those_of_the_objects;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    reports_of_the_api,
    [Chromium],
    [
        the_environment_describes_the_browser,
        serial_and_shared_checksums_are_equal,
        a_comparison_report_is_complete,
        the_module_exports_the_same_object,
        the_declared_types_are_those_of_the_objects,
    ]
);
in_one_browser!(
    reports_of_the_api_in_firefox_and_webkit,
    [Firefox],
    also: [WebKit],
    [the_environment_describes_the_browser, serial_and_shared_checksums_are_equal,]
);

/// The checksum of 30 million steps of the lecture's loop.
const LECTURE_CHECKSUM: &str = "421000014000000";

for_engines!(the_environment_describes_the_browser, [WebKitPlain]);
async fn the_environment_describes_the_browser(page: Page) -> Result<()> {
    page.open().await?;
    let environment: Value = page.call("return everyCore.environment()", Value::Null).await?;
    let processors: u64 = page.call("return navigator.hardwareConcurrency", Value::Null).await?;
    assert_eq!(environment["reportedProcessors"], json!(processors));
    assert_eq!(environment["crossOriginIsolated"], json!(true));
    assert_eq!(environment["sharedMemory"], json!(page.engine.shares_memory()), "{environment}");
    assert_eq!(environment["isolationSource"], json!("headers"));
    assert_eq!(environment["simd"], json!(true));
    assert!(environment.get("developmentBuild").is_none(), "{environment}");
    let resolution_ms = environment["timerResolutionMs"].as_f64().expect("a number");
    assert!((0.0..=20.0).contains(&resolution_ms), "the timer's resolution is {resolution_ms} ms");
    assert!(environment["userAgent"].as_str().is_some_and(|agent| agent.starts_with("Mozilla/")));
    let version: String = page.call("return everyCore.version", Value::Null).await?;
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    Ok(())
}

async fn serial_and_shared_checksums_are_equal(page: Page) -> Result<()> {
    page.open().await?;
    let serial: Value = page.call("return everyCore.run({ strategy: 'serial' })", Value::Null).await?;
    check_run(&serial, "serial", 1);
    for workers in 1..=5 {
        let body = "return everyCore.run({ strategy: 'shared', workers: args })";
        let shared: Value = page.call(body, json!(workers)).await?;
        check_run(&shared, "shared", workers);
    }
    Ok(())
}

/// Checks the report of a run of the default 30 million steps.
fn check_run(report: &Value, strategy: &str, workers: u64) {
    assert_eq!(report["schema"], json!("every-core/run/1"), "{report}");
    assert_eq!(report["strategy"], json!(strategy));
    assert_eq!(report["workload"], json!("do_math"));
    assert_eq!(report["workers"], json!(workers));
    assert_eq!(report["steps"], json!(30_000_000));
    assert_eq!(report["checksum"], json!(LECTURE_CHECKSUM), "{strategy} with {workers} workers");
    assert_eq!(report["verified"], json!(true));
    let ms = |name: &str| report[name].as_f64().unwrap_or_else(|| panic!("{name} is not a number in {report}"));
    assert!(ms("elapsedMs") > 0.0 && ms("elapsedMs") < 60_000.0, "elapsedMs is {}", ms("elapsedMs"));
    assert!(ms("frozenMs") >= 0.0 && ms("spawnMs") >= 0.0);
    assert_eq!(report["perWorker"].as_array().map(Vec::len), Some(workers as usize));
    check_tiles(report["tileLog"].as_array().expect("an array"), 30_000_000);
}

/// Checks that the tiles cover `0..steps` exactly once.
fn check_tiles(tiles: &[Value], steps: u64) {
    let bound = |tile: &Value, name: &str| {
        let bound = &tile[name];
        bound
            .as_u64()
            .or_else(|| bound.as_str()?.parse().ok())
            .unwrap_or_else(|| panic!("{name} is not an integer in {tile}"))
    };
    let mut ranges: Vec<_> = tiles.iter().map(|tile| (bound(tile, "start"), bound(tile, "end"))).collect();
    ranges.sort_unstable();
    let end = ranges.iter().fold(0, |covered, &(start, end)| {
        assert_eq!(start, covered, "a gap or an overlap in {ranges:?}");
        end
    });
    assert_eq!(end, steps, "the tiles end early: {ranges:?}");
}

async fn a_comparison_report_is_complete(page: Page) -> Result<()> {
    page.open().await?;
    let body = "return everyCore.compare({ rounds: 3, workers: 2, steps: 3_000_000 })";
    let report: Value = page.call(body, Value::Null).await?;
    assert_eq!(report["schema"], json!("every-core/compare/1"), "{report}");
    assert_eq!(report["rounds"], json!(3));
    assert_eq!(report["workers"], json!(2));
    assert!(report["tookMs"].as_f64().is_some_and(|took_ms| took_ms > 0.0));
    assert!(report["caveats"].is_array());
    let strategies = report["strategies"].as_array().expect("an array");
    let names: Vec<_> = strategies.iter().filter_map(|entry| entry["strategy"].as_str()).collect();
    assert_eq!(names.first(), Some(&"serial"), "{names:?}");
    assert!(names.contains(&"shared"), "{names:?}");
    for entry in strategies {
        check_comparison_entry(entry);
    }
    Ok(())
}

fn check_comparison_entry(entry: &Value) {
    let number = |name: &str| entry[name].as_f64().unwrap_or_else(|| panic!("{name} is not a number in {entry}"));
    assert_eq!(entry["samplesMs"].as_array().map(Vec::len), Some(3), "{entry}");
    assert!(number("medianMs") > 0.0 && number("madMs") >= 0.0);
    assert!(number("speedupLow") <= number("speedup") && number("speedup") <= number("speedupHigh"), "{entry}");
    // Strategies on the main thread have no pool, and so no loss stack.
    if ["serial", "interleaved"].iter().any(|strategy| entry["strategy"] == json!(strategy)) {
        return;
    }
    assert_eq!(entry["medianRun"]["verified"], json!(true), "{entry}");
    let part =
        |name: &str| entry["stack"][name].as_f64().unwrap_or_else(|| panic!("stack.{name} is not a number in {entry}"));
    let sum: f64 = ["speedup", "inflation", "dispatch", "gaps", "imbalance", "join"].map(part).iter().sum();
    assert!((sum - 2.0).abs() < 1e-6, "the stack sums to {sum} instead of the number of workers: {entry}");
    for name in ["loadBalance", "communication", "computeScaling"] {
        assert!(entry["pop"][name].is_number(), "pop.{name} is not a number in {entry}");
    }
}

// Only in Chromium, because the other drivers' scripts cannot import modules.
async fn the_module_exports_the_same_object(page: Page) -> Result<()> {
    page.open().await?;
    let body = "return (await import(new URL('every-core.mjs', location.href))).default === window.everyCore";
    let same: bool = page.call(body, Value::Null).await?;
    assert!(same);
    Ok(())
}
