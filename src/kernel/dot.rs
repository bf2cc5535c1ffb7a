//! The dot product of two long vectors, which does little arithmetic for every byte that it reads or copies.

use std::ops::Range;

use super::Workload;

/// The workload that multiplies the vector `1, 2, 3, …` (one `u32` a step, read from memory) by the same numbers counted in a
/// register. An element read from the wrong place changes the checksum, even if it comes from a tile of the same size.
///
/// `input` takes 4 bytes a step; [`WorkloadId::max_steps`](super::WorkloadId::max_steps) keeps it within 256 MiB.
pub struct Dot;

/// The length of the largest vector: it takes 256 MiB of the 1 GiB that the module's memory may grow to.
pub(super) const MAX_STEPS: u64 = 1 << 26;

/// The number of elements multiplied at a time.
const LANES: usize = 4;

/// Returns the sum of `read * counted` over `fours`, with `counted` starting at `first`.
///
/// It uses the instruction that multiplies 32 by 32 to 64 bits. The compiler would multiply 64 by 64 bits, which SSE lacks, and
/// then arithmetic takes longer than memory.
#[cfg(target_feature = "simd128")]
fn sum_of_products(fours: &[[u32; LANES]], first: u32) -> u64 {
    use core::arch::wasm32::{
        u32x4, u32x4_add, u32x4_splat, u64x2, u64x2_add, u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4,
        u64x2_extract_lane, u64x2_splat,
    };
    let mut counted = u32x4(first, first + 1, first + 2, first + 3);
    let (step, mut low, mut high) = (u32x4_splat(LANES as u32), u64x2_splat(0), u64x2_splat(0));
    for &[a, b, c, d] in fours {
        // The compiler does not join four loads of 32 bits. It joins two of 64 bits into one vector with two instructions.
        let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
        let read = u64x2(pair(a, b), pair(c, d));
        low = u64x2_add(low, u64x2_extmul_low_u32x4(read, counted));
        high = u64x2_add(high, u64x2_extmul_high_u32x4(read, counted));
        counted = u32x4_add(counted, step);
    }
    let sum = u64x2_add(low, high);
    u64x2_extract_lane::<0>(sum).wrapping_add(u64x2_extract_lane::<1>(sum))
}

/// Returns the same sum; the compiler chooses the instructions.
#[cfg(not(target_feature = "simd128"))]
fn sum_of_products(fours: &[[u32; LANES]], first: u32) -> u64 {
    sum_one_by_one(fours.as_flattened(), first)
}

/// Returns the sum of `read * counted` over `elements`, with `counted` starting at `first`.
fn sum_one_by_one(elements: &[u32], first: u32) -> u64 {
    let products = elements.iter().zip(first..).map(|(&read, counted)| u64::from(read) * u64::from(counted));
    products.fold(0, u64::wrapping_add)
}

impl Workload for Dot {
    fn input_of(&self, whole: &Range<u64>, tile: &Range<u64>) -> Vec<u32> {
        tile.clone().map(|pos| (pos - whole.start) as u32 + 1).collect()
    }

    fn run(&self, whole: &Range<u64>, tile: Range<u64>, input: &[u32]) -> u64 {
        let first = (tile.start - whole.start) as u32 + 1;
        let (fours, rest) = input.as_chunks::<LANES>();
        let first_of_rest = first + (input.len() - rest.len()) as u32;
        sum_of_products(fours, first).wrapping_add(sum_one_by_one(rest, first_of_rest))
    }

    /// Returns the sum of the first `n` squares, `n (n + 1) (2n + 1) / 6`, wrapped to 64 bits; `None` above the largest vector.
    fn expected(&self, whole: &Range<u64>) -> Option<u64> {
        let steps = whole.end.saturating_sub(whole.start);
        if steps > MAX_STEPS {
            return None;
        }
        let (triangle, odd) = (steps * (steps + 1) / 2, 2 * steps + 1);
        // One of the two is divisible by 3, so the product can wrap after the division.
        Some(if odd % 3 == 0 { triangle.wrapping_mul(odd / 3) } else { (triangle / 3).wrapping_mul(odd) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_above_the_limit_has_no_expected_sum() {
        assert_eq!([MAX_STEPS + 1, u64::MAX].map(|steps| Dot.expected(&(0..steps))), [None, None]);
    }
}
