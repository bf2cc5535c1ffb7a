//! The parts of a parallel run's time, as exact sums over its timestamps.

use super::Elapsed;
use crate::fields;

/// The times of one worker, milliseconds from the submit instant. They are all 0 if it never got a tile.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WorkerTimes {
    /// Start of its first tile.
    pub begin_ms: f64,
    /// End of its last tile.
    pub end_ms: f64,
    /// Sum of its tiles' durations.
    pub busy_ms: f64,
}

/// The timestamps of one run, from which its loss stack and efficiencies are computed.
#[derive(Clone, Debug, PartialEq)]
pub struct RunTimes {
    /// Time from the submission until the main thread had the result.
    pub elapsed: Elapsed,
    /// One entry per worker.
    pub workers: Vec<WorkerTimes>,
}

impl RunTimes {
    /// Returns the busy time of all workers together.
    pub fn busy_ms(&self) -> f64 {
        self.workers.iter().map(|worker| worker.busy_ms).sum()
    }
}

/// Returns the end of the last tile of all workers, milliseconds from the submit instant.
pub fn joined_ms(workers: &[WorkerTimes]) -> f64 {
    workers.iter().fold(0.0, |latest, worker| latest.max(worker.end_ms))
}

/// The parts of a bar of length `p`, each in units of the elapsed time `T`. They sum to `p` exactly (but for rounding):
/// `p = speedup + inflation + dispatch + gaps + imbalance + join`. The idea is from Eyerman et al., "Speedup stacks", 2012.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossStack {
    /// `T1 / T`.
    pub speedup: f64,
    /// The time by which the same work took longer than serially: `(u - T1) / T`. It can be negative.
    pub inflation: f64,
    /// Waiting for the first tile.
    pub dispatch: f64,
    /// Pauses between tiles.
    pub gaps: f64,
    /// Waiting for the last worker to finish.
    pub imbalance: f64,
    /// Time from the end of the last tile until the page had the result.
    pub join: f64,
}

fields!(LossStack { speedup, inflation, dispatch, gaps, imbalance, join });

impl LossStack {
    /// Returns the sum of the parts, which is the pool size.
    pub fn sum(&self) -> f64 {
        self.speedup + self.inflation + self.dispatch + self.gaps + self.imbalance + self.join
    }
}

/// Returns the loss stack of a run, relative to the serial time of the same round.
pub fn loss_stack(t1: Elapsed, run: &RunTimes) -> LossStack {
    let (joined_ms, elapsed_ms) = (joined_ms(&run.workers), run.elapsed.ms());
    let total = |part: &dyn Fn(&WorkerTimes) -> f64| run.workers.iter().map(part).sum::<f64>() / elapsed_ms;
    LossStack {
        speedup: t1.over(run.elapsed),
        inflation: (run.busy_ms() - t1.ms()) / elapsed_ms,
        dispatch: total(&|worker| worker.begin_ms),
        gaps: total(&|worker| (worker.end_ms - worker.begin_ms) - worker.busy_ms),
        imbalance: total(&|worker| joined_ms - worker.end_ms),
        join: run.workers.len() as f64 * (elapsed_ms - joined_ms) / elapsed_ms,
    }
}

/// The efficiencies that the POP centre of excellence defines. Their product times `p` is exactly the speed-up. A value below 0.8
/// is worth investigating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PopEfficiencies {
    /// Mean busy time divided by the largest.
    pub load_balance: f64,
    /// Largest busy time divided by the elapsed time.
    pub communication: f64,
    /// Serial time divided by the sum of busy times.
    pub compute_scaling: f64,
}

fields!(PopEfficiencies { load_balance, communication, compute_scaling });

/// Returns the POP efficiencies of a run, relative to the serial time of the same round. `None` if the clock was too coarse to see
/// any worker compute.
pub fn pop_efficiencies(t1: Elapsed, run: &RunTimes) -> Option<PopEfficiencies> {
    let (busy_ms, elapsed_ms) = (run.busy_ms(), run.elapsed.ms());
    let largest_ms = run.workers.iter().fold(0.0_f64, |largest, worker| largest.max(worker.busy_ms));
    (largest_ms > 0.0).then(|| PopEfficiencies {
        load_balance: busy_ms / run.workers.len() as f64 / largest_ms,
        communication: largest_ms / elapsed_ms,
        compute_scaling: t1.ms() / busy_ms,
    })
}
