//! Tests that every number of a report is finite, whatever the clock told, in the report as JSON and in a link made of it.

use every_core::link::{BuildName, Entry, Link, Results};
use every_core::report::{CompareReport, StrategyReport};
use every_core_random::{Draw, no_numbers, of_json, to_json};
use proptest::prelude::*;
use serde_json::Value;

/// Returns the paths of everything in a report that is null. [`to_json`] writes null for a number that is not finite.
fn nulls(value: &Value, path: &str) -> Vec<String> {
    match value {
        Value::Null => vec![path.to_owned()],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, item)| nulls(item, &format!("{path}[{at}]"))).collect()
        }
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, field)| nulls(field, &format!("{path}.{name}"))).collect()
        }
        _ => Vec::new(),
    }
}

fn link_of(report: &CompareReport) -> Link {
    let entry = |part: &StrategyReport| Entry {
        strategy: part.strategy,
        workers: part.median_run.workers,
        median_ms: part.median_ms,
        speedup: part.speedup,
        speedup_low: part.speedup_low,
        speedup_high: part.speedup_high,
        stack: part.stack,
    };
    let build = BuildName::new(b"1").expect("a name");
    let entries = report.strategies.iter().map(entry).collect();
    Link {
        workload: report.workload,
        steps: report.steps,
        strategy: report.fastest.expect("there are pools"),
        workers: report.workers,
        seed: report.seed,
        results: Some(Results { build, environment: None, rounds: report.rounds, entries }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_number_of_a_report_is_finite(seed in any::<u64>()) {
        let mut draw = Draw::new(seed);
        let compare = to_json(&draw.comparison());
        let sweep = to_json(&draw.sweep());
        let tenfold = to_json(&draw.tenfold());
        for report in [compare, sweep, tenfold] {
            prop_assert_eq!(nulls(&report, ""), Vec::<String>::new());
            prop_assert!(no_numbers(&report.to_string()).is_empty());
        }
    }

    #[test]
    fn an_interval_holds_its_value_and_every_ratio_is_positive(seed in any::<u64>()) {
        for entry in Draw::new(seed).comparison().strategies {
            prop_assert!(0.0 < entry.speedup_low && entry.speedup_low <= entry.speedup, "{:?}", entry);
            prop_assert!(entry.speedup <= entry.speedup_high && entry.speedup_high.is_finite(), "{:?}", entry);
            prop_assert!((0.0..=0.95).contains(&entry.confidence), "{:?}", entry);
        }
    }

    /// A link may refuse a number that is beyond its format, by name. It never writes one that is not a number.
    #[test]
    fn a_link_holds_finite_numbers(seed in any::<u64>()) {
        if let Ok(fragment) = link_of(&Draw::new(seed).comparison()).fragment() {
            let read = Link::of_fragment(&fragment).map_err(|error| TestCaseError::fail(error.to_string()))?;
            for entry in read.and_then(|link| link.results).expect("results").entries {
                let numbers = [entry.median_ms, entry.speedup, entry.speedup_low, entry.speedup_high];
                prop_assert!(numbers.iter().all(|number| number.is_finite()), "{:?}", entry);
                prop_assert!(entry.stack.is_none_or(|stack| stack.sum().is_finite()), "{:?}", entry);
            }
        }
    }
}

#[test]
fn a_field_that_is_missing_or_of_the_wrong_type_is_named() {
    let report = to_json(&Draw::new(1).comparison());
    let read = |report: Value| of_json::<CompareReport>(report).map(|read| to_json(&read));
    assert_eq!(read(report.clone()), Ok(report.clone()), "it is read as it was written");
    for (place, name) in
        [("/tookMs", "tookMs"), ("/strategies/0/medianRun/checksum", "checksum"), ("/caveats", "caveats")]
    {
        let mut broken = report.clone();
        *broken.pointer_mut(place).expect("the field exists") = Value::Bool(true);
        assert_eq!(read(broken), Err(name));
    }
    let mut without = report;
    without.as_object_mut().expect("an object").remove("workload");
    assert_eq!(read(without), Err("workload"));
}
