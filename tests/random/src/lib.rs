//! Reports with random content, extremes included, and reports as JSON.

mod json;

use every_core::kernel::WorkloadId;
use every_core::measure::*;
use every_core::report::*;

pub use json::{of_json, to_json};

/// Draws numbers that a report may hold.
pub struct Draw(SplitMix64);

impl Draw {
    /// Draws the same numbers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(SplitMix64::new(seed))
    }

    fn unit(&mut self) -> f64 {
        self.0.below(1_000_001) as f64 / 1e6
    }

    fn up_to(&mut self, most: usize) -> usize {
        1 + self.0.below(most)
    }

    /// Returns a time of the clock: from one step of it to some hours.
    fn elapsed(&mut self, resolution_ms: f64, usual_ms: f64) -> Elapsed {
        let factor = match self.0.below(8) {
            0 => 0.01,
            1 => 100.0,
            _ => 0.5 + self.unit(),
        };
        let ms = (usual_ms * factor / resolution_ms).round().max(1.0) * resolution_ms;
        Elapsed::new(ms, resolution_ms).expect("the clock tells it")
    }

    /// Returns the timestamps of a run. On a coarse clock some workers seem never to have computed.
    fn run_times(&mut self, elapsed: Elapsed, workers: u32) -> RunTimes {
        let worker = |draw: &mut Self| {
            let (one, other) = (draw.unit() * elapsed.ms(), draw.unit() * elapsed.ms());
            let (begin_ms, end_ms) = (one.min(other), one.max(other));
            match draw.0.below(3) {
                0 => WorkerTimes { begin_ms, end_ms: begin_ms, busy_ms: 0.0 },
                1 => WorkerTimes::default(),
                _ => WorkerTimes { begin_ms, end_ms, busy_ms: draw.unit() * (end_ms - begin_ms) },
            }
        };
        RunTimes { elapsed, workers: (0..workers).map(|_| worker(self)).collect() }
    }

    fn run_report(&mut self, strategy: Strategy, run: &RunTimes) -> RunReport {
        let elapsed_ms = run.elapsed.ms();
        let per_worker = run.workers.iter().zip(0..).map(|(times, worker)| WorkerReport {
            worker,
            begin_ms: times.begin_ms,
            end_ms: times.end_ms,
            busy_ms: times.busy_ms,
            tiles: 1,
            first_call_ms: 0.0,
            clock_error_ms: 0.1,
        });
        let tile_log = run.workers.iter().zip(0..).map(|(times, worker)| TileReport {
            worker,
            start: u64::from(worker),
            end: u64::from(worker) + 1,
            begin_ms: times.begin_ms,
            end_ms: times.end_ms,
        });
        RunReport {
            schema: "every-core/run/1",
            workload: WorkloadId::DoMath,
            strategy,
            workers: run.workers.len() as u32,
            steps: run.workers.len() as u64,
            tiles: run.workers.len() as u32,
            seed: 1,
            checksum: 1,
            verified: true,
            spawn_ms: 0.0,
            elapsed_ms,
            frozen_ms: elapsed_ms,
            per_worker: per_worker.collect(),
            tile_log: tile_log.collect(),
            joined_ms: joined_ms(&run.workers),
            caveats: vec![Caveat::CoarseTimer],
        }
    }

    fn resolution_ms(&mut self) -> f64 {
        [0.005, 0.1, 16.67, 100.0][self.0.below(4)]
    }

    fn entry(&mut self, strategy: Strategy, workers: u32, serial: &[Elapsed], resolution_ms: f64) -> StrategyReport {
        let usual_ms = serial[0].ms() * 10f64.powf(2.0 * self.unit() - 2.0);
        let elapsed: Vec<Elapsed> = match strategy {
            Strategy::Serial => serial.to_vec(),
            _ => serial.iter().map(|_| self.elapsed(resolution_ms, usual_ms)).collect(),
        };
        let ratios: Vec<f64> = serial.iter().zip(&elapsed).map(|(t1, t)| t1.over(*t)).collect();
        let middle = self.0.below(elapsed.len());
        let run = self.run_times(elapsed[middle], workers);
        let aside =
            SetAside { round: 1, reason: Caveat::PageHidden, elapsed_ms: (self.0.below(2) == 0).then_some(0.0) };
        Measured {
            strategy,
            workers,
            recorded: true,
            speedup: median_interval(&ratios),
            spawn_ms: self.unit() * 1e4,
            is_coarse: self.0.below(2) == 0,
            invalid: 1,
            set_aside: vec![aside],
            median_run: self.run_report(strategy, &run),
            middle: (serial[middle], run),
            elapsed,
        }
        .report()
    }

    fn serial(&mut self, resolution_ms: f64) -> Vec<Elapsed> {
        let usual_ms = 10f64.powf(6.0 * self.unit() - 1.0);
        (0..self.up_to(20)).map(|_| self.elapsed(resolution_ms, usual_ms)).collect()
    }

    /// Returns a comparison of all strategies.
    pub fn comparison(&mut self) -> CompareReport {
        let (resolution_ms, workers) = (self.resolution_ms(), self.up_to(8) as u32);
        let serial = self.serial(resolution_ms);
        let size = |strategy: Strategy| if strategy == Strategy::Serial { 1 } else { workers };
        let strategies: Vec<StrategyReport> =
            Strategy::ALL.into_iter().map(|it| self.entry(it, size(it), &serial, resolution_ms)).collect();
        let pools: Vec<Vec<f64>> = strategies[2..].iter().map(|entry| entry.samples_ms.clone()).collect();
        CompareReport {
            schema: "every-core/compare/1",
            workload: WorkloadId::DoMath,
            workers,
            steps: 1 + self.0.below(1_000_000_000) as u64,
            seed: 1,
            rounds: serial.len() as u32,
            took_ms: 1.0,
            fastest: fastest(&pools).map(|index| strategies[2 + index].strategy),
            strategies,
            shortfalls: Vec::new(),
            caveats: vec![Caveat::Unresolved],
        }
    }

    /// Returns a sweep over up to eight sizes.
    pub fn sweep(&mut self) -> SweepReport {
        let resolution_ms = self.resolution_ms();
        let serial = self.serial(resolution_ms);
        let most = self.up_to(8) as u32;
        let sizes: Vec<SweepSize> = (1..=most)
            .map(|workers| SweepSize {
                workers,
                summary: self.entry(Strategy::Isolated, workers, &serial, resolution_ms),
            })
            .collect();
        let ratios = |size: &SweepSize| -> Vec<f64> {
            serial.iter().zip(&size.summary.samples_ms).map(|(t1, ms)| t1.ms() / ms).collect()
        };
        let series: Vec<Vec<f64>> = sizes.iter().map(ratios).collect();
        let points: Vec<SweepPoint> = (1..)
            .zip(&series)
            .flat_map(|(workers, ratios)| ratios.iter().map(move |&speedup| SweepPoint { workers, speedup }))
            .collect();
        let best = sizes.iter().max_by(|a, b| a.summary.speedup.total_cmp(&b.summary.speedup));
        SweepReport {
            schema: "every-core/sweep/1",
            workload: WorkloadId::DoMath,
            strategy: Strategy::Isolated,
            steps: 1_000_000,
            seed: 1,
            rounds: serial.len() as u32,
            took_ms: 1.0,
            best_workers: best.map_or(0, |best| best.workers),
            measured_cores: MeasuredCores::from(best_apart(&series)),
            models: Models { amdahl: Model::from(fit_amdahl(&points)), usl: Model::from(fit_usl(&points)) },
            serial: Some(self.entry(Strategy::Serial, 1, &serial, resolution_ms)),
            sizes,
            failed: vec![FailedSize { workers: 9, reason: "It failed.".to_owned() }],
            caveats: Vec::new(),
        }
    }

    /// Returns a comparison of two sizes of the work.
    pub fn tenfold(&mut self) -> TenfoldReport {
        let (small, large) = (self.comparison(), self.comparison());
        let ratio = |strategy: Strategy, interval: Interval| RatioReport {
            strategy,
            value: interval.value,
            low: interval.low,
            high: interval.high,
            confidence: interval.confidence(),
        };
        let ratios = [Strategy::Serial, Strategy::Shared].into_iter().map(|strategy| {
            let entry =
                |report: &CompareReport| report.strategies.iter().find(|entry| entry.strategy == strategy).cloned();
            let (Some(small), Some(large)) = (entry(&small), entry(&large)) else {
                unreachable!("every strategy was run")
            };
            let ratios = large.samples_ms.iter().zip(&small.samples_ms).map(|(large_ms, small_ms)| large_ms / small_ms);
            ratio(strategy, median_interval(&ratios.collect::<Vec<_>>()))
        });
        let of = |report: &CompareReport| {
            let mut strategies = report.strategies.clone();
            strategies.retain(|entry| matches!(entry.strategy, Strategy::Serial | Strategy::Shared));
            TenfoldSize { steps: report.steps, strategies }
        };
        TenfoldReport {
            schema: "every-core/tenfold/1",
            workload: WorkloadId::DoMath,
            workers: small.workers,
            seed: 1,
            rounds: small.rounds,
            took_ms: 1.0,
            ratios: ratios.collect(),
            sizes: vec![of(&small), of(&large)],
            shortfalls: Vec::new(),
            caveats: Vec::new(),
        }
    }
}

/// Returns the words of a text that are no number of anything.
pub fn no_numbers(text: &str) -> Vec<&str> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| ["NaN", "inf", "Infinity", "undefined", "null"].contains(word)).collect()
}
