//! Measures the figures that the project promises: `cargo xtask figures` prints them. No assertion depends on a time.

use crate::engine::Engine;
use crate::harness;
use crate::page::Page;
use anyhow::Result;
use every_core::kernel::do_math;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const STEPS: u64 = 700_000_000;
const LECTURE_STEPS: u64 = 30_000_000;
/// The timeout for all figures of one browser.
const PATIENCE: Duration = Duration::from_secs(1_200);

#[test]
#[ignore = "measures; run by `cargo xtask figures`"]
fn figures_in_chromium() {
    harness::run_for(PATIENCE, "figures", Engine::WholeChromium, |page| measure(page, Engine::WholeChromium));
}

#[test]
#[ignore = "measures; run by `cargo xtask figures`"]
fn figures_in_firefox() {
    harness::run_for(PATIENCE, "figures", Engine::Firefox, |page| measure(page, Engine::Firefox));
}

async fn measure(page: Page, engine: Engine) -> Result<()> {
    page.allow_scripts(Duration::from_secs(200)).await?;
    page.open().await?;
    println!("{}", engine.name());
    let body =
        "return everyCore.compare({ workers: 2, rounds: 5, seed: 1, strategies: ['isolated', 'shared'], steps: args })";
    let report: Value = page.call(body, json!(STEPS)).await?;
    println!("  serial, {STEPS} steps: {} ms", report["strategies"][0]["samplesMs"]);
    for entry in &report["strategies"].as_array().expect("an array")[1..] {
        println!("  {}, 2 workers: {} ms", entry["strategy"], entry["samplesMs"]);
        println!("    speed-up, median of 5 rounds: {}", interval(entry));
        println!("    longest frame gap in the median run: {} ms", entry["medianRun"]["frozenMs"]);
        println!("    loss stack: {}", entry["stack"]);
    }
    narrowing(&page).await?;
    agreement(&page).await?;
    recording(&page).await?;
    kinds_of_pool(&page).await?;

    let body = "const all = []; for (let i = 0; i < 7; i++) all.push((await everyCore.run({ workers: 2 })).spawnMs); return all";
    println!("  a pool of 2 ready, seven times: {} ms", page.call::<Value>(body, Value::Null).await?);

    // Native and wasm take turns, so that drift of the machine affects both.
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

fn interval(entry: &Value) -> String {
    let number = |name: &str| entry[name].as_f64().unwrap_or(f64::NAN);
    let half_width = (number("speedupHigh") - number("speedupLow")) / 2.0 / number("speedup") * 100.0;
    format!(
        "{:.3} ({:.3} to {:.3}, ±{half_width:.2} %)",
        number("speedup"),
        number("speedupLow"),
        number("speedupHigh")
    )
}

/// Ten comparisons as the page makes them, each interval beside the median of all their rounds.
#[test]
#[ignore = "measures; run by `cargo xtask figures`"]
fn figures_of_ten_comparisons() {
    harness::run_for(PATIENCE, "figures_of_ten", Engine::WholeChromium, ten_comparisons);
}

async fn ten_comparisons(page: Page) -> Result<()> {
    page.allow_scripts(Duration::from_secs(200)).await?;
    page.open().await?;
    page.until(
        "the work is sized",
        "everyCore.page?.settings().steps !== null && !document.querySelector('#run').disabled",
    )
    .await?;
    let body = "const { steps, workload } = everyCore.page.settings();
        return everyCore.compare({ workload, steps, seed: args })";
    let mut reports = Vec::new();
    for seed in 0..10 {
        reports.push(page.call::<Value>(body, json!(seed)).await?);
    }
    let entries = |report: &Value| report["strategies"].as_array().cloned().unwrap_or_default();
    for (place, first) in entries(&reports[0]).iter().enumerate().skip(1) {
        let of = |report: &Value| entries(report)[place].clone();
        let samples =
            |entry: &Value| -> Vec<f64> { serde_json::from_value(entry["samplesMs"].clone()).unwrap_or_default() };
        let ratios = |report: &Value| {
            let (serial, own) = (samples(&entries(report)[0]), samples(&of(report)));
            serial.into_iter().zip(own).map(|(serial_ms, ms)| serial_ms / ms).collect::<Vec<_>>()
        };
        let pooled = every_core::measure::median(&reports.iter().flat_map(ratios).collect::<Vec<_>>());
        println!("{}, median of all rounds: {pooled:.3}", first["strategy"]);
        for report in &reports {
            let entry = of(report);
            let end = |name: &str| entry[name].as_f64().unwrap_or(f64::NAN);
            let holds = end("speedupLow") <= pooled && pooled <= end("speedupHigh");
            let (rounds, took_ms, resolved) = (&report["rounds"], &report["tookMs"], &entry["resolved"]);
            println!("  {}, {rounds} rounds, {took_ms} ms, resolved: {resolved}, holds it: {holds}", interval(&entry));
        }
    }
    println!("caveats: {}", json!(reports.iter().map(|report| &report["caveats"]).collect::<Vec<_>>()));
    Ok(())
}

/// The longest gap between two frames while a thousand rounds of tiny work are summed up.
#[test]
#[ignore = "measures; run by `cargo xtask figures`"]
fn figures_of_a_thousand_rounds() {
    harness::run_for(PATIENCE, "figures_of_a_thousand", Engine::WholeChromium, a_thousand_rounds);
}

async fn a_thousand_rounds(page: Page) -> Result<()> {
    page.allow_scripts(Duration::from_secs(900)).await?;
    page.open().await?;
    let body = "let last = performance.now(), longest = 0, isOver = false;
        const frame = () => {
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
            if (!isOver) requestAnimationFrame(frame);
        };
        await new Promise(requestAnimationFrame);
        last = performance.now();
        requestAnimationFrame(frame);
        const onPartial = args ? () => {} : undefined;
        const report = await everyCore.compare({ strategies: ['isolated'], workers: 2, rounds: 1000, steps: 1e5, onPartial });
        isOver = true;
        return { longestGapMs: longest, tookMs: report.tookMs, rounds: report.rounds };";
    for partial in [false, true] {
        let seen: Value = page.call(body, json!(partial)).await?;
        println!("a thousand rounds, partial reports {partial}: {seen}");
    }
    Ok(())
}

/// Measures how long the stop rule takes to narrow the interval to ±3 %.
async fn narrowing(page: &Page) -> Result<()> {
    let body = "return everyCore.compare({ workers: 2, strategy: 'shared', seed: 2, steps: 300e6 })";
    let report: Value = page.call(body, Value::Null).await?;
    let (rounds, took_ms) = (&report["rounds"], &report["tookMs"]);
    println!("  stop rule: {} after {rounds} rounds and {took_ms} ms", interval(&report["strategies"][1]));
    Ok(())
}

/// Measures how often two consecutive comparisons agree within their intervals, out of ten.
async fn agreement(page: &Page) -> Result<()> {
    let mut agreed = 0;
    for seed in 0..10 {
        let body = "const options = { workers: 2, strategy: 'shared', seed: args, steps: 200e6 };
            return [await everyCore.compare(options), await everyCore.compare(options)].map((it) => it.strategies[1])";
        let pair: [Value; 2] = page.call(body, json!(seed)).await?;
        let number = |index: usize, name: &str| pair[index][name].as_f64().unwrap_or(f64::NAN);
        let overlap =
            number(0, "speedupLow") <= number(1, "speedupHigh") && number(1, "speedupLow") <= number(0, "speedupHigh");
        agreed += u32::from(overlap);
    }
    println!("  two comparisons in a row agree within their intervals: {agreed} of 10");
    Ok(())
}

/// Measures the cost of recording the times of 1000 tiles: in every round, each pool runs once with and once without recording.
/// It
/// makes several pools, because the system may place their threads differently.
async fn recording(page: &Page) -> Result<()> {
    const POOLS: u32 = 5;
    let mut ratios: [Vec<f64>; 2] = Default::default();
    for seed in 0..POOLS {
        let body = "return (await everyCore.compare({ workers: 2, strategies: ['isolated', 'shared'], tiles: 1000, steps: 100e6,
            rounds: 15, unrecorded: true, seed: args })).strategies.map(({ strategy, recorded, samplesMs }) => ({ strategy, recorded, samplesMs }))";
        let entries: Vec<Value> = page.call(body, json!(seed)).await?;
        for (strategy, ratios) in ["isolated", "shared"].iter().zip(&mut ratios) {
            let samples = |recorded: bool| -> Vec<f64> {
                let entry =
                    entries.iter().find(|entry| entry["strategy"] == *strategy && entry["recorded"] == recorded);
                let samples = entry.and_then(|entry| entry["samplesMs"].as_array()).expect("an entry of each");
                samples.iter().filter_map(Value::as_f64).collect()
            };
            ratios.extend(samples(true).iter().zip(samples(false)).map(|(with_ms, without_ms)| with_ms / without_ms));
        }
    }
    // Recording a tile takes two readings of the clock and some bytes of memory.
    let body = "const readings = 1e6; let sum = 0; const begin = performance.now();
        for (let i = 0; i < readings; i++) sum += performance.now();
        return sum > 0 && (performance.now() - begin) / readings * 1e6";
    println!(
        "  two readings of the clock, from JavaScript: {:.0} ns",
        2.0 * page.call::<f64>(body, Value::Null).await?
    );
    for (strategy, ratios) in ["isolated", "shared"].iter().zip(&ratios) {
        let cost = every_core::measure::median_interval(ratios);
        println!(
            "  recording 1000 tiles, {strategy}: {:.4} ({:.4} to {:.4}) of the time without, {} pairs on {POOLS} pools",
            cost.value, cost.low, cost.high, cost.count
        );
    }
    Ok(())
}

/// Compares the isolated with the shared pool over more rounds than a reader would wait for.
async fn kinds_of_pool(page: &Page) -> Result<()> {
    let mut ratios = Vec::new();
    for seed in 0..5 {
        let body = "return (await everyCore.compare({ workers: 2, strategies: ['isolated', 'shared'], steps: 200e6, rounds: 11, seed: args }))
            .strategies.slice(1).map((entry) => entry.samplesMs)";
        let [isolated_ms, shared_ms]: [Vec<f64>; 2] = page.call(body, json!(seed)).await?;
        ratios.extend(isolated_ms.iter().zip(&shared_ms).map(|(isolated_ms, shared_ms)| isolated_ms / shared_ms));
    }
    let ratio = every_core::measure::median_interval(&ratios);
    println!("  isolated / shared: {:.4} ({:.4} to {:.4}), {} rounds", ratio.value, ratio.low, ratio.high, ratio.count);
    Ok(())
}
