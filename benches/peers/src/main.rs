//! Runs native Rust for the bench. It answers each line of `kernel WORKLOAD STEPS`, `rayon WORKERS STEPS` or `spawn WORKERS` with
//! a
//! line of JSON. A pool is made when its size is first used, and then kept.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::time::Instant;

use every_core_peers::{serial_of, with_rayon};
use rayon::{ThreadPool, ThreadPoolBuilder};

fn main() -> Result<(), Box<dyn Error>> {
    let mut pools = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let words = line?;
        let answer = match answer(&words.split(' ').collect::<Vec<_>>(), &mut pools) {
            Ok((ms, checksum)) => format!(r#"{{"value":{ms},"checksum":"{checksum}"}}"#),
            Err(error) => format!(r#"{{"error":"{error}"}}"#),
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

/// Returns milliseconds and the checksum.
fn answer(words: &[&str], pools: &mut BTreeMap<usize, ThreadPool>) -> Result<(f64, u64), Box<dyn Error>> {
    match words {
        ["kernel", workload, steps] => {
            let steps: u64 = steps.parse()?;
            let (ms, checksum) = timed(|| serial_of(black_box(workload), black_box(steps)));
            Ok((ms, checksum.ok_or("unknown workload")?))
        }
        ["rayon", workers, steps] => {
            let (workers, steps): (usize, u64) = (workers.parse()?, steps.parse()?);
            let pool = match pools.remove(&workers) {
                Some(pool) => pool,
                None => ready_pool(workers)?,
            };
            let timed = timed(|| pool.install(|| with_rayon(black_box(steps), workers as u32)));
            pools.insert(workers, pool);
            Ok(timed)
        }
        ["spawn", workers] => {
            let workers: usize = workers.parse()?;
            let (ms, pool) = timed(|| ready_pool(workers));
            drop(pool?);
            Ok((ms, 0))
        }
        _ => {
            Err("unknown command; allowed are `kernel WORKLOAD STEPS`, `rayon WORKERS STEPS` or `spawn WORKERS`".into())
        }
    }
}

/// Makes a pool and waits until each of its threads has answered once.
fn ready_pool(workers: usize) -> Result<ThreadPool, rayon::ThreadPoolBuildError> {
    let pool = ThreadPoolBuilder::new().num_threads(workers).build()?;
    pool.broadcast(|_| ());
    Ok(pool)
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let result = black_box(work());
    (begin.elapsed().as_secs_f64() * 1e3, result)
}
