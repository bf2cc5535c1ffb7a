//! The reports of the JavaScript API, field by field: `every-core/run/1` and `every-core/compare/1`. The reports over several
//! sizes are in `sizes.rs`.
//!
//! Durations are milliseconds; integers that may pass 2^53 are decimal strings.

use super::Strategy;
use crate::fields;
use crate::kernel::WorkloadId;
use crate::measure::{Caveat, Loss, LossStack, PopEfficiencies};
use crate::plain::Digits;

/// One run of one strategy. A report is made only if the checksum was right: a wrong run gets no time.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// Always `every-core/run/1`.
    pub schema: &'static str,
    /// The workload, by its name.
    pub workload: WorkloadId,
    /// How it was run.
    pub strategy: Strategy,
    /// Pool size; the number of tasks for `interleaved`; 1 for `serial`.
    pub workers: u32,
    /// Size of the range.
    pub steps: u64,
    /// Number of tiles the range was cut into.
    pub tiles: u32,
    /// Seed of the order within rounds, kept so that a run can be repeated.
    pub seed: u32,
    /// The verified checksum.
    pub checksum: u64,
    /// Always true, because a run with a wrong checksum gets no report.
    pub verified: bool,
    /// Time from the request for a pool until its last worker was ready; 0 for strategies without a pool.
    pub spawn_ms: f64,
    /// Time from the submission on the main thread until the main thread had the result.
    pub elapsed_ms: f64,
    /// The longest gap between two frames of the page during the run.
    pub frozen_ms: f64,
    /// One entry per worker, also for a worker that never got a tile.
    pub per_worker: Vec<WorkerReport>,
    /// One entry per tile, in the order of the range; empty if recording was switched off.
    pub tile_log: Vec<TileReport>,
    /// Time from the submit instant until the last tile ended.
    pub joined_ms: f64,
    /// What the reader should know before trusting the figures.
    pub caveats: Vec<Caveat>,
}

/// The work of one worker, in milliseconds from the submit instant.
#[derive(Clone, Copy, Debug)]
pub struct WorkerReport {
    /// Index of the worker, from 0.
    pub worker: u32,
    /// Start of its first tile; 0 if it never got one.
    pub begin_ms: f64,
    /// End of its last tile; 0 if it never got one.
    pub end_ms: f64,
    /// Sum of its tiles' durations.
    pub busy_ms: f64,
    /// Number of tiles it computed.
    pub tiles: u32,
    /// Duration of the first, cold call in this worker's instance, before the warm-up. For the page's own thread it is the first of
    /// this workload since the page was loaded.
    pub first_call_ms: f64,
    /// The largest error of its times on the page's clock, from the handshake.
    pub clock_error_ms: f64,
}

/// One tile: the steps `start..end`, computed by `worker`, in milliseconds from the submit instant.
#[derive(Clone, Copy, Debug)]
pub struct TileReport {
    /// Index of the worker, from 0.
    pub worker: u32,
    /// First step of the tile.
    pub start: u64,
    /// One past its last step.
    pub end: u64,
    /// Start of the tile.
    pub begin_ms: f64,
    /// End of the tile.
    pub end_ms: f64,
}

/// A comparison of `serial` with other strategies over several rounds, with intervals.
#[derive(Clone, Debug)]
pub struct CompareReport {
    /// Always `every-core/compare/1`.
    pub schema: &'static str,
    /// The workload, by its name.
    pub workload: WorkloadId,
    /// Pool size of the parallel strategies.
    pub workers: u32,
    /// Size of the range.
    pub steps: u64,
    /// Seed of the order within rounds.
    pub seed: u32,
    /// Rounds completed.
    pub rounds: u32,
    /// Duration of the whole comparison, spawning included.
    pub took_ms: f64,
    /// One entry per strategy, `serial` first.
    pub strategies: Vec<StrategyReport>,
    /// The pool to name first; missing if there is none. It is `shared` where that was run, unless `isolated` is faster with
    /// certainty, so that no pool is named for its luck.
    pub fastest: Option<Strategy>,
    /// The pools that have fewer workers than were asked for, or none.
    pub shortfalls: Vec<Shortfall>,
    /// What the reader should know before trusting the figures.
    pub caveats: Vec<Caveat>,
}

/// A pool that has fewer workers than were asked for.
#[derive(Clone, Debug)]
pub struct Shortfall {
    /// How it was to be run.
    pub strategy: Strategy,
    /// The number of workers that it has; 0 if it was left out.
    pub workers: u32,
    /// One sentence, with what to do next.
    pub reason: String,
}

