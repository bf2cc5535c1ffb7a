//! What may be asked of the lab: typed, and in range by the time it exists.

use crate::pool::Order;
use every_core::kernel::WorkloadId;
use every_core::report::Strategy;

/// A checked request: every field is in its range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Options {
    /// What is computed.
    pub workload: WorkloadId,
    /// How; for a comparison, the strategies set against `serial`.
    pub strategies: Vec<Strategy>,
    /// Pool size, 1..=256; of a sweep, the largest.
    pub workers: u32,
    /// The pool sizes of a sweep, ascending.
    pub sizes: Vec<u32>,
    /// Size of the range, which starts at 0: 1..=10^12.
    pub steps: u64,
    /// How many tiles the range is cut into, 1..=10^6; `None` means one for each worker.
    pub tiles: Option<u32>,
    /// Rounds of a comparison; `None` lets the stop rule choose.
    pub rounds: Option<u32>,
    /// Seed of the order within rounds and of the bootstrap.
    pub seed: u32,
    /// Whether the times of tiles are noted. Not, only to measure what noting them costs.
    pub is_recorded: bool,
    /// Whether a comparison runs each pool's strategy a second time in every round, without noting the times of tiles.
    pub adds_unrecorded: bool,
    /// Whether the observer of a comparison gets the report so far after each round.
    pub wants_partial: bool,
    /// Whether each tile is told to the observer when it is done: a demonstration, never a sample.
    pub is_watched: bool,
}

impl Options {
    /// The order for one strategy on a pool of `workers`, over `steps` steps. There are never more tiles than steps.
    pub(super) fn order(&self, strategy: Strategy, workers: u32, steps: u64) -> Order {
        let wanted = if strategy.is_parallel() { self.tiles.unwrap_or(workers) } else { 1 };
        let tiles = wanted.min(u32::try_from(steps).unwrap_or(u32::MAX));
        let Self { workload, is_recorded, is_watched, .. } = *self;
        Order { workload, range: 0..steps, tiles, is_recorded, is_watched }
    }
}
