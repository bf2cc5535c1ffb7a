//! Tests that every number of a report is finite, whatever the clock told, in the report as JSON and in a link made of it.

use every_core::link::{BuildName, Entry, Link, Results};
use every_core::report::{CompareReport, StrategyReport};
use every_core_random::{Draw, no_numbers};
use proptest::prelude::*;
use serde_json::Value;

/// Returns the paths of everything in a report that is null. `serde_json` writes null for a number that is not finite.
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
        let compare = serde_json::to_value(draw.comparison()).expect("JSON");
        let sweep = serde_json::to_value(draw.sweep()).expect("JSON");
        let tenfold = serde_json::to_value(draw.tenfold()).expect("JSON");
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
