//! Checks that every strategy computes every workload, and that the reports over several sizes are complete.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::Result;
use every_core::measure::best_apart;
use serde_json::{Value, json};

in_one_browser!(
    strategies_and_their_reports,
    [Chromium],
    [
        every_strategy_computes_every_workload,
        with_fewer_tiles_than_workers_some_workers_have_none,
        a_comparison_has_every_available_strategy,
        a_sweep_report_is_complete,
        a_tenfold_report_is_complete,
        progress_ends_at_its_total_although_a_size_failed,
        a_pool_at_work_beside_a_comparison_is_a_caveat,
        no_ratio_is_made_of_times_that_the_clock_cannot_tell,
    ]
);
in_one_browser!(
    strategies_and_their_reports_in_webkit_plain,
    [WebKitPlain],
    [every_strategy_computes_every_workload, a_comparison_has_every_available_strategy, a_sweep_report_is_complete,]
);
in_one_browser!(
    strategies_and_their_reports_in_firefox_and_webkit,
    [WebKit],
    also: [Firefox],
    [every_strategy_computes_every_workload, a_comparison_has_every_available_strategy,]
);

/// Workloads with sizes that take some milliseconds.
const SIZES: [(&str, u64); 5] = [
    ("do_math", 2_000_003),
    ("do_math_simd", 2_000_003),
    ("mandelbrot", 20_000),
    ("primes", 60_000),
    ("dot", 1_000_003),
];

async fn every_strategy_computes_every_workload(page: Page) -> Result<()> {
    page.open().await?;
    let parallel = if page.engine.shares_memory() { &["isolated", "shared"][..] } else { &["isolated"][..] };
    for (workload, steps) in SIZES {
        let mut checksums = Vec::new();
        for strategy in ["serial", "interleaved"].iter().chain(parallel) {
            let options =
                json!({ "workload": workload, "steps": steps, "strategy": strategy, "workers": 3, "tiles": 7 });
            let report: Value = page.call("return everyCore.run(args)", options).await?;
            check_run(&report, strategy, steps);
            checksums.push(report["checksum"].clone());
        }
        assert!(checksums.iter().all(|checksum| *checksum == checksums[0]), "{workload}: {checksums:?}");
    }
    Ok(())
}

/// Checks that there is an entry for each worker, that the log covers the range once and lies within the run, and that busy times
/// add up.
fn check_run(report: &Value, strategy: &str, steps: u64) {
    let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{value} is not a number in {report}"));
    let per_worker = report["perWorker"].as_array().expect("an array");
    assert_eq!(per_worker.len() as u64, if strategy == "serial" { 1 } else { 3 }, "{report}");
    let (elapsed_ms, joined_ms) = (number(&report["elapsedMs"]), number(&report["joinedMs"]));
    assert!(0.0 <= joined_ms && joined_ms <= elapsed_ms + 1e-6, "{strategy}: joined {joined_ms} of {elapsed_ms}");
    let mut busy_ms = vec![0.0; per_worker.len()];
    let mut next = 0;
    for tile in report["tileLog"].as_array().expect("an array") {
        assert_eq!(tile["start"].as_u64(), Some(next), "{strategy}: a gap or an overlap before {tile}");
        next = tile["end"].as_u64().expect("an integer");
        let (begin_ms, end_ms) = (number(&tile["beginMs"]), number(&tile["endMs"]));
        assert!(0.0 <= begin_ms && begin_ms <= end_ms && end_ms <= elapsed_ms + 1e-6, "{strategy}: {tile}");
        busy_ms[tile["worker"].as_u64().expect("an index") as usize] += end_ms - begin_ms;
    }
    assert_eq!(next, steps, "{strategy}: the log ends early");
    for (worker, busy_ms) in per_worker.iter().zip(busy_ms) {
        assert!((number(&worker["busyMs"]) - busy_ms).abs() < 1e-6, "{strategy}: {worker}");
        if worker["tiles"] == json!(0) {
            assert_eq!((&worker["beginMs"], &worker["endMs"]), (&json!(0), &json!(0)), "{strategy}: {worker}");
        }
    }
}

