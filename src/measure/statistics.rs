//! Order statistics of a few samples. Every public function takes finite values in any order.

/// Returns the `q` quantile, `q` in 0..=1, linear between neighbours (Hyndman and Fan's type 7); NaN for an empty slice.
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    quantile_of_sorted(&sorted, q)
}

/// Returns the [`quantile`] of values that are sorted already.
pub(super) fn quantile_of_sorted(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let position = q.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (sorted[position.floor() as usize], sorted[position.ceil() as usize]);
    below + (above - below) * position.fract()
}

/// Returns the median; NaN for an empty slice.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// Returns the median absolute deviation from the median, not scaled; NaN for an empty slice.
pub fn mad(values: &[f64]) -> f64 {
    let middle = median(values);
    let deviations: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    median(&deviations)
}

/// The outermost of Tukey's fences that a value exceeds: 1.5 (inner) or 3 (outer) interquartile ranges beyond the quartiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fence {
    /// Outside the inner fences only.
    Mild,
    /// Outside the outer fences too.
    Severe,
}

/// Returns the fence that each value is outside of, if any. Outliers are marked, never dropped.
pub fn tukey_fences(values: &[f64]) -> Vec<Option<Fence>> {
    let (low, high) = (quantile(values, 0.25), quantile(values, 0.75));
    let is_beyond = |value: f64, ranges: f64| {
        let reach = ranges * (high - low);
        value < low - reach || value > high + reach
    };
    let fence = |&value: &f64| match (is_beyond(value, 1.5), is_beyond(value, 3.0)) {
        (_, true) => Some(Fence::Severe),
        (true, false) => Some(Fence::Mild),
        (false, false) => None,
    };
    values.iter().map(fence).collect()
}

/// Returns the indices of the values outside some fence.
pub fn tukey_outliers(values: &[f64]) -> Vec<usize> {
    let fences = tukey_fences(values).into_iter().enumerate();
    fences.filter_map(|(index, fence)| fence.map(|_| index)).collect()
}
