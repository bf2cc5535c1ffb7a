//! The interface of every strategy: what it takes, does and returns.

use std::ops::Range;
use std::rc::Rc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{PoolError, Tile};
use every_core::kernel::WorkloadId;
use every_core::report::Strategy;

/// One requested run: a workload over a range, cut into tiles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub workload: WorkloadId,
    /// The steps to compute.
    pub range: Range<u64>,
    /// The number of tiles into which the range is cut, at least 1.
    pub tiles: u32,
    /// Whether each tile's times are recorded. It is false only to measure what recording costs.
    pub is_recorded: bool,
    /// Whether a [`Watcher`] is called with each tile when it is done. A watched run is a demonstration, never a sample.
    pub is_watched: bool,
}

/// The most pixels that are painted. A larger picture is computed but not painted.
const MOST_PAINTED: u64 = 4_194_304;

impl Order {
    /// Whether the pixels of its tiles are kept and sent to the watcher.
    pub(super) fn is_painted(&self) -> bool {
        self.is_watched && self.workload == WorkloadId::Mandelbrot && self.range.end - self.range.start <= MOST_PAINTED
    }

    pub(super) fn reads_the_same(&self, other: &Self) -> bool {
        self.workload == other.workload && self.range == other.range
    }
}

/// A tile of a watched run that was just computed. Its times are milliseconds from the submit instant.
#[derive(Clone, Debug)]
pub(crate) struct SeenTile {
    pub tile: Tile,
    /// Its pixels, one byte each, if the order is painted.
    pub pixels: Rc<[u8]>,
}

/// A callback that receives each tile of a watched run.
pub(crate) type Watcher = Rc<dyn Fn(SeenTile)>;

/// The result of one run before it is verified. Times are milliseconds from the submit instant `t0`.
#[derive(Clone, Debug)]
pub(crate) struct RawRun {
    /// The checksum of the whole range, the sum over the tiles.
    pub checksum: u64,
    /// `t1 - t0`: from the submission until the page's thread received the result.
    pub elapsed_ms: f64,
    /// Every tile, in the order of the range.
    pub tiles: Vec<Tile>,
}

/// The measurements of one worker's clock and of its start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct WorkerClock {
    /// Duration of the first, cold call of the workload in this worker's instance, milliseconds.
    pub first_call_ms: f64,
    /// How far its clock is ahead of the page's, milliseconds. It is 0 unless the handshake shows an offset.
    pub offset_ms: f64,
    /// The largest error of that offset, milliseconds: half the round trip of the handshake.
    pub error_ms: f64,
}

impl WorkerClock {
    /// Returns the measurements of a worker whose clock is not yet compared with the page's.
    pub(super) fn after(first_call_ms: f64) -> Self {
        Self { first_call_ms, ..Self::default() }
    }
}

/// A strategy that is ready to run. Dropping it ends its workers, even in the middle of a task.
#[async_trait(?Send)]
pub(crate) trait Executor {
    fn strategy(&self) -> Strategy;

    /// Returns the number of workers; 1 for `serial`, and the number of tasks for `interleaved`.
    fn workers(&self) -> u32;

    /// Returns the time from the request for the pool until its last worker was ready, milliseconds; 0 if there is no pool.
    fn spawn_ms(&self) -> f64;

    /// Returns why there are fewer workers than were asked for; `None` if there are not.
    fn shortfall(&self) -> Option<&PoolError> {
        None
    }

    /// Runs small tiles of the order on every worker until their rates are steady, and compares their clocks with the page's.
    /// None of this is part of a sample.
    async fn warm_up(&mut self, order: &Order) -> Result<Vec<WorkerClock>, PoolError>;

    /// Runs the order once. If the order is watched, `watcher` is called with each tile.
    async fn run(&mut self, order: &Order, watcher: Option<Watcher>) -> Result<RawRun, PoolError>;
}
