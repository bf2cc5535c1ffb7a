//! How much memory a run takes in a pool, which is known before it starts.

use super::Order;

const MIB: u64 = 1 << 20;
/// The size of a page of WebAssembly memory.
const PAGE: u64 = 1 << 16;
/// The most memory that an instance can have. `.cargo/config.toml` sets it with `--max-memory`.
const MOST: u64 = 1 << 30;
/// The program's data, its stack, and everything small.
const BASE: u64 = 16 * MIB;
/// The record of a tile, and its part of the message with all records. Both lists double when they are full.
const TILE: u64 = 200;
/// The most steps that a warm-up reads input for.
pub(super) const WARM_UP_STEPS: u64 = 4_000_000;

/// Returns the most bytes that a memory takes in which tiles of the order are run, and which holds the input of `steps` steps.
fn needed(order: &Order, steps: u64) -> u64 {
    let length = order.range.end - order.range.start;
    let input = |steps: u64| order.workload.input_bytes(steps);
    let pixels = if order.is_painted() { length } else { 0 };
    BASE + input(length.min(WARM_UP_STEPS)) + input(steps) + pixels + TILE * u64::from(order.tiles)
}

/// Returns the number of pages that an isolated worker's memory may grow to. Browsers on phones and with 32-bit addresses reserve as much
/// for each worker, so it is no more than the order needs: one tile's input at a time, and the records of all tiles.
pub(crate) fn isolated_pages(order: &Order) -> u32 {
    let longest = (order.range.end - order.range.start).div_ceil(u64::from(order.tiles.max(1)));
    needed(order, longest).min(MOST).div_ceil(PAGE) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use every_core::kernel::WorkloadId;
    use every_core::report::{MAX_SHARED_WORKERS, MAX_TILES};

    /// A thread's stack of 2 MiB, which wasm-bindgen chooses, and rayon's queue.
    const THREAD: u64 = 2 * MIB + 2 * PAGE;

    fn order(workload: WorkloadId, steps: u64, tiles: u32) -> Order {
        Order { workload, range: 0..steps, tiles, is_recorded: true, is_watched: false }
    }

    #[test]
    fn whatever_the_api_accepts_fits_the_memory_of_a_shared_pool() {
        for workload in WorkloadId::ALL {
            let order = order(workload, workload.max_steps(), MAX_TILES);
            let needed = needed(&order, workload.max_steps()) + THREAD * u64::from(MAX_SHARED_WORKERS);
            assert!(needed <= MOST, "{}: {} MiB", workload.name(), needed / MIB);
        }
    }

    #[test]
    fn an_isolated_worker_reserves_what_its_tiles_need() {
        let small = isolated_pages(&order(WorkloadId::DoMath, 1_000_000_000_000, 128));
        assert_eq!(small, (BASE + 128 * TILE).div_ceil(PAGE) as u32);
        let large = isolated_pages(&order(WorkloadId::Dot, 1 << 26, 1));
        assert!(u64::from(large) * PAGE > 256 * MIB, "one tile of the largest vector needs it whole: {large} pages");
    }
}
