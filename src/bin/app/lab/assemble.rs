//! Turns what a pool recorded into samples and reports. Pure.

use std::rc::Rc;

use super::LabError;
use crate::pool::{Executor, Order, RawRun, Tile, WorkerClock};
use every_core::measure::{Caveat, SampleStatus, WorkerTimes, joined_ms};
use every_core::report::{RunReport, Strategy, TileReport, WorkerReport};

/// A verified run. Only [`verify`] makes one, so a run with a wrong checksum has no time.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) strategy: Strategy,
    pub(super) order: Order,
    pub(super) checksum: u64,
    pub(super) elapsed_ms: f64,
    /// One entry per worker.
    pub(super) workers: Vec<WorkerTimes>,
    /// Every tile in the order of the range. `contender::thin` may drop them to save memory.
    pub(super) tiles: Vec<Tile>,
    pub(super) tile_count: u32,
    pub(super) spawn_ms: f64,
    pub(super) frozen_ms: f64,
    pub(super) clocks: Rc<[WorkerClock]>,
    pub(super) status: SampleStatus,
    /// Why earlier attempts at this sample did not count, with the times of those that ended.
    pub(super) set_aside: Vec<(SampleStatus, Option<f64>)>,
    /// Whether a `Pool` of the learner was at work during the run.
    pub(super) beside_busy_pool: bool,
}

/// Checks that the tiles cover the range exactly once and that the checksum is right.
pub(super) fn verify(executor: &dyn Executor, order: &Order, raw: RawRun, reference: u64) -> Result<Sample, LabError> {
    let strategy = executor.strategy();
    let covered =
        raw.tiles.iter().try_fold(order.range.start, |next, tile| (tile.range.start == next).then_some(tile.range.end));
    if covered != Some(order.range.end) {
        return Err(LabError::NotCovered(strategy));
    }
    if reference != raw.checksum {
        return Err(LabError::WrongChecksum { strategy, expected: reference, got: raw.checksum });
    }
    let workers = worker_times(&raw.tiles, executor.workers() as usize);
    Ok(Sample {
        strategy,
        order: order.clone(),
        checksum: raw.checksum,
        elapsed_ms: raw.elapsed_ms,
        workers,
        tile_count: raw.tiles.len() as u32,
        tiles: raw.tiles,
        spawn_ms: executor.spawn_ms(),
        frozen_ms: 0.0,
        clocks: Rc::default(),
        status: SampleStatus::Valid,
        set_aside: Vec::new(),
        beside_busy_pool: false,
    })
}

/// Sums up each worker's tiles. There is one entry per worker, even if the worker got no tile.
fn worker_times(tiles: &[Tile], workers: usize) -> Vec<WorkerTimes> {
    let mut times = vec![WorkerTimes::default(); workers];
    for tile in tiles {
        let Some(worker) = times.get_mut(tile.worker as usize) else { continue };
        let first = worker.busy_ms == 0.0 && worker.end_ms == 0.0;
        worker.begin_ms = if first { tile.begin_ms } else { worker.begin_ms.min(tile.begin_ms) };
        worker.end_ms = worker.end_ms.max(tile.end_ms);
        worker.busy_ms += tile.end_ms - tile.begin_ms;
    }
    times
}

pub(super) fn run_report(sample: &Sample, seed: u32, caveats: Vec<Caveat>) -> RunReport {
    let mut tiles_of = vec![0; sample.workers.len()];
    for tile in &sample.tiles {
        if let Some(count) = tiles_of.get_mut(tile.worker as usize) {
            *count += 1;
        }
    }
    let workers = sample.workers.iter().zip(sample.clocks.iter()).zip(tiles_of).zip(0..);
    let per_worker = workers.map(|(((times, clock), tiles), worker)| WorkerReport {
        worker,
        begin_ms: times.begin_ms,
        end_ms: times.end_ms,
        busy_ms: times.busy_ms,
        tiles,
        first_call_ms: clock.first_call_ms,
        clock_error_ms: clock.error_ms,
    });
    let recorded = sample.tiles.iter().filter(|_| sample.order.is_recorded);
    let tile_log = recorded.map(|tile| TileReport {
        worker: tile.worker,
        start: tile.range.start,
        end: tile.range.end,
        begin_ms: tile.begin_ms,
        end_ms: tile.end_ms,
    });
    RunReport {
        schema: "every-core/run/1",
        workload: sample.order.workload,
        strategy: sample.strategy,
        workers: sample.workers.len() as u32,
        steps: sample.order.range.end - sample.order.range.start,
        tiles: sample.tile_count,
        seed,
        checksum: sample.checksum,
        verified: true,
        spawn_ms: sample.spawn_ms,
        elapsed_ms: sample.elapsed_ms,
        frozen_ms: sample.frozen_ms,
        per_worker: per_worker.collect(),
        tile_log: tile_log.collect(),
        joined_ms: joined_ms(&sample.workers),
        caveats,
    }
}
