//! `do_math`, two steps at a time in 128-bit vectors. It adds the same roots in another order, so the checksum is the same.

use std::ops::Range;

use super::Workload;
use super::do_math::{blocks, closed_form, first_root_argument};

/// Computes [`do_math`](super::do_math()) over `range`, two steps at a time. `range.end` is at most 10^12.
pub fn do_math_simd(range: Range<u64>) -> u64 {
    blocks(range).fold(0, |checksum, block| checksum.wrapping_add(sum_of_roots(block) as u64))
}

/// Adds up the roots in two lanes, one for the even steps of the block and one for the odd ones.
#[cfg(target_feature = "simd128")]
fn sum_of_roots(block: Range<u64>) -> f64 {
    use core::arch::wasm32::{f64x2, f64x2_add, f64x2_extract_lane, f64x2_mul, f64x2_splat, f64x2_sqrt};
    let first = first_root_argument(&block);
    let steps = block.end - block.start;
    let (mut x, two, mut sum) = (f64x2(first, first + 1.0), f64x2_splat(2.0), f64x2_splat(0.0));
    for _ in 0..steps / 2 {
        sum = f64x2_add(sum, f64x2_sqrt(f64x2_mul(x, x)));
        x = f64x2_add(x, two);
    }
    let last = f64x2_extract_lane::<0>(x);
    f64x2_extract_lane::<0>(sum) + f64x2_extract_lane::<1>(sum) + odd_step(steps, last)
}

/// Does the same with two lanes that the compiler puts into one vector register if the target has one (SSE2, NEON).
#[cfg(not(target_feature = "simd128"))]
fn sum_of_roots(block: Range<u64>) -> f64 {
    let first = first_root_argument(&block);
    let steps = block.end - block.start;
    let mut x = [first, first + 1.0];
    let mut sum = [0.0, 0.0];
    for _ in 0..steps / 2 {
        let root = [(x[0] * x[0]).sqrt(), (x[1] * x[1]).sqrt()];
        sum = [sum[0] + root[0], sum[1] + root[1]];
        x = [x[0] + 2.0, x[1] + 2.0];
    }
    sum[0] + sum[1] + odd_step(steps, x[0])
}

/// Returns the root of the last step if the block has an odd number of steps, and 0 otherwise.
fn odd_step(steps: u64, x: f64) -> f64 {
    if steps % 2 == 1 { (x * x).sqrt() } else { 0.0 }
}

/// The lecture's loop, vectorised.
pub struct DoMathSimd;

impl Workload for DoMathSimd {
    fn run(&self, _whole: &Range<u64>, tile: Range<u64>, _input: &[u32]) -> u64 {
        do_math_simd(tile)
    }

    fn expected(&self, whole: &Range<u64>) -> Option<u64> {
        Some(closed_form(whole))
    }
}
