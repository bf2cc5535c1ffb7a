//! Whether the machine changed speed while it was being measured.

use super::statistics::median;

/// Drift above this share is a caveat.
const LIMIT: f64 = 0.05;
/// A first sample slower by more than this factor is a caveat.
const SLOW_FIRST: f64 = 1.1;
/// Fewer samples show no trend, only noise.
const FEWEST: usize = 4;

/// How much the samples rose (or, negative, fell) from the first to the last, as a share of their median: the slope is
/// the median of the slopes between all pairs (Theil 1950, Sen 1968), so that single outliers do not count. Samples are
/// positive, in the order of the rounds; fewer than 4 give 0.
pub fn drift(samples: &[f64]) -> f64 {
    if samples.len() < FEWEST {
        return 0.0;
    }
    let pairs = samples.iter().enumerate().flat_map(|(i, first)| {
        samples.iter().enumerate().skip(i + 1).map(move |(j, second)| (second - first) / (j - i) as f64)
    });
    let slope = median(&pairs.collect::<Vec<_>>());
    slope * (samples.len() - 1) as f64 / median(samples)
}

/// Whether the first sample was slower than the median of the others by more than 10 %, and than each of them.
pub fn is_slow_first(samples: &[f64]) -> bool {
    let Some((first, others)) = samples.split_first() else { return false };
    others.len() >= 2 && *first > SLOW_FIRST * median(others) && others.iter().all(|other| first > other)
}

/// Whether [`drift`] is above 5 % either way.
pub fn is_drifting(samples: &[f64]) -> bool {
    drift(samples).abs() > LIMIT
}
