//! Section 5: how the time grows with steps, tiles and workers.

use crate::plan::Plan;
use crate::plot::{Curve, Plot};
use crate::rounds::{Contender, take};
use crate::section::{Section, Table};
use crate::series::{Series, Unit, find, short};
use crate::stage::{Ask, Level, Stage};
use anyhow::Result;
use every_core_driver::engine::Engine;
use serde_json::json;

const RUN: &str = "const r = await everyCore.run(args); return { value: r.elapsedMs, checksum: r.checksum }";
const SPAWN: &str = "const r = await everyCore.run({ steps: 1000, ...args }); return { value: r.spawnMs }";
const PEER: &str = "return peers.sum(...args)";
const PEER_SPAWN: &str = "return peers.spawn(...args)";

const BY_STEPS: [&str; 5] =
    ["serial", "shared, p = 2", "isolated, p = 2", "native serial, opt-level 3", "JavaScript serial"];
const BY_TILES: [&str; 2] = ["shared, p = 2", "isolated, p = 2"];
const BY_WORKERS: [&str; 3] = ["shared", "isolated", "bare wasm-bindgen-rayon"];

pub(crate) async fn measure(plan: &Plan, stage: &mut Stage) -> Result<Section> {
    let most = plan.either(9, 8);
    let mut series = take("steps", by_steps(6..=most), plan.either(5, 1), plan, stage).await;
    if !plan.is_quick {
        // These take half a minute each, so they have one counted round and leave the peers out.
        let long = by_steps(10..=10).into_iter().filter(|it| it.who == BY_STEPS[0] || it.who == BY_STEPS[1]);
        series.extend(once(long.collect(), plan, stage).await);
    }
    let tiles = take("tiles", by_tiles(plan), plan.either(5, 1), plan, stage).await;
    let workers = take("workers", by_workers(plan), plan.either(5, 1), plan, stage).await;
    stage.close_pools().await?;
    let plots = vec![
        steps_plot(&series),
        plot("growth-tiles.svg", "Time by number of tiles", "tiles", "T, ms", &tiles, &BY_TILES, "tiles = "),
        plot("growth-workers.svg", "Time by number of workers", "workers", "T, ms", &workers, &BY_WORKERS, "T, p = "),
        plot(
            "growth-spawn.svg",
            "Spawn to ready by number of workers",
            "workers",
            "ms",
            &workers,
            &BY_WORKERS,
            "spawn, p = ",
        ),
    ];
    let tables = vec![
        table("Time by number of steps, ms", &series, &BY_STEPS, "steps = "),
        table("Time by number of tiles, ms", &tiles, &BY_TILES, "tiles = "),
        table("Time by number of workers, ms", &workers, &BY_WORKERS, "T, p = "),
        table("Spawn to ready by number of workers, ms", &workers, &BY_WORKERS, "spawn, p = "),
    ];
    series.extend(tiles);
    series.extend(workers);
    Ok(Section {
        name: "growth",
        title: "5. Growth",
        method: format!(
            "`do_math` in Chromium, medians. By number of steps: one tile a worker. The value at 10^11 is proportional to the largest \
             size that was run; it is drawn as a hollow point on a dashed line and is not in the tables. By number of tiles and \
             of workers: {} steps in all. Times exclude spawning and warming up, as in the other sections.",
            short(plan.steps() as f64)
        ),
        tables,
        series,
        plots,
    })
}

/// Samples each contender in a single counted round. The pools warm up before their own runs.
async fn once(contenders: Vec<Contender>, plan: &Plan, stage: &mut Stage) -> Vec<Series> {
    take("10^10 steps", contenders, 1, plan, stage).await
}

fn chromium(body: &'static str, args: serde_json::Value) -> Ask {
    Ask::Page(Engine::WholeChromium, body, args)
}

fn by_steps(powers: std::ops::RangeInclusive<u32>) -> Vec<Contender> {
    let contenders = powers.flat_map(|power| {
        let steps = 10u64.pow(power);
        let ours = |strategy: &str| chromium(RUN, json!({ "strategy": strategy, "workers": 2, "steps": steps }));
        let asks = [
            ours("serial"),
            ours("shared"),
            ours("isolated"),
            Ask::Native(Level::Three, format!("kernel do_math {steps}")),
            chromium("return peers.jsSerial(args)", json!(steps)),
        ];
        BY_STEPS.into_iter().zip(asks).map(move |(who, ask)| {
            Contender::new(who, format!("steps = {steps}"), Unit::Milliseconds, ask).verified(steps)
        })
    });
    contenders.collect()
}

