//! A contender: what is compared with others in every round, with its samples.

use super::assemble::Sample;
use super::bench::Bench;
use super::reference::reference;
use super::run::too_short;
use super::session::environment;
use super::{LabError, Observer, Options};
use crate::pool::{Order, PoolError};
use every_core::measure::{Elapsed, RunTimes, median};
use every_core::report::Strategy;

/// The most tiles whose times are kept for each contender, over all its rounds: some tens of megabytes.
const KEPT_TILES: usize = 400_000;

/// A strategy, with its pool size and order, that is run once in every round.
pub(super) struct Contender {
    pub(super) strategy: Strategy,
    pub(super) workers: u32,
    /// The number of workers that was asked for.
    pub(super) asked: u32,
    pub(super) order: Order,
    /// The index of the contender whose time is `T1`.
    pub(super) baseline: usize,
    /// The samples, one per round.
    pub(super) samples: Vec<Sample>,
    /// The time of each sample.
    pub(super) elapsed: Vec<Elapsed>,
    /// The error that excludes it from further rounds.
    pub(super) failed: Option<LabError>,
    /// Why its pool has fewer workers than were asked for.
    pub(super) shortfall: Option<PoolError>,
    pub(super) bench: Option<Bench>,
}

/// What happens to a pool between two rounds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pools {
    /// The pool is kept for the next round.
    Kept,
    /// The pool is ended, and spawned again in the next round, so that pools of many sizes never wait side by side.
    MadeAnew,
}

impl Contender {
    pub(super) fn new(options: &Options, strategy: Strategy, workers: u32, steps: u64, baseline: usize) -> Self {
        let order = options.order(strategy, workers, steps);
        let workers = if strategy == Strategy::Serial { 1 } else { workers };
        Self {
            strategy,
            workers,
            asked: workers,
            order,
            baseline,
            samples: Vec::new(),
            elapsed: Vec::new(),
            failed: None,
            shortfall: None,
            bench: None,
        }
    }

    /// Returns the same contender without recording, on a pool of its own. The difference is what recording costs.
    pub(super) fn unrecorded(&self, options: &Options) -> Self {
        let steps = self.order.range.end;
        let mut twin = Self::new(options, self.strategy, self.workers, steps, self.baseline);
        twin.order.is_recorded = false;
        twin
    }

    /// Whether the same was asked for as for another one, so that the samples of both belong together.
    pub(super) fn is_the_same_as(&self, other: &Self) -> bool {
        // A pool that has fewer workers has fewer tiles.
        let tiles = if self.shortfall.is_some() { other.order.tiles } else { self.order.tiles };
        (self.strategy, self.asked, self.baseline) == (other.strategy, other.asked, other.baseline)
            && Order { tiles, ..self.order.clone() } == other.order
    }

    /// Whether its runs are split into losses.
    pub(super) fn has_stack(&self) -> bool {
        self.strategy.is_parallel() && self.order.is_recorded
    }

    pub(super) fn elapsed_ms(&self) -> Vec<f64> {
        self.elapsed.iter().map(|time| time.ms()).collect()
    }

    /// Returns the timestamps of the run of a round, counted from 0.
    pub(super) fn times(&self, round: usize) -> Option<RunTimes> {
        Some(RunTimes { elapsed: *self.elapsed.get(round)?, workers: self.samples.get(round)?.workers.clone() })
    }

    /// Returns the round with the (lower) median time. It is a real run, because parts of different runs do not sum. Where logs
    /// were dropped, it is the round with a log whose time is nearest to the median.
    pub(super) fn median_round(&self) -> Option<usize> {
        let elapsed_ms = self.elapsed_ms();
        let mut sorted = elapsed_ms.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let middle_ms = *sorted.get(sorted.len().checked_sub(1)? / 2)?;
        let with_log = (0..elapsed_ms.len()).filter(|&round| !self.samples[round].tiles.is_empty());
        with_log.min_by(|&a, &b| (elapsed_ms[a] - middle_ms).abs().total_cmp(&(elapsed_ms[b] - middle_ms).abs()))
    }

    /// Spawns and warms up the bench. Before the first sample, its pool may have fewer workers if the options allow it.
    pub(super) async fn prepare(&mut self, options: &Options, observer: &Observer) -> Result<Bench, LabError> {
        let takes_fewer = options.takes_fewer && self.samples.is_empty();
        let bench = Bench::prepare(self.strategy, self.workers, takes_fewer, &self.order, observer).await?;
        if let Some(shortfall) = &bench.shortfall {
            let order = options.order(self.strategy, bench.workers(), self.order.range.end);
            self.order.tiles = order.tiles;
            self.workers = bench.workers();
            self.shortfall = Some(shortfall.clone());
        }
        Ok(bench)
    }

    /// Prepares the bench if there is none, and takes one sample.
    pub(super) async fn sample(&mut self, options: &Options, observer: &Observer) -> Result<(), LabError> {
        let reference = reference(&self.order, observer).await?;
        let mut bench = match self.bench.take() {
            Some(bench) => bench,
            None => self.prepare(options, observer).await?,
        };
        let sample = bench.sample(&self.order, reference, observer).await?;
        let resolution_ms = environment().timer_resolution_ms;
        let Some(elapsed) = Elapsed::new(sample.elapsed_ms, resolution_ms) else {
            return Err(too_short(self.strategy, self.workers, &self.order, resolution_ms).await);
        };
        self.samples.push(sample);
        self.elapsed.push(elapsed);
        self.bench = Some(bench);
        thin(&mut self.samples, KEPT_TILES);
        Ok(())
    }
}

/// Drops the logs of the samples furthest from the median until at most `most` tiles are left. It always keeps one log.
fn thin(samples: &mut [Sample], most: usize) {
    loop {
        let kept = samples.iter().filter(|sample| !sample.tiles.is_empty()).count();
        if kept <= 1 || samples.iter().map(|sample| sample.tiles.len()).sum::<usize>() <= most {
            return;
        }
        let middle_ms = median(&samples.iter().map(|sample| sample.elapsed_ms).collect::<Vec<_>>());
        let distance = |sample: &Sample| (sample.elapsed_ms - middle_ms).abs();
        let with_log = samples.iter_mut().filter(|sample| !sample.tiles.is_empty());
        if let Some(furthest) = with_log.max_by(|a, b| distance(a).total_cmp(&distance(b))) {
            furthest.tiles = Vec::new();
        }
    }
}
