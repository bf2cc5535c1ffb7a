//! Runs one strategy once, and calibrates: finds how many steps take a given time.

use super::assemble::run_report;
use super::bench::Bench;
use super::caveats::caveats_of;
use super::reference::reference;
use super::session::{environment, take_turn};
use super::{Cancel, LabError, Observer, Options, Progress};
use crate::pool::{Executor, Order, Serial, note_first_call};
use every_core::kernel::WorkloadId;
use every_core::measure::{Caveat, Trials, min_sample_ms, round_numbers};
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
        let mut bench = Bench::prepare(strategy, workers, options.takes_fewer, &order, &observer).await?;
        let (workers, order) = (bench.workers(), options.order(strategy, bench.workers(), options.steps));
        let (round, rounds, freezes) = (1, 1, strategy.freezes_page());
        observer(Progress::Running { strategy, workers, round, rounds, expected_ms: f64::NAN, freezes });
        let sample = bench.sample(&order, reference, &observer).await?;
        let elapsed_ms = sample.elapsed_ms;
        observer(Progress::Sampled { strategy, round, rounds, elapsed_ms, done: 1, total: 1 });
        let mut caveats = caveats_of(&sample);
        caveats.extend(bench.shortfall.is_some().then_some(Caveat::FewerWorkers));
        Ok(run_report(&sample, options.seed, caveats))
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

    /// Returns the smallest round number of steps that is expected to take at least `wanted_ms` serially. `None` if the workload has
    /// too few.
    fn steps_for(&self, wanted_ms: f64) -> Option<u64> {
        let most = self.workload.max_steps();
        round_numbers()
            .into_iter()
            .take_while(|&steps| steps <= most)
            .find(|&steps| self.expected_ms(steps) >= wanted_ms)
    }

    /// Returns the largest round number of steps that is expected to take at most `target_ms` serially.
    pub(crate) fn steps_within(&self, target_ms: f64) -> u64 {
        let most = self.workload.max_steps();
        let fits = |steps: u64| steps <= most && self.expected_ms(steps) <= target_ms;
        round_numbers().into_iter().take_while(|&steps| fits(steps)).last().unwrap_or(1)
    }
}

/// Times short trials on the main thread until three of them agree. Each takes at most about 25 ms, or longer on a coarse clock. The
/// first ones run slow code, which the browser has replaced before three of the longest are over, so there is no separate warm-up.
///
/// # Errors
/// [`LabError::Cancelled`] if it is cancelled.
pub(crate) async fn calibrate(workload: WorkloadId, cancel: &Cancel) -> Result<Calibration, LabError> {
    take_turn(cancel, trials(workload)).await
}

async fn trials(workload: WorkloadId) -> Result<Calibration, LabError> {
    let order = |steps| Order { workload, range: 0..steps, tiles: 1, is_recorded: false, is_watched: false };
    let resolution_ms = environment().timer_resolution_ms;
    let mut trials = Trials::new(workload.default_steps() / 300, workload.max_steps(), resolution_ms);
    note_first_call(&order(trials.steps()));
    loop {
        let took_ms = Serial::default().run(&order(trials.steps()), None).await?.elapsed_ms;
        if let Some(trial_ms) = trials.push(took_ms) {
            return Ok(Calibration { workload, trial_steps: trials.steps(), trial_ms });
        }
    }
}

/// Returns the error for a run that was too short for the clock. It offers a size whose runs are long enough also on a pool of
/// `workers`, found by new trials.
pub(super) async fn too_short(strategy: Strategy, workers: u32, order: &Order, resolution_ms: f64) -> LabError {
    let wanted_ms = min_sample_ms(resolution_ms) * f64::from(workers.max(1));
    let enough = match trials(order.workload).await {
        Ok(calibration) => calibration.steps_for(wanted_ms),
        Err(error) => return error,
    };
    LabError::TooShort { strategy, steps: order.range.end, resolution_ms, enough }
}
