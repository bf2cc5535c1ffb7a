//! Which explanation the exercises accept: on a run that was recorded on 2 workers, and on runs of 1, 4, 12 and 64 that were built
//! from timestamps ([`built_runs`]). The page's own grader is asked.

use crate::built_runs;
use crate::harness::in_one_browser;
use crate::learner::PREDICTIONS;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    grades_of_recorded_runs,
    [Chromium],
    [what_is_right_is_what_the_run_says, a_quiet_run_is_told_from_a_busy_one, pools_are_of_sizes_that_there_can_be,]
);

const RECORDED: &str = include_str!("../recorded/exercises-2-workers.json");
/// The comparison that readers without scripts see, recorded on 2 workers at rest.
const AT_REST: &str = include_str!("../../docs/sample-run.json");

/// The grade of one exercise's report. Only Chromium's driver lets its scripts import modules.
const GRADE: &str = "
    const grader = new URL('predict/grade.js', document.querySelector('script[src$=\"exercises/open.js\"]').src);
    const { GRADES } = await import(grader);
    return GRADES[args.id](args.report)";

async fn what_is_right_is_what_the_run_says(page: Page) -> Result<()> {
    page.open().await?;
    let recorded: Value = serde_json::from_str(RECORDED)?;
    let machines = [
        // Two processors that others used too: slower work is everywhere, and as large as the tail of the picture.
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

/// What is accepted was measured, and is never far from the largest; making the workers is no part of a run.
fn check_accepted(grade: &Value) {
    let amounts = grade["amounts"].as_object().expect("amounts");
    assert!(!amounts.is_empty() && !amounts.contains_key("spawn"), "{grade}");
    let size = |amount: &Value| {
        amount.as_f64().map(|amount| if grade["isChange"] == json!(true) { amount.abs() } else { amount })
    };
    let most = amounts.values().filter_map(size).fold(f64::NEG_INFINITY, f64::max);
    let accepted = grade["right"].as_array().expect("what is right");
    assert!(!accepted.is_empty(), "{grade}");
    for name in accepted.iter().filter_map(Value::as_str).filter(|&name| name != "nothing") {
        let amount = size(&amounts[name]).expect("an amount");
        assert!(amount > most / 2.0, "{name} is accepted, and is less than half of the largest: {grade}");
    }
}

async fn pools_are_of_sizes_that_there_can_be(page: Page) -> Result<()> {
    page.open().await?;
    let sizes = "
        const questions = new URL('predict/questions.js', document.querySelector('script[src$=\"exercises/open.js\"]').src);
        const { MOST_WORKERS, sizesOf } = await import(questions);
        // As an exercise asks for them.
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
