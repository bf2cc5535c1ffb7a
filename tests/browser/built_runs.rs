//! Makes reports of machines that are not at hand, from chosen timestamps. All other figures are computed by the same `measure`
//! module as the page's reports. Nothing in them was measured.

use every_core::measure::{Elapsed, RunTimes, WorkerTimes, loss_stack, median_interval};
use every_core_random::to_json;
use serde_json::{Value, json};

const STEPS: u64 = 100_000_000;
/// The differences of the rounds from the median round, as multiples of the spread.
const ROUNDS: [f64; 13] = [0.0, 0.3, -0.4, 0.8, -1.0, 0.5, -0.7, 0.1, -0.2, 0.6, -0.3, 0.2, -0.6];

/// The times of a pool: when each worker starts, how long it computes, and the time after the last one.
pub(crate) struct Lanes {
    pub(crate) serial_ms: f64,
    /// The start and the busy time of each worker, in milliseconds.
    pub(crate) workers: Vec<(f64, f64)>,
    pub(crate) join_ms: f64,
    /// The difference of the slowest and the quickest round from the median one, as a fraction of it.
    pub(crate) spread: f64,
}

impl Lanes {
    /// Returns a pool whose workers all have the same times.
    pub(crate) fn alike(workers: usize, begin_ms: f64, busy_ms: f64, serial_ms: f64) -> Self {
        Self { serial_ms, workers: vec![(begin_ms, busy_ms); workers], join_ms: 0.1, spread: 0.01 }
    }

    /// Returns the entry of this pool in a comparison or a sweep.
    fn entry(&self) -> Value {
        let times = |&(begin_ms, busy_ms): &(f64, f64)| WorkerTimes { begin_ms, end_ms: begin_ms + busy_ms, busy_ms };
        let times: Vec<WorkerTimes> = self.workers.iter().map(times).collect();
        let joined_ms = times.iter().fold(0.0_f64, |latest, worker| latest.max(worker.end_ms));
        let elapsed_ms = joined_ms + self.join_ms;
        let told = |ms| Elapsed::new(ms, 0.0).expect("a positive time");
        let run = RunTimes { elapsed: told(elapsed_ms), workers: times.clone() };
        let stack = loss_stack(told(self.serial_ms), &run);
        let samples: Vec<f64> = ROUNDS.iter().map(|place| elapsed_ms * (1.0 + self.spread * place)).collect();
        let ratios: Vec<f64> = samples.iter().map(|sample| self.serial_ms / sample).collect();
        let interval = median_interval(&ratios);
        let count = self.workers.len() as u64;
        let per_worker = times.iter().enumerate().map(|(worker, times)| {
            json!({ "worker": worker, "beginMs": times.begin_ms, "endMs": times.end_ms, "busyMs": times.busy_ms, "tiles": 1 })
        });
        let tiles = times.iter().enumerate().map(|(worker, times)| {
            let bound = |index: u64| STEPS * index / count;
            json!({ "worker": worker, "start": bound(worker as u64), "end": bound(worker as u64 + 1),
                "beginMs": times.begin_ms, "endMs": times.end_ms })
        });
        let run = json!({
            "schema": "every-core/run/1", "strategy": "shared", "workers": count, "steps": STEPS, "tiles": count,
            "elapsedMs": elapsed_ms, "joinedMs": joined_ms,
            "perWorker": per_worker.collect::<Vec<_>>(), "tileLog": tiles.collect::<Vec<_>>(),
        });
        json!({
            "strategy": "shared", "workers": count, "samplesMs": samples, "medianMs": elapsed_ms,
            "speedup": interval.value, "speedupLow": interval.low, "speedupHigh": interval.high,
            "confidence": interval.confidence(), "resolved": interval.is_resolved(), "stack": to_json(&stack), "medianRun": run,
        })
    }

    fn comparison(&self) -> Value {
        json!({ "schema": "every-core/compare/1", "workers": self.workers.len(), "strategies": [self.serial(), self.entry()] })
    }

    fn serial(&self) -> Value {
        json!({ "strategy": "serial", "medianMs": self.serial_ms, "speedup": 1.0, "speedupLow": 1.0, "speedupHigh": 1.0 })
    }
}

/// The runs of the four exercises on one machine.
pub(crate) struct Machine {
    pub(crate) pool: Lanes,
    /// Pools of half as many workers as processors, as many, and twice as many, without duplicates.
    pub(crate) sizes: Vec<Lanes>,
    /// A run of the work and one of ten times the work.
    pub(crate) tenfold: [Lanes; 2],
    /// A run of large pieces and one of small pieces.
    pub(crate) uneven: [Lanes; 2],
}

