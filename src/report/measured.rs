//! Makes a strategy's part of a report from what was measured. Every number in it is finite: ratios are made of [`Elapsed`] times
//! only, and what cannot be computed is left out.

use super::{RunReport, SetAside, Strategy, StrategyReport};
use crate::measure::{
    Elapsed, Interval, RunTimes, break_even_runs, efficiency, karp_flatt, largest_loss, loss_stack, mad, median,
    pop_efficiencies, tukey_outliers,
};

/// What was measured of one strategy over the rounds.
#[derive(Clone, Debug)]
pub struct Measured {
    /// How it was run.
    pub strategy: Strategy,
    /// Pool size.
    pub workers: u32,
    /// Whether the times of tiles were recorded.
    pub recorded: bool,
    /// The time of each round; at least one.
    pub elapsed: Vec<Elapsed>,
    /// The median ratio over the rounds.
    pub speedup: Interval,
    /// The serial time of the round with the median time, and the timestamps of its run.
    pub middle: (Elapsed, RunTimes),
    /// The median time of making the pool.
    pub spawn_ms: f64,
    /// Whether the clock is too coarse to tell 3 % of these times.
    pub is_coarse: bool,
    /// Number of runs that did not count.
    pub invalid: u32,
    /// The runs that were repeated.
    pub set_aside: Vec<SetAside>,
    /// The report of the run with the median time.
    pub median_run: RunReport,
}

impl Measured {
    /// Returns the part of the report.
    pub fn report(self) -> StrategyReport {
        let Self { strategy, workers, recorded, speedup, spawn_ms, .. } = self;
        let samples_ms: Vec<f64> = self.elapsed.iter().map(|time| time.ms()).collect();
        let median_ms = median(&samples_ms);
        let (t1, run) = &self.middle;
        let is_parallel = strategy.is_parallel();
        let stack = (is_parallel && recorded).then(|| loss_stack(*t1, run));
        StrategyReport {
            strategy,
            recorded,
            median_ms,
            mad_ms: mad(&samples_ms),
            speedup: speedup.value,
            speedup_low: speedup.low,
            speedup_high: speedup.high,
            confidence: speedup.confidence(),
            resolved: speedup.is_resolved() && !self.is_coarse,
            invalid: self.invalid,
            outliers: tukey_outliers(&samples_ms).into_iter().map(|index| index as u32).collect(),
            set_aside: self.set_aside,
            spawn_ms,
            largest_loss: stack.as_ref().map(|stack| largest_loss(stack).0),
            efficiency: is_parallel.then(|| efficiency(speedup.value, workers)),
            karp_flatt: is_parallel.then(|| karp_flatt(speedup.value, workers)).flatten(),
            break_even_runs: is_parallel
                .then(|| break_even_runs(spawn_ms, speedup.value * median_ms, median_ms))
                .flatten(),
            pop: stack.and_then(|_| pop_efficiencies(*t1, run)),
            stack,
            median_run: self.median_run,
            samples_ms,
        }
    }
}
