//! The samples of one contender in one case, and their statistics.

use every_core::measure::{Interval, mad, median, median_interval};
use serde::Serialize;
use serde_json::{Value, json};

/// The unit of the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Unit {
    #[serde(rename = "ms")]
    Milliseconds,
    #[serde(rename = "us")]
    Microseconds,
    #[serde(rename = "1/s")]
    PerSecond,
    #[serde(rename = "MiB")]
    Mebibytes,
    #[serde(rename = "bytes")]
    Bytes,
    #[serde(rename = "1")]
    Plain,
}

/// The raw values of one contender in one case, in the order of the rounds.
#[derive(Clone, Debug)]
pub(crate) struct Series {
    pub who: String,
    pub case: String,
    pub unit: Unit,
    pub samples: Vec<f64>,
    /// The error after which no more samples were taken.
    pub missing: Option<String>,
}

impl Series {
    /// Makes a series of one value, in MiB.
    pub(crate) fn once(who: &str, case: &str, mib: f64) -> Self {
        Self { who: who.to_owned(), case: case.to_owned(), unit: Unit::Mebibytes, samples: vec![mib], missing: None }
    }

    pub(crate) fn median(&self) -> f64 {
        median(&self.samples)
    }

    /// Returns the median with its 95 % interval.
    pub(crate) fn interval(&self) -> Interval {
        median_interval(&self.samples)
    }

    /// Returns the ratio of two contenders' samples for each round that both have.
    pub(crate) fn over(&self, below: &Self) -> Vec<f64> {
        self.samples.iter().zip(&below.samples).map(|(above, below)| above / below).collect()
    }

    pub(crate) fn to_json(&self) -> Value {
        let interval = self.interval();
        let finite = |value: f64| if value.is_finite() { json!(value) } else { Value::Null };
        json!({
            "who": self.who, "case": self.case, "unit": self.unit, "n": self.samples.len(), "samples": self.samples,
            "median": finite(self.median()), "mad": finite(mad(&self.samples)),
            "low": finite(interval.low), "high": finite(interval.high), "missing": self.missing,
        })
    }
}

/// Returns the series of a contender in a case, if it has a sample.
pub(crate) fn find<'a>(all: &'a [Series], who: &str, case: &str) -> Option<&'a Series> {
    all.iter().find(|series| series.who == who && series.case == case && !series.samples.is_empty())
}

/// Formats a number with three significant digits and at most three decimals.
pub(crate) fn short(value: f64) -> String {
    match value.abs() {
        _ if !value.is_finite() => "–".to_owned(),
        magnitude if magnitude >= 10_000.0 => grouped(value),
        magnitude if magnitude >= 99.95 => format!("{value:.0}"),
        magnitude if magnitude >= 9.995 => format!("{value:.1}"),
        magnitude if magnitude >= 0.9995 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// Formats a whole number with thin spaces between its thousands.
fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

/// Formats a value as `1.98 (1.97 to 1.99)`, or with the range of the samples, marked, if there are too few for an interval.
pub(crate) fn with_interval(interval: Interval) -> String {
    let (value, low, high) = (short(interval.value), short(interval.low), short(interval.high));
    let range = if interval.is_known() { "" } else { "range " };
    format!("{value} ({range}{low} to {high})")
}