async fn with_fewer_tiles_than_workers_some_workers_have_none(page: Page) -> Result<()> {
    page.open().await?;
    for strategy in ["isolated", "shared"] {
        let options = json!({ "strategy": strategy, "workers": 4, "steps": 3 });
        let report: Value = page.call("return everyCore.run(args)", options).await?;
        let tiles: u64 =
            report["perWorker"].as_array().expect("an array").iter().filter_map(|it| it["tiles"].as_u64()).sum();
        assert_eq!((tiles, report["tiles"].as_u64()), (3, Some(3)), "{report}");
    }
    Ok(())
}

async fn a_comparison_has_every_available_strategy(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const seen = [];
        const report = await everyCore.compare({ workers: 2, rounds: 3, steps: 3e6, onProgress: (...at) => seen.push(at) });
        return { report, seen }";
    let outcome: Value = page.call(body, Value::Null).await?;
    let strategies = outcome["report"]["strategies"].as_array().expect("an array");
    let names: Vec<_> = strategies.iter().filter_map(|entry| entry["strategy"].as_str()).collect();
    let all = ["serial", "interleaved", "isolated", "shared"];
    assert_eq!(names, all[..if page.engine.shares_memory() { 4 } else { 3 }]);
    for entry in strategies.iter().filter(|entry| entry["stack"].is_object()) {
        let sum: f64 = entry["stack"].as_object().expect("checked").values().filter_map(Value::as_f64).sum();
        assert!((sum - 2.0).abs() <= 2e-9, "the stack sums to {sum}: {entry}");
        assert!(entry["largestLoss"].is_string() && entry["efficiency"].is_number(), "{entry}");
    }
    let total = 3 * names.len();
    assert_eq!(outcome["seen"].as_array().and_then(|seen| seen.last()), Some(&json!([total, total])));
    Ok(())
}

