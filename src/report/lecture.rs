//! The lecture's runs as reports, which the page's figures show until the reader has runs of their own. The lecture gives the total
//! times; what each worker did is filled in so that it adds up to them.

use super::{
    CompareReport, Measured, MeasuredCores, Model, Models, RatioReport, RunReport, Strategy, StrategyReport,
    SweepReport, SweepSize, TenfoldReport, TenfoldSize, TileReport, WorkerReport,
};
use crate::kernel::WorkloadId;
use crate::measure::{Elapsed, RunTimes, WorkerTimes, median_interval};

/// The processes of the lecture's pool, one for each logical core.
pub const LECTURE_CORES: u32 = 12;
const STEPS: u64 = 30_000_000;
const SERIAL_MS: f64 = 7_800.0;
const THREADS_MS: f64 = 6_300.0;
const POOL_MS: f64 = 1_400.0;
/// The time of the pool for ten times the steps. The serial run was not repeated; ten times its time stands in.
const POOL_TENFOLD_MS: f64 = 14_000.0;
/// The turns that threads take, for the figure only.
const TURNS: u32 = 72;

/// The lecture's runs.
#[derive(Clone, Debug)]
pub struct Lecture {
    /// A serial run, threads and a pool of processes.
    pub compare: CompareReport,
    /// The pool's one size.
    pub sweep: SweepReport,
    /// The same work and ten times the work.
    pub tenfold: TenfoldReport,
}

impl Lecture {
    /// Returns the lecture's runs, or `None` if a time is none, which no constant here is.
    pub fn new() -> Option<Self> {
        let serial = entry(Strategy::Serial, SERIAL_MS, SERIAL_MS, STEPS)?;
        let pool = entry(Strategy::Isolated, SERIAL_MS, POOL_MS, STEPS)?;
        let threads = entry(Strategy::Interleaved, SERIAL_MS, THREADS_MS, STEPS)?;
        let longer = [
            entry(Strategy::Serial, 10.0 * SERIAL_MS, 10.0 * SERIAL_MS, 10 * STEPS)?,
            entry(Strategy::Isolated, 10.0 * SERIAL_MS, POOL_TENFOLD_MS, 10 * STEPS)?,
        ];
        let ratio = |strategy, value| RatioReport { strategy, value, low: value, high: value, confidence: 0.0 };
        let (speedup, workload, workers) = (pool.speedup, WorkloadId::DoMath, LECTURE_CORES);
        Some(Self {
            sweep: SweepReport {
                schema: "every-core/sweep/1",
                workload,
                strategy: Strategy::Isolated,
                steps: STEPS,
                seed: 0,
                rounds: 1,
                took_ms: 0.0,
                serial: Some(serial.clone()),
                sizes: vec![SweepSize { workers, summary: pool.clone() }],
                failed: Vec::new(),
                best_workers: workers,
                measured_cores: MeasuredCores { value: speedup, low: speedup, high: speedup, confidence: 0.0 },
                models: Models { amdahl: no_model(), usl: no_model() },
                caveats: Vec::new(),
            },
            tenfold: TenfoldReport {
                schema: "every-core/tenfold/1",
                workload,
                workers,
                seed: 0,
                rounds: 1,
                took_ms: 0.0,
                ratios: vec![ratio(Strategy::Serial, 10.0), ratio(Strategy::Isolated, POOL_TENFOLD_MS / POOL_MS)],
                sizes: vec![
                    TenfoldSize { steps: STEPS, strategies: vec![serial.clone(), pool.clone()] },
                    TenfoldSize { steps: 10 * STEPS, strategies: longer.to_vec() },
                ],
                shortfalls: Vec::new(),
                caveats: Vec::new(),
            },
            compare: CompareReport {
                schema: "every-core/compare/1",
                workload,
                workers,
                steps: STEPS,
                seed: 0,
                rounds: 1,
                took_ms: 0.0,
                strategies: vec![serial, threads, pool],
                fastest: Some(Strategy::Isolated),
                shortfalls: Vec::new(),
                caveats: Vec::new(),
            },
        })
    }
}

fn no_model<Fit>() -> Model<Fit> {
    Model::None { reason: "the lecture ran one size of pool".to_owned() }
}

