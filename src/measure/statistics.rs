//! Order statistics of a few samples. Every function takes finite values in any order.

/// The `q` quantile, `q` in 0..=1, linear between neighbours (Hyndman and Fan's type 7); NaN of an empty slice.
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile_of_sorted(&sorted, q)
}

/// [`quantile`] of values that are in order already.
pub(super) fn quantile_of_sorted(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let position = q.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (sorted[position.floor() as usize], sorted[position.ceil() as usize]);
    below + (above - below) * position.fract()
}

/// The middle value; NaN of an empty slice.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The median absolute deviation from the median, not scaled; NaN of an empty slice.
pub fn mad(values: &[f64]) -> f64 {
    let middle = median(values);
    let deviations: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    median(&deviations)
}

/// Which of Tukey's fences a value is outside of: 1.5 (inner) or 3 (outer) interquartile ranges beyond the quartiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fence {
    /// Outside the inner fences: unusual.
    Mild,
    /// Outside the outer ones too: something happened.
    Severe,
}

/// The fence each value is outside of, if any. Outliers are marked, never dropped.
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

/// Indices of the values outside some fence.
pub fn tukey_outliers(values: &[f64]) -> Vec<usize> {
    let fences = tukey_fences(values).into_iter().enumerate();
    fences.filter_map(|(index, fence)| fence.map(|_| index)).collect()
}