fn by_tiles(plan: &Plan) -> Vec<Contender> {
    let steps = plan.steps();
    let contenders = (0..=plan.either(6, 4)).flat_map(|power| {
        let tiles = 10u32.pow(power);
        BY_TILES.into_iter().zip(["shared", "isolated"]).map(move |(who, strategy)| {
            let ask = chromium(RUN, json!({ "strategy": strategy, "workers": 2, "steps": steps, "tiles": tiles }));
            Contender::new(who, format!("tiles = {tiles}"), Unit::Milliseconds, ask).verified(steps)
        })
    });
    contenders.collect()
}

fn by_workers(plan: &Plan) -> Vec<Contender> {
    let steps = plan.steps();
    let contenders = (0..=plan.either(6, 4)).flat_map(|power| {
        let workers = 2u32.pow(power);
        let ours = |body, strategy: &str| {
            let options = if body == SPAWN { json!({}) } else { json!({ "steps": steps }) };
            let mut options = options;
            options["strategy"] = json!(strategy);
            options["workers"] = json!(workers);
            chromium(body, options)
        };
        let timed = [ours(RUN, "shared"), ours(RUN, "isolated"), chromium(PEER, json!(["rayon", workers, steps]))];
        let spawned = [ours(SPAWN, "shared"), ours(SPAWN, "isolated"), chromium(PEER_SPAWN, json!(["rayon", workers]))];
        let timed = BY_WORKERS.into_iter().zip(timed).map(move |(who, ask)| {
            Contender::new(who, format!("T, p = {workers}"), Unit::Milliseconds, ask).verified(steps)
        });
        let spawned = BY_WORKERS
            .into_iter()
            .zip(spawned)
            .map(move |(who, ask)| Contender::new(who, format!("spawn, p = {workers}"), Unit::Milliseconds, ask));
        timed.chain(spawned).collect::<Vec<_>>()
    });
    contenders.collect()
}

/// Returns one contender's points: the number in the case, and the median.
fn points(series: &[Series], who: &str, prefix: &str) -> Vec<(f64, f64)> {
    let own = series.iter().filter(|entry| entry.who == who && !entry.samples.is_empty());
    own.filter_map(|entry| Some((entry.case.strip_prefix(prefix)?.parse().ok()?, entry.median()))).collect()
}

fn steps_plot(series: &[Series]) -> Plot {
    let mut plot = plot("growth-steps.svg", "Time by number of steps", "steps", "T, ms", series, &BY_STEPS, "steps = ");
    for curve in &mut plot.curves {
        if let Some(&(steps, ms)) = curve.points.last() {
            curve.extrapolated = Some((1e11, ms * 1e11 / steps));
        }
    }
    plot
}

fn plot(
    file: &'static str,
    title: &'static str,
    x: &'static str,
    y: &'static str,
    series: &[Series],
    who: &[&'static str],
    prefix: &str,
) -> Plot {
    let curves = who.iter().map(|who| Curve { name: who, points: points(series, who, prefix), extrapolated: None });
    let x_base = if x == "workers" { 2.0 } else { 10.0 };
    Plot { file, title, x, x_base, y, curves: curves.collect() }
}

fn table(caption: &str, series: &[Series], who: &[&str], prefix: &str) -> Table {
    let mut cases: Vec<&str> = Vec::new();
    for entry in series.iter().filter(|entry| entry.case.starts_with(prefix)) {
        if !cases.contains(&entry.case.as_str()) {
            cases.push(&entry.case);
        }
    }
    let rows = cases.into_iter().map(|case| {
        let cells = who.iter().map(|who| match find(series, who, case) {
            Some(found) => short(found.median()),
            None => "–".to_owned(),
        });
        let number = case.strip_prefix(prefix).unwrap_or(case);
        let number = number.parse().map_or_else(|_| number.to_owned(), short_count);
        [number].into_iter().chain(cells).collect()
    });
    let what = prefix.rsplit_once(" = ").map_or(prefix, |(what, _)| what).replace("T, p", "p").replace("spawn, p", "p");
    let head: Vec<&str> = [what.as_str()].into_iter().chain(who.iter().copied()).collect();
    Table::new(caption, &head, rows.collect())
}

/// Returns powers of ten from 1000 on as `10^n`, and other whole numbers as digits.
fn short_count(count: u64) -> String {
    match count.checked_ilog10() {
        Some(power) if power >= 3 && 10u64.pow(power) == count => format!("10^{power}"),
        _ => count.to_string(),
    }
}
