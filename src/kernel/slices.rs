//! Cutting a range into slices with integer bounds, so that every step belongs to exactly one slice.

use std::ops::Range;

/// Returns slice `i` of `p`: from `start + steps * i / p` to `start + steps * (i + 1) / p`, in integers. Neighbours share their
/// bound, and sizes differ by at most one step. (The lecture's own `/` makes float bounds, which repeat a step when `p`
/// does not divide the size.)
///
/// `p` is at least 1 and `i` below it. The product is taken in 128 bits, so no bound can overflow.
pub fn slice(range: &Range<u64>, i: u64, p: u64) -> Range<u64> {
    let steps = u128::from(range.end.saturating_sub(range.start));
    let bound = |i: u64| range.start + (steps * u128::from(i) / u128::from(p.max(1))) as u64;
    bound(i)..bound(i + 1)
}

/// Returns all `p` slices, in order.
pub fn slices(range: &Range<u64>, p: u64) -> impl Iterator<Item = Range<u64>> {
    let range = range.clone();
    (0..p).map(move |i| slice(&range, i, p))
}
