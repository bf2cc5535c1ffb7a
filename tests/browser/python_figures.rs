//! Measures the section with Python: `cargo xtask figures --python` prints its figures. No assertion depends on a time.

use crate::engine::Engine;
use crate::harness;
use crate::page::Page;
use crate::python::{RUN, ended, native_output, open, shown, steps};
use crate::python_programs::{load_python, run_program};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::time::Duration;

/// The timeout for all figures of one browser.
const PATIENCE: Duration = Duration::from_secs(600);
const ROUNDS: usize = 3;

#[test]
#[ignore = "measures; run by `cargo xtask figures --python`"]
fn python_figures_in_chromium() {
    harness::run_for(PATIENCE, "python_figures", Engine::WholeChromium, |page| measure(page, Engine::WholeChromium));
}

#[test]
#[ignore = "measures; run by `cargo xtask figures --python`"]
fn python_figures_in_firefox() {
    harness::run_for(PATIENCE, "python_figures", Engine::Firefox, |page| measure(page, Engine::Firefox));
}

/// Prints something and then makes a pool of two, which says how long it took until each process had a task.
const START: &str = "
import time
from multiprocessing import Pool
if __name__ == '__main__':
    print('first line', flush=True)
    time.sleep(SLEEP)
    began = time.perf_counter()
    pool = Pool(2)
    pool.map(abs, range(2), 1)
    print(f'{(time.perf_counter() - began) * 1000:.0f}')
";

async fn measure(page: Page, engine: Engine) -> Result<()> {
    page.allow_scripts(Duration::from_secs(120)).await?;
    println!("{}, load {}", engine.name(), std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    // The pool right after the first line has to start its interpreters; the later one finds them started.
    for (what, sleep_s) in [("right after the first line", "0"), ("4 s later", "4")] {
        load_python(&page, 2).await?;
        let body = "const from = performance.now(); window.onPython = () => { window.firstLineMs ??= performance.now() - from; }; return await runPython(args)";
        let done: Value = page.call(body, json!(START.replace("SLEEP", sleep_s))).await?;
        let first_ms: f64 = page.call("return firstLineMs", Value::Null).await?;
        println!("  first Run to first line, files there: {first_ms:.0} ms (asked 4000)");
        println!("  Pool(2) ready {what}: {} ms (asked 1500)", line(&done, 1));
    }
    let again = run_program(&page, &START.replace("SLEEP", "0")).await?;
    println!("  Pool(2) ready in the next run: {} ms", again.output.lines().nth(1).unwrap_or_default());

    open(&page).await?;
    let program = shown(&page).await?;
    // On a busy machine, the scheduler may give two processes of one session no more than one gets. The native speed-up shows it.
    println!("  the lecture's program, {} steps, seconds:", steps(&program)?);
    println!("  serial   pool  speed-up | native serial   pool  speed-up | page over native, serial  pool");
    for _ in 0..ROUNDS {
        page.click(RUN).await?;
        let (serial_s, pool_s) = times(&ended(&page).await?)?;
        page.until("Rust did the same", "document.querySelector('.python-compared')").await?;
        let natively = native_output(&program)?.map(|output| times(&output)).transpose()?;
        let ratios = natively.map_or_else(
            || "python3 is not installed".to_owned(),
            |(serial, pool)| {
                let speed_up = serial / pool;
                format!("{serial:13.2} {pool:6.2} {speed_up:9.2} | {:24.2} {:5.2}", serial_s / serial, pool_s / pool)
            },
        );
        println!("  {serial_s:6.2} {pool_s:6.2} {:9.2} | {ratios}", serial_s / pool_s);
    }
    println!("  {}", page.text(".python-compared p").await?);
    Ok(())
}

fn line(done: &Value, index: usize) -> &str {
    done["output"].as_str().and_then(|output| output.lines().nth(index)).unwrap_or("–")
}

/// Returns the serial and the pool's time that the lecture's program has printed, in seconds.
fn times(output: &str) -> Result<(f64, f64)> {
    let mut seconds = output.lines().map(|line| {
        let (_, after) = line.split_once(": ").context("a line has a time")?;
        Ok(after.split_once(" s,").context("a time is in seconds")?.0.parse::<f64>()?)
    });
    let mut next = || seconds.next().context("a line is missing").flatten();
    Ok((next()?, next()?))
}
