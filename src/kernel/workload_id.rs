//! The workloads by name.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{DoMath, DoMathSimd, Dot, Mandelbrot, Primes, Workload, dot, slices};
use crate::names;

/// The identifier of a workload, as links, reports and messages carry it. The lecture's is first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WorkloadId {
    /// The lecture's loop of square roots.
    DoMath,
    /// The same loop, two steps at a time in 128-bit vectors.
    DoMathSimd,
    /// A picture of the Mandelbrot set: most of the cost is in a few rows.
    Mandelbrot,
    /// Trial division: the cost grows along the range.
    Primes,
    /// A dot product: limited by memory, and by copying if memory is not shared.
    Dot,
}

names!(WorkloadId {
    DoMath = "do_math",
    DoMathSimd = "do_math_simd",
    Mandelbrot = "mandelbrot",
    Primes = "primes",
    Dot = "dot",
});

impl WorkloadId {
    /// Returns the largest number of steps that it accepts. Up to there its checksum is exact and its input fits into memory.
    pub fn max_steps(self) -> u64 {
        match self {
            Self::Dot => dot::MAX_STEPS,
            Self::DoMath | Self::DoMathSimd | Self::Mandelbrot | Self::Primes => 1_000_000_000_000,
        }
    }

    /// Returns the size of the input of that many steps, bytes.
    pub fn input_bytes(self, steps: u64) -> u64 {
        if self == Self::Dot { steps * size_of::<u32>() as u64 } else { 0 }
    }

    /// Computes a tile of `whole` and makes its input in this call, in blocks of at most 4 MB. Without the blocks, a few calls at the
    /// same time in one memory would fill it.
    pub fn run_alone(self, whole: &Range<u64>, tile: &Range<u64>) -> u64 {
        const BLOCK: u64 = 1 << 20;
        let workload = self.workload();
        let steps = tile.end.saturating_sub(tile.start);
        let blocks = if self.input_bytes(steps) == 0 { 1 } else { steps.div_ceil(BLOCK) };
        let sums =
            slices(tile, blocks).map(|block| workload.run(whole, block.clone(), &workload.input_of(whole, &block)));
        sums.fold(0, u64::wrapping_add)
    }

    /// Estimates how many times as long `steps` steps from 0 take as `other` steps from 0.
    pub fn cost_ratio(self, steps: u64, other: u64) -> f64 {
        let ratio = steps as f64 / other as f64;
        match self {
            // Primes take most of the time, because they are tried up to their square root: n * sqrt(n), but for a logarithm.
            Self::Primes => ratio * ratio.sqrt(),
            Self::DoMath | Self::DoMathSimd | Self::Mandelbrot | Self::Dot => ratio,
        }
    }

    /// Returns the number of steps from 0 that take roughly as long as the lecture's 30 000 000 of `do_math`. It is the first
    /// choice, before anything has been measured on this machine.
    pub fn default_steps(self) -> u64 {
        match self {
            Self::DoMath | Self::DoMathSimd | Self::Dot => 30_000_000,
            Self::Mandelbrot => 250_000,
            Self::Primes => 1_000_000,
        }
    }

    /// Returns the workload itself.
    pub fn workload(self) -> &'static dyn Workload {
        match self {
            Self::DoMath => &DoMath,
            Self::DoMathSimd => &DoMathSimd,
            Self::Mandelbrot => &Mandelbrot,
            Self::Primes => &Primes,
            Self::Dot => &Dot,
        }
    }
}
