//! Section 1: the same loop on one thread, in every contender that can run it.

use crate::plan::Plan;
use crate::rounds::{Contender, take};
use crate::section::{Section, Table};
use crate::series::{Series, Unit, find, short, with_interval};
use crate::stage::{Ask, Level, Stage};
use anyhow::Result;
use every_core::measure::median_interval;
use every_core_driver::engine::Engine;
use serde_json::json;

/// The number of steps that all times are scaled to: the lecture's size, whatever size was run.
const SHOWN_STEPS: f64 = 30e6;

pub(crate) const SERIAL: &str = "const r = await everyCore.run({ ...args, strategy: 'serial' }); \
                                 return { value: r.elapsedMs, checksum: r.checksum }";
pub(crate) const JS_SERIAL: &str = "return peers.jsSerial(args)";
pub(crate) const BARE_SERIAL: &str = "return peers.wasmSerial(...args)";

pub(crate) const NATIVE: &str = "native Rust, opt-level 3";
pub(crate) const OURS: &str = "Every Core, Chromium";
pub(crate) const SCALAR: &str = "scalar";
pub(crate) const VECTOR: &str = "vector";
const NATIVE_Z: &str = "native Rust, opt-level z (the site's)";
const BARE: &str = "bare wasm, shared memory, Chromium";
const SINGLE: &str = "bare wasm, no atomics, Chromium";
const CPYTHON: &str = "CPython";

pub(crate) async fn measure(plan: &Plan, stage: &mut Stage) -> Result<Section> {
    let series = take("kernel", contenders(plan), plan.rounds(), plan, stage).await;
    Ok(Section {
        name: "kernel",
        title: "1. Kernel",
        method: format!(
            "`do_math` on one thread. {} steps were run ({} in CPython), and every checksum was verified. Times are scaled to \
             30 000 000 steps. *Vector* is `do_math_simd`: simd128 in a browser, SSE2 or NEON natively. Ratios are of the same \
             round. *Of native* is the time of native opt-level 3 divided by this time: 1 is as fast as native. *Every Core* is \
             the site as published (opt-level z, wasm-opt -Oz, shared memory). *Bare wasm* is the kernel alone with the same \
             flags, in one row without atomics and shared memory.",
            short(plan.steps() as f64),
            short(plan.python_steps() as f64)
        ),
        tables: vec![table(&series), atomics(&series)],
        series,
        plots: Vec::new(),
    })
}

fn contenders(plan: &Plan) -> Vec<Contender> {
    let steps = plan.steps();
    let timed = |who: String, case: &str, ask: Ask, steps: u64| {
        Contender::new(who, case, Unit::Milliseconds, ask).verified(steps).scaled(SHOWN_STEPS / steps as f64)
    };
    let mut all = Vec::new();
    for (case, workload) in [(SCALAR, "do_math"), (VECTOR, "do_math_simd")] {
        for (who, level) in [(NATIVE, Level::Three), (NATIVE_Z, Level::AsTheSite)] {
            all.push(timed(who.to_owned(), case, Ask::Native(level, format!("kernel {workload} {steps}")), steps));
        }
        for engine in [Engine::WholeChromium, Engine::Firefox, Engine::WebKit] {
            let options = json!({ "workload": workload, "steps": steps });
            all.push(timed(format!("Every Core, {}", engine.name()), case, Ask::Page(engine, SERIAL, options), steps));
        }
        for (who, build) in [(BARE, "wasm"), (SINGLE, "wasm-single")] {
            let ask = Ask::Page(Engine::WholeChromium, BARE_SERIAL, json!([build, workload, steps]));
            all.push(timed(who.to_owned(), case, ask, steps));
        }
    }
    for engine in [Engine::WholeChromium, Engine::Firefox, Engine::WebKit] {
        all.push(timed(
            format!("JavaScript, {}", engine.name()),
            SCALAR,
            Ask::Page(engine, JS_SERIAL, json!(steps)),
            steps,
        ));
    }
    let steps = plan.python_steps();
    all.push(timed(CPYTHON.to_owned(), SCALAR, Ask::Python(format!("kernel {steps}")), steps));
    all
}

fn table(series: &[Series]) -> Table {
    let rows = series.iter().map(|entry| {
        let native = find(series, NATIVE, &entry.case);
        let of_native = native.filter(|_| !entry.samples.is_empty()).map(|native| native.over(entry));
        vec![
            entry.who.clone(),
            entry.case.clone(),
            with_interval(entry.interval()),
            of_native.map_or_else(String::new, |ratios| with_interval(median_interval(&ratios))),
        ]
    });
    Table::new("Milliseconds for 30 000 000 steps", &["who", "loop", "ms (95 % interval)", "of native"], rows.collect())
}

fn atomics(series: &[Series]) -> Table {
    let rows = [SCALAR, VECTOR].into_iter().filter_map(|case| {
        let ratios = find(series, BARE, case)?.over(find(series, SINGLE, case)?);
        Some(vec![case.to_owned(), with_interval(median_interval(&ratios))])
    });
    let head = ["loop", "time with shared memory / without"];
    Table::new("What shared memory costs the serial path (the bare kernel, Chromium)", &head, rows.collect())
}
