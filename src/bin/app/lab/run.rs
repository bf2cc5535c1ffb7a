//! Runs one strategy once, and calibrates: finds how many steps take a given time.

use super::assemble::run_report;
use super::bench::Bench;
use super::reference::reference;
use super::session::take_turn;
use super::summary::caveats_of;
use super::{Cancel, LabError, Observer, Options, Progress};
use crate::pool::{Executor, Order, Serial};
use every_core::kernel::WorkloadId;
use every_core::measure::{Trials, round_numbers};
use every_core::report::{RunReport, Strategy};

/// Runs the first of `options.strategies` once.
///
/// # Errors
/// [`LabError`] if it is cancelled, the pool fails, or the checksum is wrong.
pub(crate) async fn run(options: Options, cancel: Cancel, observer: Observer) -> Result<RunReport, LabError> {
    let strategy = options.strategies.first().copied().unwrap_or(Strategy::Serial);
    take_turn(&cancel, async {
        let workers = if strategy == Strategy::Serial { 1 } else { options.workers };
        let order = options.order(strategy, workers, options.steps);
        let reference = reference(&order, &observer).await?;
        let mut bench = Bench::prepare(strategy, workers, &order, &observer).await?;
        let (round, rounds, freezes) = (1, 1, strategy.freezes_page());
        observer(Progress::Running { strategy, workers, round, rounds, expected_ms: f64::NAN, freezes });
        let sample = bench.sample(&order, reference, &observer).await?;
        let elapsed_ms = sample.times.elapsed_ms;
        observer(Progress::Sampled { strategy, round, rounds, elapsed_ms, done: 1, total: 1 });
        Ok(run_report(&sample, options.seed, caveats_of(&sample)))
    })
    .await
}

/// An estimate of how long a workload takes here, from short trials that agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Calibration {
    workload: WorkloadId,
    trial_steps: u64,
    trial_ms: f64,
}

impl Calibration {
    /// Returns the time that `steps` steps are expected to take serially, milliseconds.
    pub(crate) fn expected_ms(&self, steps: u64) -> f64 {
        self.trial_ms * self.workload.cost_ratio(steps, self.trial_steps)
    }

    /// Returns the largest round number of steps that is expected to take at most `target_ms` serially.
    pub(crate) fn steps_within(&self, target_ms: f64) -> u64 {
        let most = self.workload.max_steps();
        let fits = |steps: u64| steps <= most && self.expected_ms(steps) <= target_ms;
        round_numbers().take_while(|&steps| fits(steps)).last().unwrap_or(1)
    }
}

/// Times short trials on the main thread until three of them agree. Each takes at most about 25 ms. The first ones run slow code, which
/// the browser has replaced before three of the longest are over, so there is no separate warm-up.
///
/// # Errors
/// [`LabError::Cancelled`] if it is cancelled.
pub(crate) async fn calibrate(workload: WorkloadId, cancel: &Cancel) -> Result<Calibration, LabError> {
    take_turn(cancel, async {
        let order = |steps| Order { workload, range: 0..steps, tiles: 1, is_recorded: false, is_watched: false };
        let mut trials = Trials::new(workload.default_steps() / 300, workload.max_steps());
        loop {
            let took_ms = Serial::default().run(&order(trials.steps()), None).await?.elapsed_ms;
            if let Some(trial_ms) = trials.push(took_ms) {
                return Ok(Calibration { workload, trial_steps: trials.steps(), trial_ms });
            }
        }
    })
    .await
}
