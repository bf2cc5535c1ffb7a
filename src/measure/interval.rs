//! The confidence interval of a median, from order statistics.

use super::statistics::quantile_of_sorted;

/// The number of values that a 95 % interval needs: all of five lie on one side of the median once in 16 times.
pub const FEWEST_FOR_INTERVAL: usize = 6;
/// The number of values that can show that an interval is narrow. Fewer lie close together by luck too often.
pub const FEWEST_FOR_RESOLVED: usize = 12;
/// The largest half-width of a resolved interval, as a share of its value.
const RESOLVED_HALF_WIDTH: f64 = 0.03;
/// The confidence of an interval from enough values.
const CONFIDENCE: f64 = 0.95;

/// A median with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The median itself.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Number of values it was made from.
    pub count: usize,
}

impl Interval {
    /// Whether it was made from enough values for 95 %. Otherwise it is only the range of the values.
    pub fn is_known(&self) -> bool {
        self.count >= FEWEST_FOR_INTERVAL
    }

    /// Returns the probability with which such an interval holds the true median: 0.95 from six values on. The range of `n` values
    /// misses the median if all of them lie on one side of it, so it has `1 - 2^(1-n)`.
    pub fn confidence(&self) -> f64 {
        if self.is_known() { CONFIDENCE } else { 1.0 - 2.0 * 0.5_f64.powi(self.count as i32) }
    }

    /// Whether the half-width is at most 3 % of the value, and the interval was made from at least twelve values.
    pub fn is_resolved(&self) -> bool {
        self.count >= FEWEST_FOR_RESOLVED && (self.high - self.low) / 2.0 <= RESOLVED_HALF_WIDTH * self.value
    }
}

/// Returns the median of one value per round, with its 95 % interval. Both ends are values of rounds, which is exact for every
/// distribution of independent rounds (Thompson 1936). Fewer than six values cannot carry 95 %: the interval is then their range.
///
/// It may be looked at after every round, from the twelfth to the thousandth, and the rounds may stop because of what it shows: the
/// probability that any of these intervals misses the median is below 5 %. Values lie above or below the median like fair coins, so
/// the difference of their numbers is a random walk, and the ends are placed where a walk seldom comes (Darling and Robbins,
/// "Confidence sequences for mean, variance, and median", 1967; Howard and Ramdas, "Sequential estimation of quantiles", 2022).
pub fn median_interval(values: &[f64]) -> Interval {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (value, count) = (quantile_of_sorted(&sorted, 0.5), sorted.len());
    let end = |index: Option<usize>| index.and_then(|index| sorted.get(index)).copied().unwrap_or(value);
    let outside = values_outside(count);
    Interval { value, low: end(Some(outside)), high: end(count.checked_sub(outside + 1)), count }
}

/// Returns how many of `count` values are outside of each end of their median's interval. The walk's boundary is
/// `sqrt(1.7 n ln n)`. The factor was chosen so that 4.3 % of all walks are ever outside of an interval, from the twelfth to the
/// thousandth step (`tests/statistics/coverage.rs` counts them). Intervals of fewer than 17 values are wider than the boundary,
/// because too many of the narrow ones among them would be narrow by luck.
pub fn values_outside(count: usize) -> usize {
    const RANGE_BELOW: usize = 17;
    const FACTOR: f64 = 1.7;
    if count < RANGE_BELOW {
        return 0;
    }
    let count = count as f64;
    ((count - (FACTOR * count * count.ln()).sqrt()) / 2.0 - 1.0) as usize
}
