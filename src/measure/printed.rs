//! Numbers rounded for display, whose sum still equals the displayed total.

/// Rounds `parts` to `decimals` places (at most 9) so that they sum to their rounded total: the largest-remainder
/// method (Hare and Niemeyer). Each result differs from its part by less than one unit of the last decimal. Parts are finite and
/// may be negative.
pub fn rounded_parts(parts: &[f64], decimals: u32) -> Vec<f64> {
    let unit = 10f64.powi(decimals.min(9) as i32);
    let scaled: Vec<f64> = parts.iter().map(|part| part * unit).collect();
    let mut rounded: Vec<f64> = scaled.iter().map(|part| part.floor()).collect();
    let missing = scaled.iter().sum::<f64>().round() - rounded.iter().sum::<f64>();
    // There are few parts: looking for the largest remainder each time costs less code than sorting them.
    for _ in 0..(missing.max(0.0) as usize).min(parts.len()) {
        let remainder = |index: usize| scaled[index] - rounded[index];
        let largest =
            (0..parts.len()).fold(0, |best, index| if remainder(index) > remainder(best) { index } else { best });
        rounded[largest] += 1.0;
    }
    // `+ 0.0` turns a negative zero into a plain one.
    rounded.into_iter().map(|part| part / unit + 0.0).collect()
}
