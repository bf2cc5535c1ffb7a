//! The workloads, one file each, and [`Workload`], the trait they share. The module uses no browser and no clock.

use std::ops::Range;

mod do_math;
mod do_math_simd;
mod dot;
mod mandelbrot;
mod picture;
mod primes;
mod sieve;
mod slices;
mod workload_id;

pub use do_math::{DoMath, do_math};
pub use do_math_simd::{DoMathSimd, do_math_simd};
pub use dot::Dot;
pub use mandelbrot::{MAX_ITERATIONS, Mandelbrot, mandelbrot_painted, mandelbrot_pixels};
pub use picture::Picture;
pub use primes::Primes;
pub use slices::{slice, slices};
pub use workload_id::WorkloadId;

/// A CPU-bound function over an integer range, whose checksum does not depend on how the range is split.
pub trait Workload: Sync {
    /// Returns the data that the workload reads: one element per step of `whole`, or nothing if the range alone is enough.
    /// The part that belongs to a tile is `input[tile.start - whole.start .. tile.end - whole.start]`.
    fn input(&self, whole: &Range<u64>) -> Vec<u32> {
        self.input_of(whole, whole)
    }

    /// Returns the part of the input of `whole` that belongs to `tile`.
    fn input_of(&self, _whole: &Range<u64>, _tile: &Range<u64>) -> Vec<u32> {
        Vec::new()
    }

    /// Computes one tile of the range `whole` and returns its checksum. The checksums of the tiles of a partition of
    /// `whole`, added as wrapping `u64`, are the checksum of `whole`, for every partition and order.
    ///
    /// `tile` lies within `whole`, which ends at 10^12 or below. `input` holds the elements of `tile` only (empty for
    /// workloads without input). It allocates nothing.
    fn run(&self, whole: &Range<u64>, tile: Range<u64>, input: &[u32]) -> u64;

    /// Returns the checksum of `whole`, found by a cheaper method than running it; `None` if there is no such method.
    fn expected(&self, whole: &Range<u64>) -> Option<u64>;
}
