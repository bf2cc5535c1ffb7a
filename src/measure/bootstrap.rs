//! The confidence interval of a median, by the percentile bootstrap.

use super::rng::SplitMix64;
use super::statistics::{median, quantile_of_sorted};

/// The number of resamples for every interval on the page.
const RESAMPLES: usize = 10_000;
/// The largest half-width of a resolved interval, as a share of its value.
const RESOLVED_HALF_WIDTH: f64 = 0.03;

/// The number of values that an interval needs.
const FEWEST_VALUES: usize = 3;

/// A value with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The value itself.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Number of values it was made from.
    pub count: usize,
}

impl Interval {
    /// Whether it was made from at least three values.
    pub fn is_known(&self) -> bool {
        self.count >= FEWEST_VALUES
    }

    /// Whether the half-width is at most 3 % of the value, and the interval was made from at least three values.
    pub fn is_resolved(&self) -> bool {
        self.is_known() && (self.high - self.low) / 2.0 <= RESOLVED_HALF_WIDTH * self.value
    }
}

/// Returns the median of one value per round, with its 95 % interval by the percentile bootstrap over rounds (Efron 1979; 10 000
/// resamples). The same seed gives the same interval. Fewer than three values say too little about the spread: the interval is
/// then their range, and never counts as resolved.
pub fn median_interval(values: &[f64], seed: u32) -> Interval {
    let value = median(values);
    let count = values.len();
    if count < FEWEST_VALUES {
        let (low, high) = values.iter().fold((value, value), |(low, high), &one| (low.min(one), high.max(one)));
        return Interval { value, low, high, count };
    }
    let mut rng = SplitMix64::new(u64::from(seed));
    let mut resample = vec![0.0; values.len()];
    let mut medians: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            resample.fill_with(|| values[rng.below(values.len())]);
            resample.sort_by(f64::total_cmp);
            quantile_of_sorted(&resample, 0.5)
        })
        .collect();
    medians.sort_by(f64::total_cmp);
    Interval { value, low: quantile_of_sorted(&medians, 0.025), high: quantile_of_sorted(&medians, 0.975), count }
}
