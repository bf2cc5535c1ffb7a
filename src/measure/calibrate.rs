//! How much work is enough, and not too much.

/// The clock's resolution, milliseconds: the smallest positive difference between neighbours in a series of its
/// readings. `None` when it never moved forward: read it for longer.
pub fn resolution_ms(readings_ms: &[f64]) -> Option<f64> {
    let steps = readings_ms.windows(2).map(|pair| pair[1] - pair[0]).filter(|&step| step > 0.0);
    steps.min_by(f64::total_cmp)
}

/// The shortest sample that counts, milliseconds: 50 times the clock's resolution, and at least 5 ms.
pub fn min_sample_ms(resolution_ms: f64) -> f64 {
    (50.0 * resolution_ms).max(5.0)
}

/// How many steps take about `target_ms`, from a trial of `trial_steps` that took `trial_ms`: a number with one or two
/// digits that matter (1, 1.5, 2, 3, 5, 7 times a power of ten), never more than the target needs, within `1..=10^12`.
pub fn steps_for(trial_steps: u64, trial_ms: f64, target_ms: f64) -> u64 {
    const ROUND: [f64; 6] = [1.0, 1.5, 2.0, 3.0, 5.0, 7.0];
    let wanted = (trial_steps as f64 * target_ms / trial_ms.max(f64::MIN_POSITIVE)).clamp(1.0, 1e12);
    let power = power_of_ten_below(wanted);
    let digit = ROUND.into_iter().rev().find(|digit| digit * power <= wanted * 1.000_001).unwrap_or(1.0);
    ((digit * power).round() as u64).max(1)
}

/// The largest power of ten that is not above `value`, for any positive `value`; by counting, which is exact between 10^-22
/// and 10^22 and weighs less than logarithms.
pub fn power_of_ten_below(value: f64) -> f64 {
    let (mut power, mut small) = (1.0, 1.0);
    while power * 10.0 <= value {
        power *= 10.0;
    }
    while power / small > value {
        small *= 10.0;
    }
    power / small
}