impl Machine {
    /// Returns the report of each exercise, by its id.
    pub(crate) fn reports(&self) -> Value {
        let [few, many] = &self.uneven;
        let sizes: Vec<Value> = self.sizes.iter().map(Lanes::entry).collect();
        let halves = self.tenfold.each_ref().map(|half| json!({ "strategies": [half.serial(), half.entry()] }));
        json!({
            "pool-speedup": self.pool.comparison(),
            "more-workers": { "schema": "every-core/sweep/1", "serial": self.sizes[0].serial(), "sizes": sizes },
            "ten-times": { "schema": "every-core/tenfold/1", "sizes": halves },
            "uneven-pieces": { "few": few.comparison(), "many": many.comparison() },
        })
    }
}

/// Returns a machine with one processor: a pool of one gains nothing, and a second worker takes turns with the first.
pub(crate) fn one() -> Machine {
    let alone = |scale: f64| Lanes::alike(1, 0.3, 404.0 * scale, 400.0 * scale);
    Machine {
        pool: alone(1.0),
        sizes: vec![alone(1.0), Lanes::alike(2, 0.4, 404.0, 400.0)],
        tenfold: [alone(0.5), alone(5.0)],
        uneven: [alone(0.5), alone(0.5)],
    }
}

/// Returns a laptop with four cores, one of which is slower, so that the others wait for it.
pub(crate) fn four() -> Machine {
    let one_slow = |scale: f64| Lanes {
        serial_ms: 400.0 * scale,
        workers: [101.0, 102.0, 103.0, 140.0].map(|busy_ms| (0.3, busy_ms * scale)).to_vec(),
        join_ms: 0.1,
        spread: 0.01,
    };
    Machine {
        pool: one_slow(1.0),
        // Eight workers take turns on four cores, so the same work takes each of them twice as long.
        sizes: vec![
            Lanes::alike(2, 0.2, 201.0, 400.0),
            Lanes::alike(4, 0.3, 103.0, 400.0),
            Lanes::alike(8, 0.5, 103.0, 400.0),
        ],
        // The slow core has the same ratio in the longer run.
        tenfold: [one_slow(0.5), one_slow(5.0)],
        uneven: [uneven(4), Lanes::alike(4, 0.3, 51.0, 200.0)],
    }
}

/// Returns the lecture's machine: twelve processors on six cores.
pub(crate) fn twelve() -> Machine {
    let sharing = |count, busy_ms| Lanes::alike(count, 0.4, busy_ms, 400.0);
    // The inflation and the imbalance differ by less than the rounds vary.
    let pool = Lanes {
        serial_ms: 400.0,
        workers: (0..12).map(|worker| (0.2, 33.6 + 1.95 * f64::from(worker))).collect(),
        join_ms: 0.1,
        spread: 0.12,
    };
    let hot = Lanes { workers: vec![(0.4, 460.0); 12], ..sharing(12, 0.0) };
    Machine {
        pool,
        sizes: vec![sharing(6, 68.0), sharing(12, 60.0), sharing(24, 60.5)],
        // Clock rates drop in the longer run, so every step takes longer.
        tenfold: [sharing(12, 40.0), Lanes { serial_ms: 4000.0, ..hot }],
        uneven: [uneven(12), sharing(12, 35.0)],
    }
}

/// Returns a server with 128 processors in a browser that reports 64. Handing out a piece takes as long as computing it.
pub(crate) fn sixty_four() -> Machine {
    let handed_out = |serial_ms: f64| Lanes {
        serial_ms,
        workers: (0..64).map(|worker| (0.1 * f64::from(worker), serial_ms / 64.0 * 1.02)).collect(),
        join_ms: 0.3,
        spread: 0.01,
    };
    let free = |count: usize| Lanes::alike(count, 0.2, 6400.0 / count as f64, 6400.0);
    // All workers end together, because each takes the next piece when it is free.
    let even = |serial_ms: f64| Lanes {
        workers: (0..64)
            .map(|worker| (0.1 * f64::from(worker), serial_ms / 64.0 + 3.2 - 0.1 * f64::from(worker)))
            .collect(),
        ..handed_out(serial_ms)
    };
    Machine {
        pool: even(400.0),
        sizes: vec![free(32), free(64), free(128)],
        tenfold: [even(400.0), even(4000.0)],
        uneven: [uneven(64), handed_out(4000.0)],
    }
}

/// Returns the times of equal pieces of a picture whose first half costs almost nothing.
fn uneven(workers: usize) -> Lanes {
    let busy = (0..workers)
        .map(|worker| if worker * 2 < workers { 2.0 } else { 4.0 + 60.0 * (worker + 1) as f64 / workers as f64 });
    let workers: Vec<(f64, f64)> = busy.map(|busy_ms| (0.3, busy_ms)).collect();
    let serial_ms = workers.iter().map(|(_, busy_ms)| busy_ms).sum();
    Lanes { serial_ms, workers, join_ms: 0.1, spread: 0.01 }
}