/// One strategy's part of a comparison.
#[derive(Clone, Debug)]
pub struct StrategyReport {
    /// How it was run.
    pub strategy: Strategy,
    /// Whether the times of tiles were recorded.
    pub recorded: bool,
    /// Every sample, in the order of the rounds.
    pub samples_ms: Vec<f64>,
    /// Median of the samples.
    pub median_ms: f64,
    /// Median absolute deviation of the samples.
    pub mad_ms: f64,
    /// Median over rounds of `T1 / T`; 1 for `serial`.
    pub speedup: f64,
    /// Lower end of the 95 % interval of the speed-up; of fewer than six rounds, the lowest value.
    pub speedup_low: f64,
    /// Upper end of the 95 % interval of the speed-up; of fewer than six rounds, the highest value.
    pub speedup_high: f64,
    /// The confidence of the interval: 0.95, or less if it is the range of fewer than six rounds.
    pub confidence: f64,
    /// Whether the interval's half-width is at most 3 % of the speed-up, over at least twelve rounds.
    pub resolved: bool,
    /// Number of runs that did not count (page hidden, machine asleep, worker lost). Each was run again, at most twice; a third
    /// invalid run is kept among the samples, with a caveat.
    pub invalid: u32,
    /// Indices into `samples_ms` of Tukey outliers: marked, never dropped.
    pub outliers: Vec<u32>,
    /// The runs that did not count and were run again, with their times. They are in no other figure.
    pub set_aside: Vec<SetAside>,
    /// Time from the request for the pool until its last worker was ready; 0 for strategies without a pool.
    pub spawn_ms: f64,
    /// Where the median run's time went; only for pools.
    pub stack: Option<LossStack>,
    /// The part of the stack to look at first; only for pools.
    pub largest_loss: Option<Loss>,
    /// `speedup / workers`; only for pools.
    pub efficiency: Option<f64>,
    /// The experimentally determined serial fraction; only for pools of two and more.
    pub karp_flatt: Option<f64>,
    /// Number of runs after which the pool has saved the time of its spawn; missing if it never does.
    pub break_even_runs: Option<u64>,
    /// POP efficiencies of the median run; only for pools.
    pub pop: Option<PopEfficiencies>,
    /// The run with the median elapsed time. `serial` has one too, because its `frozenMs` is the page's freeze.
    pub median_run: RunReport,
}

/// A run that did not count.
#[derive(Clone, Copy, Debug)]
pub struct SetAside {
    /// The round that it was in, from 1.
    pub round: u32,
    /// Why it did not count.
    pub reason: Caveat,
    /// Its time; missing if it never ended.
    pub elapsed_ms: Option<f64>,
}

impl CompareReport {
    /// Returns the pool to name first; `None` if no pool could run.
    pub fn best_pool(&self) -> Option<&StrategyReport> {
        let pools = || self.strategies.iter().filter(|entry| entry.strategy.is_parallel() && entry.recorded);
        let named = pools().find(|pool| Some(pool.strategy) == self.fastest);
        // Reports of earlier versions do not name one.
        named.or_else(|| pools().max_by(|a, b| a.speedup.total_cmp(&b.speedup)))
    }

    /// Returns the times of `serial` and of an entry in the round whose ratio is nearest to the entry's speed-up, milliseconds.
    pub fn middle_round(&self, entry: &StrategyReport) -> Option<(f64, f64)> {
        let serial_ms = self.strategies.first()?.samples_ms.iter().copied();
        let away = |&(serial_ms, ms): &(f64, f64)| (serial_ms / ms - entry.speedup).abs();
        serial_ms.zip(entry.samples_ms.iter().copied()).min_by(|a, b| away(a).total_cmp(&away(b)))
    }
}

fields!(RunReport "every-core/run/1" { workload, strategy, workers, steps, tiles, seed, checksum as Digits, verified, spawn_ms, elapsed_ms, frozen_ms, per_worker, tile_log, joined_ms, caveats });
fields!(WorkerReport { worker, begin_ms, end_ms, busy_ms, tiles, first_call_ms, clock_error_ms });
fields!(TileReport { worker, start, end, begin_ms, end_ms });
fields!(CompareReport "every-core/compare/1" { workload, workers, steps, seed, rounds, took_ms, strategies, fastest, shortfalls, caveats });
fields!(Shortfall { strategy, workers, reason });
fields!(StrategyReport {
    strategy,
    recorded,
    samples_ms,
    median_ms,
    mad_ms,
    speedup,
    speedup_low,
    speedup_high,
    confidence,
    resolved,
    invalid,
    outliers,
    set_aside,
    spawn_ms,
    stack,
    largest_loss,
    efficiency,
    karp_flatt,
    break_even_runs,
    pop,
    median_run
});
fields!(SetAside { round, reason, elapsed_ms });
