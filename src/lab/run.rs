//! One run of one strategy, and finding out how much work is enough.

use super::assemble::run_report;
use super::bench::Bench;
use super::reference::reference;
use super::session::take_turn;
use super::summary::caveats_of;
use super::{Cancel, LabError, Observer, Options, Progress, RunReport};
use crate::kernel::WorkloadId;
use crate::measure::steps_for;
use crate::pool::{Executor, Order, Serial, Strategy};

/// Runs one strategy once. The first of `options.strategies` is the one.
///
/// # Errors
/// [`LabError`]: cancelled, the pool failed, or the checksum was wrong.
pub async fn run(options: Options, cancel: Cancel, observer: Observer) -> Result<RunReport, LabError> {
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
        observer(Progress::Sampled { strategy, workers, round, rounds, elapsed_ms, done: 1, total: 1 });
        Ok(run_report(&sample, options.seed, caveats_of(&sample)))
    })
    .await
}

/// How much work takes about how long here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// A round number of steps.
    pub steps: u64,
    /// Milliseconds a step takes serially.
    pub ms_per_step: f64,
}

/// Finds the number of steps that takes about `target_ms` serially: a warm-up, then a trial on the main thread of at most
/// about 30 ms.
///
/// # Errors
/// [`LabError::Cancelled`].
pub async fn calibrate(workload: WorkloadId, target_ms: f64, cancel: &Cancel) -> Result<Calibration, LabError> {
    const TRIAL_MS: f64 = 15.0;
    take_turn(cancel, async {
        let order = |steps| Order { workload, range: 0..steps, tiles: 1, is_recorded: false };
        let mut steps = 100_000;
        Serial::default().warm_up(&order(10 * steps)).await?;
        loop {
            let trial = Serial::default().run(&order(steps)).await?;
            if trial.elapsed_ms >= TRIAL_MS || steps >= super::MAX_STEPS {
                let ms_per_step = trial.elapsed_ms / steps as f64;
                return Ok(Calibration { steps: steps_for(steps, trial.elapsed_ms, target_ms), ms_per_step });
            }
            steps *= 2;
        }
    })
    .await
}
