//! Rounds of `serial` and other strategies: the driver.

use super::assemble::Sample;
use super::run::{Bench, caveats_of};
use super::session::{environment, take_turn};
use super::{Cancel, CompareReport, LabError, Observer, Options, Progress, StrategyReport};
use crate::measure::{
    Caveat, Interval, SplitMix64, StopRule, Verdict, is_drifting, loss_stack, mad, median, median_interval,
    pop_efficiencies, tukey_outliers,
};
use crate::pool::{Strategy, now_ms};

/// Rounds expected where the stop rule chooses, until it has chosen.
const USUAL_ROUNDS: u32 = 5;

/// Everything measured so far: one bench per strategy, `serial` first, and its samples, one per round.
struct Measured {
    benches: Vec<Bench>,
    samples: Vec<Vec<Sample>>,
}

/// Compares strategies with `serial`: rounds of one run each, in an order drawn from the seed. Without
/// `options.rounds` it stops when every interval is narrow enough (±3 %), or after 60 s.
///
/// # Errors
/// [`LabError`]: cancelled, a pool failed, or a checksum was wrong.
pub async fn compare(options: Options, cancel: Cancel, observer: Observer) -> Result<CompareReport, LabError> {
    take_turn(&cancel, async {
        let begin_ms = now_ms();
        let mut measured = Measured { benches: Vec::new(), samples: Vec::new() };
        let others = options.strategies.iter().copied().filter(|&strategy| strategy != Strategy::Serial);
        for strategy in std::iter::once(Strategy::Serial).chain(others) {
            measured.benches.push(Bench::prepare(strategy, &options, &observer).await?);
            measured.samples.push(Vec::new());
        }
        let mut rng = SplitMix64::new(u64::from(options.seed));
        let mut round = 0;
        while !measured.is_enough(round, now_ms() - begin_ms, &options) {
            round += 1;
            measured.one_round(round, &mut rng, &options, &observer).await?;
        }
        Ok(measured.report(&options, round, now_ms() - begin_ms))
    })
    .await
}

impl Measured {
    async fn one_round(
        &mut self,
        round: u32,
        rng: &mut SplitMix64,
        options: &Options,
        observer: &Observer,
    ) -> Result<(), LabError> {
        let rounds = options.rounds.unwrap_or(USUAL_ROUNDS).max(round);
        let mut order: Vec<usize> = (0..self.benches.len()).collect();
        rng.shuffle(&mut order);
        for index in order {
            let strategy = self.benches[index].strategy();
            let expected_ms = median(&elapsed(&self.samples[index]));
            observer(Progress::Running { strategy, round, rounds, expected_ms, freezes: strategy.freezes_page() });
            let sample = self.benches[index].sample().await?;
            let (elapsed_ms, frozen_ms) = (sample.times.elapsed_ms, sample.frozen_ms);
            self.samples[index].push(sample);
            observer(Progress::Sampled { strategy, round, rounds, elapsed_ms, frozen_ms });
        }
        Ok(())
    }

    fn is_enough(&self, round: u32, spent_ms: f64, options: &Options) -> bool {
        let intervals: Vec<Interval> = (1..self.benches.len()).map(|index| self.speedup(index, options)).collect();
        StopRule { rounds: options.rounds }.verdict(round, spent_ms, &intervals) != Verdict::Continue
    }

    /// The ratio `T1 / T` of each round, as a median with its interval.
    fn speedup(&self, index: usize, options: &Options) -> Interval {
        if index == 0 {
            return Interval { value: 1.0, low: 1.0, high: 1.0 };
        }
        let pairs = self.samples[0].iter().zip(&self.samples[index]);
        let ratios: Vec<f64> = pairs.map(|(serial, other)| serial.times.elapsed_ms / other.times.elapsed_ms).collect();
        median_interval(&ratios, options.seed)
    }

    fn report(&self, options: &Options, rounds: u32, took_ms: f64) -> CompareReport {
        let strategies: Vec<StrategyReport> =
            (0..self.benches.len()).map(|i| self.strategy_report(i, options)).collect();
        let mut caveats = self.caveats(options);
        if strategies.iter().any(|report| !report.resolved) {
            caveats.push(Caveat::Unresolved);
        }
        CompareReport {
            schema: "every-core/compare/1",
            workload: options.workload.name(),
            workers: options.workers,
            steps: options.steps,
            seed: options.seed,
            rounds,
            took_ms,
            strategies,
            caveats,
        }
    }

    fn strategy_report(&self, index: usize, options: &Options) -> StrategyReport {
        let (bench, samples) = (&self.benches[index], &self.samples[index]);
        let samples_ms = elapsed(samples);
        let interval = self.speedup(index, options);
        let middle = index_of_median(&samples_ms);
        let (sample, t1_ms) = (&samples[middle], self.samples[0][middle].times.elapsed_ms);
        let strategy = bench.strategy();
        StrategyReport {
            strategy,
            median_ms: median(&samples_ms),
            mad_ms: mad(&samples_ms),
            speedup: interval.value,
            speedup_low: interval.low,
            speedup_high: interval.high,
            resolved: interval.is_resolved(),
            invalid: 0,
            outliers: tukey_outliers(&samples_ms).into_iter().map(|index| index as u32).collect(),
            spawn_ms: bench.spawn_ms(),
            stack: strategy.is_parallel().then(|| loss_stack(t1_ms, &sample.times)),
            pop: strategy.is_parallel().then(|| pop_efficiencies(t1_ms, &sample.times)),
            median_run: bench.report(sample, options.seed, caveats_of(options, strategy, sample.times.elapsed_ms)),
            samples_ms,
        }
    }

    fn caveats(&self, options: &Options) -> Vec<Caveat> {
        let environment = environment();
        let serial_ms = elapsed(&self.samples[0]);
        let mut caveats = Vec::new();
        if options.workers > environment.reported_processors {
            caveats.push(Caveat::PoolLargerThanReported);
        }
        if !environment.shared_memory {
            caveats.push(Caveat::NotIsolated);
        }
        if is_drifting(&serial_ms) {
            caveats.push(Caveat::DriftBetweenRounds);
        }
        caveats
    }
}

fn elapsed(samples: &[Sample]) -> Vec<f64> {
    samples.iter().map(|sample| sample.times.elapsed_ms).collect()
}

/// Index of the (lower) median sample: a real run, since medians of different runs do not sum.
fn index_of_median(samples_ms: &[f64]) -> usize {
    let mut order: Vec<usize> = (0..samples_ms.len()).collect();
    order.sort_by(|&a, &b| samples_ms[a].total_cmp(&samples_ms[b]));
    order[(order.len() - 1) / 2]
}
