//! The lecture's `do_math`, which here returns its result.

use std::ops::Range;

use super::Workload;

/// The lecture's constant: each step takes the square root of `(pos - K)` squared.
pub(super) const K: i64 = 1_000_000;

/// The number of steps whose roots are added up in one `f64`. A root is at most 10^12, so a block's sum is below
/// 8192 * 10^12 < 2^53, and every partial sum is an integer that `f64` holds exactly. (65 536 would be exact up to 10^11, and is
/// not measurably faster.)
pub(super) const BLOCK_STEPS: u64 = 8192;

/// Computes `do_math` over `range`: `pos` runs over `start+1 ..= end`, each step computes `sqrt((pos - K) * (pos - K))` in
/// `f64`, and the roots are added up.
///
/// The sum is exact, and so the same for every split, order and engine. The square of an integer `x` beyond 2^26 is
/// rounded, by a factor `1 + d` with `|d| <= 2^-53`; its root is then off by less than `|x| * 2^-54 * (1 + 2^-53)`,
/// which is below half the gap between `|x|` and its neighbours unless `|x|` is a power of two, whose square is exact.
/// So the correctly rounded root is `|x|` again (Boldo, "Stupid is as stupid does: taking the square root of the square
/// of a floating-point number", 2015). Blocks of roots are added exactly in `f64`, and the blocks as wrapping `u64`.
/// `range.end` is at most 10^12.
///
/// The compiler may not replace the root of the square by `|x|`, because the square of a very large `x` overflows to infinity.
pub fn do_math(range: Range<u64>) -> u64 {
    blocks(range).fold(0, |checksum, block| checksum.wrapping_add(sum_of_roots(block) as u64))
}

/// The hot loop: one multiplication, one square root, two additions a step.
fn sum_of_roots(block: Range<u64>) -> f64 {
    let mut x = first_root_argument(&block);
    let mut sum = 0.0;
    for _ in block {
        sum += (x * x).sqrt();
        x += 1.0;
    }
    sum
}

/// Cuts the range into blocks whose sums are exact.
pub(super) fn blocks(range: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let end = range.end;
    range.step_by(BLOCK_STEPS as usize).map(move |start| start..end.min(start + BLOCK_STEPS))
}

/// Returns `pos - K` of the block's first step.
pub(super) fn first_root_argument(block: &Range<u64>) -> f64 {
    (block.start as i64 + 1 - K) as f64
}

/// Returns the sum of `|pos - K|` over `pos` in `start+1 ..= end`, by a closed form, wrapped to 64 bits.
pub(super) fn closed_form(range: &Range<u64>) -> u64 {
    // The sum of |pos - K| over pos in 1..=n is made of a triangular number on either side of K.
    let upto = |n: u64| -> i128 {
        let (n, k) = (i128::from(n), i128::from(K));
        let triangle = |m: i128| m * (m + 1) / 2;
        if n <= k { triangle(k - 1) - triangle(k - n - 1) } else { triangle(k - 1) + triangle(n - k) }
    };
    (upto(range.end.max(range.start)) - upto(range.start)) as u64
}

/// The lecture's loop of square roots.
pub struct DoMath;

impl Workload for DoMath {
    fn run(&self, _whole: &Range<u64>, tile: Range<u64>, _input: &[u32]) -> u64 {
        do_math(tile)
    }

    fn expected(&self, whole: &Range<u64>) -> Option<u64> {
        Some(closed_form(whole))
    }
}
