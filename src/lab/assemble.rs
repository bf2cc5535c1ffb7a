//! From what a pool saw to what a report says. Pure.

use super::{LabError, RunReport, TileReport, WorkerReport};
use crate::measure::{Caveat, RunTimes, WorkerTimes};
use crate::pool::{Order, RawRun, Strategy, Tile, WorkerClock};

/// One verified run. It is only made by [`verify`], so a run whose checksum is wrong has no time.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) checksum: u64,
    pub(super) times: RunTimes,
    pub(super) tiles: Vec<Tile>,
    pub(super) frozen_ms: f64,
}

/// Checks that the tiles cover the range exactly once and that the checksum is right.
pub(super) fn verify(
    strategy: Strategy,
    order: &Order,
    workers: u32,
    raw: RawRun,
    frozen_ms: f64,
) -> Result<Sample, LabError> {
    let covered =
        raw.tiles.iter().try_fold(order.range.start, |next, tile| (tile.range.start == next).then_some(tile.range.end));
    if covered != Some(order.range.end) {
        return Err(LabError::NotCovered(strategy));
    }
    let workload = order.workload.workload();
    let expected = workload.expected(&order.range).ok_or(LabError::CannotVerify(order.workload))?;
    if expected != raw.checksum {
        return Err(LabError::WrongChecksum { strategy, expected, got: raw.checksum });
    }
    let times = RunTimes { elapsed_ms: raw.elapsed_ms, workers: worker_times(&raw.tiles, workers as usize) };
    Ok(Sample { checksum: raw.checksum, times, tiles: raw.tiles, frozen_ms })
}

/// Each worker's part, from the tiles; one entry per worker, also for one that never got a tile.
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

/// The report of one verified run.
pub(super) fn run_report(
    order: &Order,
    strategy: Strategy,
    spawn_ms: f64,
    clocks: &[WorkerClock],
    sample: &Sample,
    seed: u32,
    caveats: Vec<Caveat>,
) -> RunReport {
    let per_worker = sample.times.workers.iter().zip(clocks).zip(0..).map(|((times, clock), worker)| WorkerReport {
        worker,
        begin_ms: times.begin_ms,
        end_ms: times.end_ms,
        busy_ms: times.busy_ms,
        tiles: sample.tiles.iter().filter(|tile| tile.worker == worker).count() as u32,
        first_call_ms: clock.first_call_ms,
        clock_error_ms: clock.error_ms,
    });
    let tile_log = sample.tiles.iter().map(|tile| TileReport {
        worker: tile.worker,
        start: tile.range.start,
        end: tile.range.end,
        begin_ms: tile.begin_ms,
        end_ms: tile.end_ms,
    });
    RunReport {
        schema: "every-core/run/1",
        workload: order.workload.name(),
        strategy,
        workers: sample.times.workers.len() as u32,
        steps: order.range.end - order.range.start,
        tiles: order.tiles,
        seed,
        checksum: sample.checksum,
        verified: true,
        spawn_ms,
        elapsed_ms: sample.times.elapsed_ms,
        frozen_ms: sample.frozen_ms,
        per_worker: per_worker.collect(),
        tile_log: tile_log.collect(),
        joined_ms: sample.times.joined_ms(),
        caveats,
    }
}
