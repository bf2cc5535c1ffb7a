//! Cutting a range into slices with integer bounds, so that every step belongs to exactly one slice.

use std::ops::Range;

/// Returns slice `i` of `p`: from `start + steps * i / p` to `start + steps * (i + 1) / p`, in integers. Neighbours share their
/// bound, and sizes differ by at most one step. (The lecture's own `/` makes float bounds, which repeat a step when `p`
/// does not divide the size.)
///
/// `p` is at least 1 and at most 2^32, and `i` is below it. The quotient and the remainder are multiplied apart, so no bound can overflow.
pub fn slice(range: &Range<u64>, i: u64, p: u64) -> Range<u64> {
    let (steps, p) = (range.end.saturating_sub(range.start), p.max(1));
    let bound = |i: u64| range.start + steps / p * i + steps % p * i / p;
    bound(i)..bound(i + 1)
}

/// Returns all `p` slices, in order.
pub fn slices(range: &Range<u64>, p: u64) -> impl Iterator<Item = Range<u64>> {
    let range = range.clone();
    (0..p).map(move |i| slice(&range, i, p))
}
