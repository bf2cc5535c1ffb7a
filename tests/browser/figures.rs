//! The figures that the project promises, measured: `cargo xtask figures` prints them. Nothing is asserted of a time.

use crate::engine::Engine;
use crate::harness;
use crate::page::Page;
use anyhow::Result;
use every_core::kernel::do_math;
use serde_json::{Value, json};
use std::time::Instant;

const STEPS: u64 = 700_000_000;
const LECTURE_STEPS: u64 = 30_000_000;

#[test]
#[ignore = "measures; run by `cargo xtask figures`"]
fn figures_in_chromium() {
    harness::run("figures", Engine::Chromium, |page| measure(page, Engine::Chromium));
}

#[test]
#[ignore = "measures; run by `cargo xtask figures`"]
fn figures_in_firefox() {
    harness::run("figures", Engine::Firefox, |page| measure(page, Engine::Firefox));
}

async fn measure(page: Page, engine: Engine) -> Result<()> {
    page.open().await?;
    println!("{engine:?}");
    let report: Value =
        page.call("return everyCore.compare({ workers: 2, rounds: 5, seed: 1, steps: args })", json!(STEPS)).await?;
    let (serial, shared) = (&report["strategies"][0], &report["strategies"][1]);
    println!("  serial, {STEPS} steps: {} ms", serial["samplesMs"]);
    println!("  shared, 2 workers:     {} ms", shared["samplesMs"]);
    let interval = format!("{} to {}", shared["speedupLow"], shared["speedupHigh"]);
    println!("  speed-up, median of 5 rounds: {} ({interval})", shared["speedup"]);
    println!("  longest frame gap in the median parallel run: {} ms", shared["medianRun"]["frozenMs"]);
    println!("  loss stack: {}", shared["stack"]);

    let body = "const all = []; for (let i = 0; i < 7; i++) all.push((await everyCore.run({ workers: 2 })).spawnMs); return all";
    println!("  a pool of 2 ready, seven times: {} ms", page.call::<Value>(body, Value::Null).await?);

    // In turns, so that both meet the same machine.
    let (mut native_ms, mut wasm_ms) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        let begin = Instant::now();
        std::hint::black_box(do_math(std::hint::black_box(0..LECTURE_STEPS)));
        native_ms.push(begin.elapsed().as_secs_f64() * 1e3);
        let run = "return (await everyCore.run({ strategy: 'serial' })).elapsedMs";
        wasm_ms.push(page.call::<f64>(run, Value::Null).await?);
    }
    let (native_ms, wasm_ms) = (every_core::measure::median(&native_ms), every_core::measure::median(&wasm_ms));
    let ratio = wasm_ms / native_ms;
    println!("  {LECTURE_STEPS} steps: native {native_ms:.1} ms, wasm {wasm_ms:.1} ms: {ratio:.3} of native's time");
    if cfg!(debug_assertions) {
        println!("  (the native figure is of a build without optimisation: use `cargo xtask figures`)");
    }
    Ok(())
}