async fn a_sweep_report_is_complete(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const partial = [];
        const report = await everyCore.sweep({ sizes: [1, 2, 3, 4, 5, 6], rounds: 2, steps: 2e6,
            onPartial: (report) => partial.push(report.rounds) });
        return { report, partial }";
    let outcome: Value = page.call(body, Value::Null).await?;
    let report = &outcome["report"];
    assert_eq!(report["schema"], json!("every-core/sweep/1"));
    assert_eq!(outcome["partial"], json!([1]), "there must be a partial report after each round but the last");
    let sizes = report["sizes"].as_array().expect("an array");
    assert_eq!(sizes.iter().filter_map(|size| size["workers"].as_u64()).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert!(sizes.iter().all(|size| size["samplesMs"].as_array().is_some_and(|samples| samples.len() == 2)));
    let best = sizes.iter().max_by(|a, b| a["speedup"].as_f64().partial_cmp(&b["speedup"].as_f64()).expect("numbers"));
    assert_eq!(report["bestWorkers"], best.expect("six of them")["workers"]);
    // Each half of the rounds chooses a size, and the other half counts.
    let samples = |entry: &Value| -> Vec<f64> { serde_json::from_value(entry["samplesMs"].clone()).expect("numbers") };
    let serial_ms = samples(&report["serial"]);
    let ratios = |size| serial_ms.iter().zip(samples(size)).map(|(serial_ms, ms)| serial_ms / ms).collect();
    let cores = best_apart(&sizes.iter().map(ratios).collect::<Vec<Vec<f64>>>());
    let measured = &report["measuredCores"];
    assert_eq!(measured["confidence"], json!(0.5));
    for (name, expected) in [("value", cores.value), ("low", cores.low), ("high", cores.high)] {
        // serde_json reads a number with an error of one unit in the last place.
        let given = measured[name].as_f64().expect("a number");
        assert!((given / expected - 1.0).abs() < 1e-12, "{name} is {given}, not {expected}");
    }
    assert!(
        report["models"]["amdahl"]["serialShare"].is_number() && report["models"]["usl"]["alpha"].is_number(),
        "{report}"
    );
    let few: Value = page.call("return everyCore.sweep({ sizes: [1, 2], rounds: 1, steps: 1e6 })", Value::Null).await?;
    assert!(few["models"]["usl"]["reason"].as_str().is_some_and(|reason| reason.contains('6')), "{few}");
    Ok(())
}

async fn a_tenfold_report_is_complete(page: Page) -> Result<()> {
    page.open().await?;
    let body = "return everyCore.tenfold({ strategies: ['isolated'], workers: 2, rounds: 3, steps: 1e6 })";
    let report: Value = page.call(body, Value::Null).await?;
    let steps: Vec<_> =
        report["sizes"].as_array().expect("an array").iter().map(|size| size["steps"].clone()).collect();
    assert_eq!(steps, [json!(1_000_000), json!(10_000_000)]);
    let names: Vec<_> =
        report["ratios"].as_array().expect("an array").iter().map(|it| it["strategy"].clone()).collect();
    assert_eq!(names, [json!("serial"), json!("isolated")]);
    assert!(report["ratios"][0]["value"].as_f64().is_some_and(|ratio| ratio > 1.0), "{report}");
    Ok(())
}

// A shared pool has at most 255 workers.
async fn progress_ends_at_its_total_although_a_size_failed(page: Page) -> Result<()> {
    page.open().await?;
    // A browser that has room for one worker.
    let body = "const Original = window.Worker;
        let alive = 0;
        window.Worker = class extends Original {
            constructor(...words) {
                if (alive === 1) throw new Error('no room');
                super(...words);
                alive += 1;
            }
            terminate() { super.terminate(); alive -= 1; }
        };
        const seen = [];
        const report = await everyCore.sweep({ strategy: 'isolated', sizes: [1, 2], rounds: 2, steps: 1e6,
            onProgress: (...at) => seen.push(at) });
        return { last: seen.at(-1), failed: report.failed.map(({ workers }) => workers) }";
    let outcome: Value = page.call(body, Value::Null).await?;
    assert_eq!(outcome["failed"], json!([2]), "{outcome}");
    assert!(outcome["last"][0] == outcome["last"][1] && outcome["last"][0].is_u64(), "{outcome}");
    Ok(())
}

async fn a_pool_at_work_beside_a_comparison_is_a_caveat(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const compare = async () => (await everyCore.compare({ strategies: ['isolated'], workers: 1, rounds: 1, steps: 1e6 })).caveats;
        const pool = new everyCore.Pool(1);
        const job = pool.apply_async(everyCore.do_math, [0, 1e12]);
        const beside = await compare();
        pool.terminate();
        await job.get().catch(() => {});
        return [beside.includes('busyPool'), (await compare()).includes('busyPool')]";
    assert_eq!(page.call::<Value>(body, Value::Null).await?, json!([true, false]));
    Ok(())
}

// The page's clock moves in steps of 20 ms, much as Firefox's does with `privacy.resistFingerprinting`.
async fn no_ratio_is_made_of_times_that_the_clock_cannot_tell(page: Page) -> Result<()> {
    let coarse = Fault::Replaced {
        what: "(() => {\n",
        with: "{ const now = performance.now.bind(performance); performance.now = () => Math.floor(now() / 20) * 20; }\n(() => {\n",
    };
    page.server.behave(Behaviour { faults: vec![("__recorder.js", coarse)], ..Behaviour::default() });
    page.open().await?;
    let compare = "return everyCore.compare({ strategies: ['interleaved'], workers: 2, rounds: 1, steps: args })";
    let refused = page.call_throws(&compare.replace("args", "1"), Value::Null).await?;
    assert_eq!(refused.name, "RangeError", "{refused}");
    assert!(refused.message.starts_with("steps: 1 is not enough"), "{refused}");
    let words: Vec<&str> = refused.message.split("Choose at least ").collect();
    let enough: u64 = words[1].trim_end_matches(" steps").parse()?;
    let report: Value = page.call(compare, json!(enough)).await?;
    let speedups: Vec<f64> =
        report["strategies"].as_array().into_iter().flatten().filter_map(|entry| entry["speedup"].as_f64()).collect();
    assert!(speedups.len() == 2 && speedups.iter().all(|ratio| *ratio > 0.0), "{report}");
    Ok(())
}
