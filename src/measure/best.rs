//! The best of several contenders, without the bias of choosing it.

use super::statistics::median;
use super::{Interval, median_interval};

/// Returns the speed-up of the best contender, with its interval. The largest of several medians is too high by what luck adds to
/// it. So each half of the rounds chooses, and the other half's rounds count: those of the odd rounds for the contender that was best
/// in the even ones, and the reverse. Where both halves choose the same one, these are all of its rounds. `series` has one ratio per
/// round for each contender; one that missed rounds is left out. A single round can only choose for itself.
pub fn best_apart(series: &[Vec<f64>]) -> Interval {
    let rounds = series.iter().map(Vec::len).max().unwrap_or(0);
    let whole: Vec<&Vec<f64>> = series.iter().filter(|ratios| ratios.len() == rounds).collect();
    let half = |ratios: &[f64], odd: usize| -> Vec<f64> { ratios.iter().skip(odd).step_by(2).copied().collect() };
    let best_in = |odd: usize| whole.iter().max_by(|a, b| median(&half(a, odd)).total_cmp(&median(&half(b, odd))));
    let mut counted = Vec::new();
    for odd in 0..rounds.min(2) {
        let chooser = if rounds == 1 { 0 } else { 1 - odd };
        if let Some(best) = best_in(chooser) {
            counted.extend(half(best, odd));
        }
    }
    median_interval(&counted)
}

/// Returns the index of the pool to name first. That is the last one of `series`, unless another one is faster: unless the whole
/// interval of their ratios, round by round, is above 1. So a pool is never named for its luck alone. `series` has the times of each
/// pool, in the order of the rounds.
pub fn fastest(series: &[Vec<f64>]) -> Option<usize> {
    let last = series.len().checked_sub(1)?;
    let is_faster = |one: &[f64], other: &[f64]| {
        let ratios: Vec<f64> = other.iter().zip(one).map(|(other_ms, one_ms)| other_ms / one_ms).collect();
        let interval = median_interval(&ratios);
        interval.is_known() && interval.low > 1.0
    };
    Some((0..last).rev().fold(last, |best, next| if is_faster(&series[next], &series[best]) { next } else { best }))
}
