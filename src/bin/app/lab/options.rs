//! The options of an experiment. They are typed, and checked before an `Options` is made.

use crate::pool::Order;
use every_core::kernel::WorkloadId;
use every_core::report::Strategy;

/// A checked request: every field is in its range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Options {
    pub workload: WorkloadId,
    /// The strategies to run. A comparison compares each with `serial`.
    pub strategies: Vec<Strategy>,
    /// The pool size, 1..=256. For a sweep, the largest one.
    pub workers: u32,
    /// Whether a pool may have fewer workers if the browser has no room for that many.
    pub takes_fewer: bool,
    /// The pool sizes of a sweep, ascending.
    pub sizes: Vec<u32>,
    /// The size of the range, which starts at 0: 1..=10^12.
    pub steps: u64,
    /// The number of tiles, 1..=10^6; `None` means one for each worker.
    pub tiles: Option<u32>,
    /// The number of rounds of a comparison; `None` lets the stop rule choose.
    pub rounds: Option<u32>,
    /// Whether the rounds are added to those of the last comparison that was kept, if it had the same seed and the same contenders. The
    /// report is then over all of them. Without such a comparison it begins anew.
    pub continues: bool,
    /// Whether the rounds of this comparison are kept for one that continues it.
    pub is_kept: bool,
    /// The seed of the order within rounds.
    pub seed: u32,
    /// Whether the times of tiles are recorded. It is false only to measure what recording costs.
    pub is_recorded: bool,
    /// Whether a comparison runs each pool's strategy a second time in every round, without recording the times of tiles.
    pub adds_unrecorded: bool,
    /// Whether the observer of a comparison gets the report so far, after each round but the last.
    pub wants_partial: bool,
    /// Whether the observer gets each tile when it is done. A watched run is a demonstration, never a sample.
    pub is_watched: bool,
}

impl Options {
    /// Returns the order for one strategy on a pool of `workers`, over `steps` steps. It never has more tiles than steps.
    pub(super) fn order(&self, strategy: Strategy, workers: u32, steps: u64) -> Order {
        let wanted = if strategy.is_parallel() { self.tiles.unwrap_or(workers) } else { 1 };
        let tiles = wanted.min(u32::try_from(steps).unwrap_or(u32::MAX));
        let Self { workload, is_recorded, is_watched, .. } = *self;
        Order { workload, range: 0..steps, tiles, is_recorded, is_watched }
    }
}
