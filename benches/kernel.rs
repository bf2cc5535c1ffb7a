//! Measures how long the kernel takes natively: `cargo bench --bench kernel`. Browsers are slower; the page measures them.

use std::hint::black_box;
use std::time::Instant;

use every_core::kernel::WorkloadId;
use every_core::measure::{mad, median};

const RUNS: usize = 15;

fn main() {
    println!("median and MAD of {RUNS} runs, one thread");
    for id in WorkloadId::ALL {
        let (workload, whole) = (id.workload(), 0..black_box(id.default_steps()));
        let input = workload.input(&whole);
        let samples_ms: Vec<f64> = (0..RUNS)
            .map(|_| {
                let begin = Instant::now();
                black_box(workload.run(&whole, whole.clone(), &input));
                begin.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        let (name, steps) = (id.name(), whole.end);
        println!("{name:>14} {steps:>11} steps {:>9.2} ms ± {:.2}", median(&samples_ms), mad(&samples_ms));
    }
}
