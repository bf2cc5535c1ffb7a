//! The kernel of Every Core with bare rayon: only what a peer's own documentation shows.

use every_core::kernel::{self, WorkloadId, slices};
use rayon::prelude::*;
use wasm_bindgen::prelude::*;

#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
pub use wasm_bindgen_rayon::init_thread_pool;

/// Runs a workload over `0..steps` on the calling thread. Returns `None` for an unknown workload.
pub fn serial_of(workload: &str, steps: u64) -> Option<u64> {
    let range = 0..steps;
    Some(WorkloadId::from_name(workload)?.workload().run(&range, range.clone(), &[]))
}

/// Runs `do_math` over `0..steps` in `tiles` pieces with rayon's parallel iterators.
pub fn with_rayon(steps: u64, tiles: u32) -> u64 {
    let pieces: Vec<_> = slices(&(0..steps), u64::from(tiles)).collect();
    // Additions wrap, as in the kernel.
    pieces.into_par_iter().with_max_len(1).map(kernel::do_math).reduce(|| 0, u64::wrapping_add)
}

/// Runs a workload on the calling thread, for scripts. Returns 0 for an unknown workload, which is not a right checksum.
#[wasm_bindgen(js_name = serial)]
pub fn serial_for_scripts(workload: &str, steps: f64) -> u64 {
    serial_of(workload, steps as u64).unwrap_or(0)
}

/// Runs `do_math` on rayon's threads, for scripts. It blocks, so call it in a worker.
#[wasm_bindgen(js_name = withRayon)]
pub fn with_rayon_for_scripts(steps: f64, tiles: u32) -> u64 {
    with_rayon(steps as u64, tiles)
}
