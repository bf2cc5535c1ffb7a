//! One run of one strategy, and finding out how much work is enough.

use super::assemble::{Sample, run_report, verify};
use super::session::{environment, take_turn};
use super::{Cancel, LabError, Observer, Options, Progress, RunReport};
use crate::kernel::WorkloadId;
use crate::measure::{Caveat, min_sample_ms, steps_for};
use crate::pool::{Executor, FrameWatch, Order, PoolError, Serial, Shared, Strategy, WorkerClock, next_frame};

/// A strategy with its pool, if it has one, warmed up for one order.
pub(super) struct Bench {
    executor: Box<dyn Executor>,
    pub(super) clocks: Vec<WorkerClock>,
    order: Order,
}

impl Bench {
    /// Spawns the pool of a strategy and warms it up.
    pub(super) async fn prepare(strategy: Strategy, options: &Options, observer: &Observer) -> Result<Self, LabError> {
        let workers = if strategy.is_parallel() { options.workers } else { 1 };
        if strategy.is_parallel() {
            observer(Progress::Spawning { strategy, workers });
        }
        let mut executor = spawn(strategy, workers).await?;
        if strategy.is_parallel() {
            observer(Progress::Spawned { strategy, workers, spawn_ms: executor.spawn_ms() });
        }
        observer(Progress::WarmingUp { strategy });
        let tiles = if strategy == Strategy::Serial { 1 } else { options.tiles };
        let order = Order { workload: options.workload, range: 0..options.steps, tiles };
        let clocks = executor.warm_up(&order).await?;
        Ok(Self { executor, clocks, order })
    }

    pub(super) fn strategy(&self) -> Strategy {
        self.executor.strategy()
    }

    /// One timed run, verified.
    pub(super) async fn sample(&mut self) -> Result<Sample, LabError> {
        if self.strategy().freezes_page() {
            // What was drawn to announce the freeze must be on the screen before it.
            next_frame().await;
        }
        let frames = FrameWatch::start().await;
        let raw = self.executor.run(&self.order).await?;
        let frozen_ms = frames.finish().await;
        verify(self.strategy(), &self.order, self.executor.workers(), raw, frozen_ms)
    }

    pub(super) fn report(&self, sample: &Sample, seed: u32, caveats: Vec<Caveat>) -> RunReport {
        run_report(&self.order, self.strategy(), self.executor.spawn_ms(), &self.clocks, sample, seed, caveats)
    }

    /// From the request for the pool until its last worker was ready, milliseconds.
    pub(super) fn spawn_ms(&self) -> f64 {
        self.executor.spawn_ms()
    }
}

async fn spawn(strategy: Strategy, workers: u32) -> Result<Box<dyn Executor>, PoolError> {
    match strategy {
        Strategy::Serial => Ok(Box::new(Serial)),
        Strategy::Shared => Ok(Box::new(Shared::spawn(workers).await?)),
        Strategy::Interleaved | Strategy::Isolated => unreachable!("refused at the door"),
    }
}

/// Runs one strategy once. The first of `options.strategies` is the one.
///
/// # Errors
/// [`LabError`]: cancelled, the pool failed, or the checksum was wrong.
pub async fn run(options: Options, cancel: Cancel, observer: Observer) -> Result<RunReport, LabError> {
    let strategy = options.strategies.first().copied().unwrap_or(Strategy::Serial);
    take_turn(&cancel, async {
        let mut bench = Bench::prepare(strategy, &options, &observer).await?;
        observer(Progress::Running {
            strategy,
            round: 1,
            rounds: 1,
            expected_ms: f64::NAN,
            freezes: strategy.freezes_page(),
        });
        let sample = bench.sample().await?;
        let (elapsed_ms, frozen_ms) = (sample.times.elapsed_ms, sample.frozen_ms);
        observer(Progress::Sampled { strategy, round: 1, rounds: 1, elapsed_ms, frozen_ms });
        let caveats = caveats_of(&options, strategy, elapsed_ms);
        Ok(bench.report(&sample, options.seed, caveats))
    })
    .await
}

/// What can be said of a single sample.
pub(super) fn caveats_of(options: &Options, strategy: Strategy, elapsed_ms: f64) -> Vec<Caveat> {
    let environment = environment();
    let mut caveats = Vec::new();
    if elapsed_ms < min_sample_ms(environment.timer_resolution_ms) {
        caveats.push(Caveat::CoarseTimer);
    }
    if strategy.is_parallel() && options.workers > environment.reported_processors {
        caveats.push(Caveat::PoolLargerThanReported);
    }
    if !environment.shared_memory {
        caveats.push(Caveat::NotIsolated);
    }
    caveats
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
        let order = |steps| Order { workload, range: 0..steps, tiles: 1 };
        let mut steps = 100_000;
        Serial.warm_up(&order(10 * steps)).await?;
        loop {
            let trial = Serial.run(&order(steps)).await?;
            if trial.elapsed_ms >= TRIAL_MS || steps >= super::MAX_STEPS {
                let ms_per_step = trial.elapsed_ms / steps as f64;
                return Ok(Calibration { steps: steps_for(steps, trial.elapsed_ms, target_ms), ms_per_step });
            }
            steps *= 2;
        }
    })
    .await
}
