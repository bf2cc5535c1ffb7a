//! The dot product of two long vectors: little arithmetic for every byte that memory, or a copy, has to bring.

use std::ops::Range;

use super::Workload;

/// The workload: the vector `1, 2, 3, …` (one `u32` a step, read from memory) times the same numbers counted in a
/// register. An element read from the wrong place changes the checksum, even between tiles of one size.
///
/// `input` takes 4 bytes a step; [`WorkloadId::max_steps`](super::WorkloadId::max_steps) keeps it within 256 MiB.
pub struct Dot;

/// The largest vector: 256 MiB of the 1 GiB that the module's memory may grow to.
pub(super) const MAX_STEPS: u64 = 1 << 26;

/// Elements taken at a time. In four lanes the compiler finds the one vector instruction that multiplies 32 by 32 to 64
/// bits; left to itself it multiplies 64 by 64, which no SSE has, and arithmetic would hide the memory.
const LANES: usize = 4;

impl Workload for Dot {
    fn input(&self, whole: &Range<u64>) -> Vec<u32> {
        let steps = whole.end.saturating_sub(whole.start);
        (0..steps).map(|index| index as u32 + 1).collect()
    }

    fn run(&self, whole: &Range<u64>, tile: Range<u64>, input: &[u32]) -> u64 {
        let first = (tile.start - whole.start) as u32 + 1;
        let (fours, rest) = input.as_chunks::<LANES>();
        let mut counted: [u32; LANES] = std::array::from_fn(|lane| first + lane as u32);
        let mut sums = [0u64; LANES];
        for four in fours {
            for lane in 0..LANES {
                sums[lane] = sums[lane].wrapping_add(u64::from(four[lane]) * u64::from(counted[lane]));
                counted[lane] = counted[lane].wrapping_add(LANES as u32);
            }
        }
        let products = rest.iter().zip(counted).map(|(&read, counted)| u64::from(read) * u64::from(counted));
        sums.into_iter().chain(products).fold(0, u64::wrapping_add)
    }

    /// The sum of the first `n` squares, `n (n + 1) (2n + 1) / 6`, wrapped to 64 bits; `None` above the largest vector.
    fn expected(&self, whole: &Range<u64>) -> Option<u64> {
        let steps = u128::from(whole.end.saturating_sub(whole.start));
        (steps <= u128::from(MAX_STEPS)).then_some((steps * (steps + 1) * (2 * steps + 1) / 6) as u64)
    }
}
