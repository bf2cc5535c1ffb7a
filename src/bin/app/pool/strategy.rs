//! What every strategy takes, does and gives back.

use std::ops::Range;
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use super::{PoolError, Tile};
use every_core::kernel::WorkloadId;
use every_core::report::Strategy;

/// One run that is asked for: a workload over a range, cut into tiles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// What is computed.
    pub workload: WorkloadId,
    /// Over which steps.
    pub range: Range<u64>,
    /// Into how many tiles the range is cut, at least 1.
    pub tiles: u32,
    /// Whether each tile's times are noted. Not, only to measure what noting them costs.
    pub is_recorded: bool,
    /// Whether each tile is told to a [`Watcher`] when it is done: a demonstration, never a sample.
    pub is_watched: bool,
}

/// Pictures of more pixels are computed and not painted.
const MOST_PAINTED: u64 = 4_194_304;

impl Order {
    /// Whether the pixels of its tiles are kept and told.
    pub(super) fn is_painted(&self) -> bool {
        self.is_watched && self.workload == WorkloadId::Mandelbrot && self.range.end - self.range.start <= MOST_PAINTED
    }

    /// Whether both read the same input.
    pub(super) fn reads_the_same(&self, other: &Self) -> bool {
        self.workload == other.workload && self.range == other.range
    }
}

/// A tile of a watched run, done just now. Its times are milliseconds from the submit instant.
#[derive(Clone, Debug)]
pub(crate) struct SeenTile {
    /// The tile.
    pub tile: Tile,
    /// Its pixels, one byte each, if the order is painted.
    pub pixels: Rc<[u8]>,
}

/// Whoever watches a run.
pub(crate) type Watcher = Rc<dyn Fn(SeenTile)>;

/// What was seen of one run; nothing is verified yet. Times are milliseconds from the submit instant `t0`.
#[derive(Clone, Debug)]
pub(crate) struct RawRun {
    /// The checksum of the whole range, as the strategy added it up.
    pub checksum: u64,
    /// `t1 - t0`: from the submission until the result was in the page thread's hands.
    pub elapsed_ms: f64,
    /// Every tile, in the order of the range.
    pub tiles: Vec<Tile>,
}

/// What is known of one worker's clock and of its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct WorkerClock {
    /// Duration of the first, cold call of the workload in this worker's instance, milliseconds.
    pub first_call_ms: f64,
    /// How far its clock is ahead of the page's, milliseconds: 0 unless the handshake shows that it is not.
    pub offset_ms: f64,
    /// How far off that may be, milliseconds: half the round trip of the handshake.
    pub error_ms: f64,
}

/// A strategy that is ready to run. Dropping it ends its workers, whatever they are doing.
pub(crate) trait Executor {
    /// Which strategy this is.
    fn strategy(&self) -> Strategy;

    /// Number of workers; 1 on the main thread.
    fn workers(&self) -> u32;

    /// From the request for the pool until its last worker was ready, milliseconds; 0 where there is no pool.
    fn spawn_ms(&self) -> f64;

    /// Runs small tiles of the order on every worker until their rates are steady, and compares their clocks with the
    /// page's. Nothing of it is part of a sample.
    fn warm_up<'a>(&'a mut self, order: &'a Order) -> LocalBoxFuture<'a, Result<Vec<WorkerClock>, PoolError>>;

    /// Runs the order once. A `watcher` hears of each tile of a watched order.
    fn run<'a>(
        &'a mut self,
        order: &'a Order,
        watcher: Option<Watcher>,
    ) -> LocalBoxFuture<'a, Result<RawRun, PoolError>>;
}
