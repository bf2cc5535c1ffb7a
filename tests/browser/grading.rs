//! Checks which explanations the page's grader accepts: for a run recorded on 2 workers, and for runs of 1, 4, 12 and 64 workers
//! that
//! [`built_runs`] makes from timestamps.

use crate::built_runs;
use crate::harness::in_one_browser;
use crate::learner::PREDICTIONS;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    grades_of_recorded_runs,
    [Chromium],
    [
        right_answers_follow_from_the_run,
        losses_below_the_resolution_are_graded_as_nothing,
        pool_sizes_stay_within_the_limits,
    ]
);

const RECORDED: &str = include_str!("../recorded/exercises-2-workers.json");
/// The comparison that readers without scripts see, recorded with 2 workers on a quiet machine.
const AT_REST: &str = include_str!("../../docs/sample-run.json");

/// A script that grades the report of one exercise. Only in Chromium, because the other drivers' scripts cannot import modules.
const GRADE: &str = "
    const grader = new URL('predict/grade.js', document.querySelector('script[src$=\"exercises/open.js\"]').src);
    const { GRADES } = await import(grader);
    return GRADES[args.id](args.report)";

async fn right_answers_follow_from_the_run(page: Page) -> Result<()> {
    page.open().await?;
    let recorded: Value = serde_json::from_str(RECORDED)?;
    let machines = [
        // Two processors that other programs used too: inflation is in every run, and as large as the imbalance of the picture.
        (
            recorded["reports"].clone(),
            [&["inflation"][..], &["inflation"], &["inflation"], &["inflation", "imbalance"]],
        ),
        (built_runs::one().reports(), [&["nothing"][..], &["inflation"], &["nothing"], &["nothing"]]),
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
            check_accepted(&grade);
        }
    }
    Ok(())
}

async fn losses_below_the_resolution_are_graded_as_nothing(page: Page) -> Result<()> {
    page.open().await?;
    let at_rest: Value = serde_json::from_str(AT_REST)?;
    let grade: Value = page.call(GRADE, json!({ "id": PREDICTIONS[0], "report": at_rest["report"] })).await?;
    // The losses are 0.088 and 0.063 of a worker. The run resolves 0.04.
    assert_eq!(grade["right"], json!(["inflation", "imbalance"]), "{grade}");
    let mut even = at_rest["report"].clone();
    let pool = &mut even["strategies"][2];
    (pool["stack"]["inflation"], pool["stack"]["imbalance"]) = (json!(0.02), json!(0.01));
    let grade: Value = page.call(GRADE, json!({ "id": PREDICTIONS[0], "report": even })).await?;
    assert_eq!(grade["right"], json!(["nothing"]), "{grade}");
    Ok(())
}

/// Checks that every accepted part was measured and is at least half of the largest. Spawning is not part of a run.
fn check_accepted(grade: &Value) {
    let amounts = grade["amounts"].as_object().expect("amounts");
    assert!(!amounts.is_empty() && !amounts.contains_key("spawn"), "{grade}");
    let size = |amount: &Value| {
        amount.as_f64().map(|amount| if grade["isChange"] == json!(true) { amount.abs() } else { amount })
    };
    let most = amounts.values().filter_map(size).fold(f64::NEG_INFINITY, f64::max);
    let accepted = grade["right"].as_array().expect("a list of right answers");
    assert!(!accepted.is_empty(), "{grade}");
    for name in accepted.iter().filter_map(Value::as_str).filter(|&name| name != "nothing") {
        let amount = size(&amounts[name]).expect("an amount");
        assert!(amount > most / 2.0, "{name} is accepted but less than half of the largest: {grade}");
    }
}

async fn pool_sizes_stay_within_the_limits(page: Page) -> Result<()> {
    page.open().await?;
    let sizes = "
        const questions = new URL('predict/questions.js', document.querySelector('script[src$=\"exercises/open.js\"]').src);
        const { MOST_WORKERS, sizesOf } = await import(questions);
        // With the same arguments as in an exercise.
        return args.map((reported) => ['isolated', 'shared'].map((strategy) => {
            const most = MOST_WORKERS[strategy];
            return sizesOf(Math.min(reported, most), most);
        }))";
    let reported = [1, 2, 3, 64, 128, 200, 256, 300];
    let seen: Value = page.call(sizes, json!(reported)).await?;
    let alike = |sizes: &[u32]| json!([sizes, sizes]);
    let expected = [
        alike(&[1, 2]),
        alike(&[1, 2, 4]),
        alike(&[1, 3, 6]),
        alike(&[32, 64, 128]),
        json!([[64, 128, 256], [64, 128, 255]]),
        json!([[100, 200, 256], [100, 200, 255]]),
        json!([[128, 256], [127, 255]]),
        json!([[128, 256], [127, 255]]),
    ];
    assert_eq!(seen, json!(expected), "for {reported:?} processors");
    Ok(())
}

/// Checks that the parts of every stack in a report sum to its number of workers.
fn check_sums(report: &Value) {
    match report {
        Value::Object(fields) => {
            if let (Some(stack), Some(workers)) = (fields.get("stack"), report["medianRun"]["workers"].as_f64()) {
                let sum: f64 =
                    stack.as_object().into_iter().flat_map(|parts| parts.values()).filter_map(Value::as_f64).sum();
                assert!((sum - workers).abs() < 1e-9 * workers, "the parts sum to {sum} instead of {workers}");
            }
            fields.values().for_each(check_sums);
        }
        Value::Array(items) => items.iter().for_each(check_sums),
        _ => {}
    }
}
