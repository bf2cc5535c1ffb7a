//! The figures that follow from one speed-up on `p` workers.

/// Returns the efficiency `S / p`: the share of the pool that did useful work. `workers` is at least 1.
pub fn efficiency(speedup: f64, workers: u32) -> f64 {
    speedup / f64::from(workers)
}

/// Returns the experimentally determined serial fraction, `(1/S - 1/p) / (1 - 1/p)` (Karp and Flatt, 1990). If it is the same for
/// every `p`, it is a serial part; if it grows with `p`, it is overhead. `None` for fewer than two workers or a speed-up that is
/// not positive.
pub fn karp_flatt(speedup: f64, workers: u32) -> Option<f64> {
    let share = 1.0 / f64::from(workers);
    (workers >= 2 && speedup > 0.0).then(|| (1.0 / speedup - share) / (1.0 - share))
}

/// Returns the number of runs after which a pool has saved the time of its spawn: `spawn / (T1 - T)`, rounded up, all in
/// milliseconds. `None` if a run on the pool is not faster than the serial run, or by so little that it takes more than 10^12 runs.
pub fn break_even_runs(spawn_ms: f64, t1_ms: f64, t_ms: f64) -> Option<u64> {
    const MOST_RUNS: f64 = 1e12;
    let runs = (spawn_ms.max(0.0) / (t1_ms - t_ms)).ceil();
    (t1_ms > t_ms && runs <= MOST_RUNS).then_some(runs as u64)
}
