//! What one speed-up on `p` workers says.

/// Efficiency `S / p`: the share of the pool that did useful work. `workers` is at least 1.
pub fn efficiency(speedup: f64, workers: u32) -> f64 {
    speedup / f64::from(workers)
}

/// The experimentally determined serial fraction, `(1/S - 1/p) / (1 - 1/p)` (Karp and Flatt, 1990). The same for every
/// `p`, it is a serial part; growing with `p`, it is overhead. `None` for fewer than two workers or a speed-up that is
/// not positive.
pub fn karp_flatt(speedup: f64, workers: u32) -> Option<f64> {
    let share = 1.0 / f64::from(workers);
    (workers >= 2 && speedup > 0.0).then(|| (1.0 / speedup - share) / (1.0 - share))
}

/// After how many runs a pool has paid for its spawn: `spawn / (T1 - T)`, rounded up, all in milliseconds. `None` when
/// a run on the pool is no quicker than the serial one, and so never pays.
pub fn break_even_runs(spawn_ms: f64, t1_ms: f64, t_ms: f64) -> Option<u64> {
    (t1_ms > t_ms).then(|| (spawn_ms.max(0.0) / (t1_ms - t_ms)).ceil() as u64)
}
