//! Changes of the machine's speed during an experiment.

use super::statistics::median;

/// The drift, as a share, above which the samples get a caveat.
const LIMIT: f64 = 0.05;
/// The factor above which a slower first sample gets a caveat.
const SLOW_FIRST: f64 = 1.1;
/// The number of samples that a drift needs: fewer show noise, not a trend.
const FEWEST: usize = 4;

/// Returns how much the samples rose (or, if negative, fell) from the first to the last, as a share of their median. The slope is
/// the median of the slopes between all pairs (Theil 1950, Sen 1968), so that single outliers do not matter. Samples are
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

/// Whether the first sample was more than 10 % slower than the median of the others, and slower than each of them.
pub fn is_slow_first(samples: &[f64]) -> bool {
    let Some((first, others)) = samples.split_first() else { return false };
    others.len() >= 2 && *first > SLOW_FIRST * median(others) && others.iter().all(|other| first > other)
}

/// Whether [`drift`] is above 5 % in either direction.
pub fn is_drifting(samples: &[f64]) -> bool {
    drift(samples).abs() > LIMIT
}
