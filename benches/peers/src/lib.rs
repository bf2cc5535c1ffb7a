//! The kernel of Every Core, from the same source, with nothing around it but what a peer's own documentation shows.

use every_core::kernel::{self, WorkloadId, slices};
use rayon::prelude::*;
use wasm_bindgen::prelude::*;

#[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
pub use wasm_bindgen_rayon::init_thread_pool;

/// A workload over `0..steps` on the calling thread; `None` if it is not known.
pub fn serial_of(workload: &str, steps: u64) -> Option<u64> {
    let range = 0..steps;
    Some(WorkloadId::from_name(workload)?.workload().run(&range, range.clone(), &[]))
}

/// `do_math` over `0..steps` with rayon's parallel iterators, in `tiles` pieces.
pub fn with_rayon(steps: u64, tiles: u32) -> u64 {
    let pieces: Vec<_> = slices(&(0..steps), u64::from(tiles)).collect();
    // Wrapping, as the kernel's own blocks are added.
    pieces.into_par_iter().with_max_len(1).map(kernel::do_math).reduce(|| 0, u64::wrapping_add)
}

/// For scripts: a workload on the calling thread. 0 if it is not known, which no checksum is.
#[wasm_bindgen(js_name = serial)]
pub fn serial_for_scripts(workload: &str, steps: f64) -> u64 {
    serial_of(workload, steps as u64).unwrap_or(0)
}

/// For scripts: `do_math` on rayon's threads. Blocks, so it is called in a worker.
#[wasm_bindgen(js_name = withRayon)]
pub fn with_rayon_for_scripts(steps: f64, tiles: u32) -> u64 {
    with_rayon(steps as u64, tiles)
}