fn entry(strategy: Strategy, serial_ms: f64, elapsed_ms: f64, steps: u64) -> Option<StrategyReport> {
    let run = run(strategy, elapsed_ms, steps);
    let times = |worker: &WorkerReport| WorkerTimes {
        begin_ms: worker.begin_ms,
        end_ms: worker.end_ms,
        busy_ms: worker.busy_ms,
    };
    let elapsed = Elapsed::new(elapsed_ms, 0.0)?;
    let measured = Measured {
        strategy,
        workers: run.workers,
        recorded: true,
        elapsed: vec![elapsed],
        speedup: median_interval(&[serial_ms / elapsed_ms]),
        middle: (
            Elapsed::new(serial_ms, 0.0)?,
            RunTimes { elapsed, workers: run.per_worker.iter().map(times).collect() },
        ),
        spawn_ms: 0.0,
        is_coarse: false,
        invalid: 0,
        set_aside: Vec::new(),
        median_run: run,
    };
    Some(measured.report())
}

/// Fills in what each worker did: processes begin one after the other, and end at times that differ by a few percent.
fn run(strategy: Strategy, elapsed_ms: f64, steps: u64) -> RunReport {
    let workers = if strategy == Strategy::Serial { 1 } else { LECTURE_CORES };
    let joined_ms = if strategy.is_parallel() { 0.996 * elapsed_ms } else { elapsed_ms };
    let slice = |index: u32, of: u32| u64::from(index) * steps / u64::from(of);
    let span = |worker: u32| match strategy {
        Strategy::Isolated | Strategy::Shared => {
            let early = f64::from(worker * 5 % workers) / f64::from(workers);
            (elapsed_ms * 0.002 * f64::from(1 + worker), joined_ms * (1.0 - 0.09 * early))
        }
        Strategy::Serial | Strategy::Interleaved => (0.0, joined_ms),
    };
    let tile_log = if strategy == Strategy::Interleaved {
        let turn_ms = elapsed_ms / f64::from(TURNS);
        let turn = |index: u32| TileReport {
            worker: index % workers,
            start: slice(index, TURNS),
            end: slice(index + 1, TURNS),
            begin_ms: turn_ms * f64::from(index),
            end_ms: turn_ms * f64::from(index + 1),
        };
        (0..TURNS).map(turn).collect()
    } else {
        let tile = |worker: u32| {
            let (begin_ms, end_ms) = span(worker);
            TileReport { worker, start: slice(worker, workers), end: slice(worker + 1, workers), begin_ms, end_ms }
        };
        (0..workers).map(tile).collect::<Vec<_>>()
    };
    let per_worker = |worker: u32| {
        let (begin_ms, end_ms) = span(worker);
        let busy_ms = end_ms - begin_ms;
        WorkerReport { worker, begin_ms, end_ms, busy_ms, tiles: 1, first_call_ms: 0.0, clock_error_ms: 0.0 }
    };
    RunReport {
        schema: "every-core/run/1",
        workload: WorkloadId::DoMath,
        strategy,
        workers,
        steps,
        tiles: tile_log.len() as u32,
        seed: 0,
        // The lecture adds nothing up.
        checksum: 0,
        verified: false,
        spawn_ms: 0.0,
        elapsed_ms,
        frozen_ms: f64::NAN,
        per_worker: (0..workers).map(per_worker).collect(),
        tile_log,
        joined_ms,
        caveats: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lecture_s_parts_add_up_to_its_times() {
        let lecture = Lecture::new().expect("its times are times");
        let [serial, threads, pool] = lecture.compare.strategies.as_slice() else { panic!("three ways") };
        assert_eq!((serial.median_ms, threads.median_ms, pool.median_ms), (7_800.0, 6_300.0, 1_400.0));
        let stack = pool.stack.as_ref().expect("a pool has a stack");
        assert!((stack.sum() - f64::from(LECTURE_CORES)).abs() < 1e-9, "{stack:?}");
        let parts = [stack.speedup, stack.inflation, stack.dispatch, stack.imbalance, stack.join];
        assert!(parts.iter().all(|&part| part > 0.0), "{stack:?}");
        for run in lecture.compare.strategies.iter().map(|entry| &entry.median_run) {
            assert_eq!(run.tile_log.iter().map(|tile| tile.end - tile.start).sum::<u64>(), STEPS);
        }
    }
}
