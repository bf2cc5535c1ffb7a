//! Changes of the machine's speed during an experiment.

use super::statistics::{Fence, median, tukey_fences};

/// The drift, as a share, above which the rounds get a caveat.
const LIMIT: f64 = 0.05;
/// The factor above which a slower first round gets a caveat.
const SLOW_FIRST: f64 = 1.1;
/// The standard score that a trend exceeds by chance in 5 % of the experiments.
const TREND_SCORE: f64 = 1.96;
/// The number of rounds besides the first that show what is usual.
const FEWEST_OTHERS: usize = 4;

/// Returns the pace of the machine in each round: how long it took in comparison to a usual round, as the mean over everything
/// that was run. `series` has the times of each contender, in the order of the rounds. A contender that missed rounds is left out.
pub fn pace(series: &[Vec<f64>]) -> Vec<f64> {
    let rounds = series.iter().map(Vec::len).max().unwrap_or(0);
    let whole = series.iter().filter(|times| times.len() == rounds);
    let usual: Vec<(&Vec<f64>, f64)> = whole.map(|times| (times, median(times))).collect();
    let mean = |round: usize| usual.iter().map(|(times, usual)| times[round] / usual).sum::<f64>() / usual.len() as f64;
    (0..rounds).map(mean).collect()
}

/// Returns how much the values rose (or, if negative, fell) from the first to the last, as a share of their median. It follows from
/// the medians of the first and of the last third, so that single outliers do not matter. Values are positive, in the order of the
/// rounds; fewer than 4 give 0.
pub fn drift(values: &[f64]) -> f64 {
    const FEWEST: usize = 4;
    let (count, third) = (values.len(), values.len().div_ceil(3));
    if count < FEWEST {
        return 0.0;
    }
    let rise = median(&values[count - third..]) - median(&values[..third]);
    rise / (count - third) as f64 * (count - 1) as f64 / median(values)
}

/// Whether the values rise or fall more than values in a random order do in 95 % of all cases (Mann 1945; Kendall's score with his
/// correction for continuity, which at this level decides as the exact counts do). Fewer than 5 values never do.
pub fn has_trend(values: &[f64]) -> bool {
    let rises = |(index, &value): (usize, &f64)| -> i64 {
        values[index + 1..].iter().map(|later| i64::from(*later > value) - i64::from(*later < value)).sum()
    };
    let score = values.iter().enumerate().map(rises).sum::<i64>().abs() as f64;
    let count = values.len() as f64;
    score - 1.0 >= TREND_SCORE * (count * (count - 1.0) * (2.0 * count + 5.0) / 18.0).sqrt() && score > 1.0
}

/// Whether [`drift`] is above 5 % in either direction, and there is a trend.
pub fn is_drifting(values: &[f64]) -> bool {
    drift(values).abs() > LIMIT && has_trend(values)
}

/// Whether the first value is more than 10 % above the median of the others, and above the outer fence of all.
pub fn is_slow_first(values: &[f64]) -> bool {
    let Some((first, others)) = values.split_first() else { return false };
    others.len() >= FEWEST_OTHERS
        && *first > SLOW_FIRST * median(others)
        && tukey_fences(values).first() == Some(&Some(Fence::Severe))
}
