//! The numbers that a calibration uses: the clock's resolution, the shortest sample, and round numbers of steps.

/// Returns the clock's resolution, milliseconds: the smallest positive difference between neighbours in a series of its
/// readings. `None` if it never moved forward; then the series was too short.
pub fn resolution_ms(readings_ms: &[f64]) -> Option<f64> {
    let steps = readings_ms.windows(2).map(|pair| pair[1] - pair[0]).filter(|&step| step > 0.0);
    steps.min_by(f64::total_cmp)
}

/// Returns the duration below which a sample gets the caveat `coarseTimer`, milliseconds: 50 times the clock's resolution, and at
/// least 5 ms.
pub fn min_sample_ms(resolution_ms: f64) -> f64 {
    (50.0 * resolution_ms).max(5.0)
}

/// Returns the numbers with one or two significant digits (1, 1.5, 2, 3, 5, 7 times a power of ten), ascending up to 10^12.
pub fn round_numbers() -> impl Iterator<Item = u64> {
    const DIGITS: [u64; 6] = [10, 15, 20, 30, 50, 70];
    let powers = std::iter::successors(Some(1u64), |power| (*power < 100_000_000_000).then(|| power * 10));
    let rounds = powers.flat_map(|power| DIGITS.into_iter().map(move |digit| (digit, power)));
    let whole = rounds.filter(|(digit, power)| (digit * power).is_multiple_of(10));
    whole.map(|(digit, power)| digit * power / 10).chain([1_000_000_000_000])
}

/// Returns the largest power of ten that is not above `value`, and 1 for a `value` that is not a positive number. It multiplies
/// in a loop, which is exact between 10^-22 and 10^22 and takes less code than logarithms.
pub fn power_of_ten_below(value: f64) -> f64 {
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let (mut power, mut small) = (1.0, 1.0);
    while power * 10.0 <= value {
        power *= 10.0;
    }
    while power / small > value {
        small *= 10.0;
    }
    power / small
}
