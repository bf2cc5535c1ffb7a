//! Which explanation the exercises accept: on a run that was recorded on 2 workers, and on runs of 4, 12 and 64 that were built
//! from timestamps (`tests/recorded/`). The page's own grader is asked.

use crate::harness::for_engines;
use crate::learner::PREDICTIONS;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

#[path = "../recorded/built_runs.rs"]
mod built_runs;

const RECORDED: &str = include_str!("../recorded/exercises-2-workers.json");
/// The comparison that readers without scripts see, recorded on 2 workers at rest.
const AT_REST: &str = include_str!("../../docs/sample-run.json");

/// The grade of one exercise's report. Only Chromium's driver lets its scripts import modules.
const GRADE: &str = "
    const grader = new URL('predict/grade.js', document.querySelector('script[src$=\"exercises/open.js\"]').src);
    const { GRADES } = await import(grader);
    return GRADES[args.id](args.report)";

for_engines!(what_is_right_is_what_the_run_says, [Chromium]);
async fn what_is_right_is_what_the_run_says(page: Page) -> Result<()> {
    page.open().await?;
    let recorded: Value = serde_json::from_str(RECORDED)?;
    let machines = [
        // Two processors that others used too: slower work is everywhere, and as large as the tail of the picture.
        (
            recorded["reports"].clone(),
            [&["inflation"][..], &["inflation"], &["inflation"], &["inflation", "imbalance"]],
        ),
        (built_runs::four().reports(), [&["imbalance"][..], &["inflation"], &["nothing"], &["imbalance"]]),
        (built_runs::twelve().reports(), [&["inflation", "imbalance"], &["inflation"], &["inflation"], &["imbalance"]]),
        (built_runs::sixty_four().reports(), [&["dispatch"], &["speedup"], &["once"], &["imbalance"]]),
    ];
    for (reports, right) in machines {
        for (id, right) in PREDICTIONS.into_iter().zip(right) {
            let report = &reports[id];
            check_sums(report);
            let grade: Value = page.call(GRADE, json!({ "id": id, "report": report })).await?;
            assert_eq!(grade["right"], json!(right), "{id}: {grade}");
            // What is accepted is never far from the largest, and never what was not measured.
            assert!(!right.contains(&"spawn") && grade["amounts"]["spawn"].is_null(), "{grade}");
        }
    }
    Ok(())
}

for_engines!(a_quiet_run_is_told_from_a_busy_one, [Chromium]);
async fn a_quiet_run_is_told_from_a_busy_one(page: Page) -> Result<()> {
    page.open().await?;
    let at_rest: Value = serde_json::from_str(AT_REST)?;
    let grade: Value = page.call(GRADE, json!({ "id": PREDICTIONS[0], "report": at_rest["report"] })).await?;
    // 0.088 and 0.063 of a worker, and the run cannot tell less than 0.04 of one.
    assert_eq!(grade["right"], json!(["inflation", "imbalance"]), "{grade}");
    let mut even = at_rest["report"].clone();
    let pool = &mut even["strategies"][2];
    (pool["stack"]["inflation"], pool["stack"]["imbalance"]) = (json!(0.02), json!(0.01));
    let grade: Value = page.call(GRADE, json!({ "id": PREDICTIONS[0], "report": even })).await?;
    assert_eq!(grade["right"], json!(["nothing"]), "{grade}");
    Ok(())
}

/// Every bar in a report is as long as its pool has workers.
fn check_sums(report: &Value) {
    match report {
        Value::Object(fields) => {
            if let (Some(stack), Some(workers)) = (fields.get("stack"), report["medianRun"]["workers"].as_f64()) {
                let sum: f64 =
                    stack.as_object().into_iter().flat_map(|parts| parts.values()).filter_map(Value::as_f64).sum();
                assert!((sum - workers).abs() < 1e-9 * workers, "the parts sum to {sum}, not to {workers}");
            }
            fields.values().for_each(check_sums);
        }
        Value::Array(items) => items.iter().for_each(check_sums),
        _ => {}
    }
}
