//! Section 2: the same work on 1 to 4 workers.

use crate::kernel::{BARE_SERIAL, JS_SERIAL, SERIAL};
use crate::plan::Plan;
use crate::rounds::{Contender, take};
use crate::section::{Section, Table};
use crate::series::{Series, Unit, find, short, with_interval};
use crate::stage::{Ask, Level, Stage};
use anyhow::Result;
use every_core::measure::{Interval, median_interval};
use every_core_driver::engine::Engine;
use serde_json::json;

const SIZES: [u32; 4] = [1, 2, 3, 4];
/// The pool size that the target is judged by. It gets more rounds: the target allows 2 %, and 15 rounds leave an interval of ±3
/// %.
pub(crate) const JUDGED: u32 = 2;

const RUN: &str = "const r = await everyCore.run(args); return { value: r.elapsedMs, checksum: r.checksum }";
const PEER: &str = "return peers.sum(...args)";

const RAYON: &str = "native rayon";
const PYTHON: &str = "CPython multiprocessing.Pool";

/// Each pool with the contender whose serial time is its `T1`.
const POOLS: [(&str, &str); 7] = [
    ("Every Core, shared", "Every Core, serial"),
    ("Every Core, isolated", "Every Core, serial"),
    ("bare wasm-bindgen-rayon", "bare wasm, serial"),
    (RAYON, "native Rust, serial"),
    ("workerpool", "JavaScript, serial"),
    ("threads", "JavaScript, serial"),
    (PYTHON, "CPython, serial"),
];

pub(crate) async fn measure(plan: &Plan, stage: &mut Stage) -> Result<Section> {
    let mut series = take("scaling, judged", contenders(&[JUDGED], plan), plan.many_rounds(), plan, stage).await;
    let others: Vec<u32> = SIZES.into_iter().filter(|&workers| workers != JUDGED).collect();
    series.extend(take("scaling", contenders(&others, plan), plan.rounds(), plan, stage).await);
    stage.close_pools().await?;
    Ok(Section {
        name: "scaling",
        title: "2. Scaling",
        method: format!(
            "`do_math` over {} steps ({} in CPython), one tile a worker, in Chromium and in native Rust at opt-level 3. `T1` is \
             the serial time of the same language in the same round, on the main thread in a browser. `T` is from the call \
             until the sum is verified, on a warm pool. `S = T1 / T` is taken per round; its interval is one over \
             rounds. *Of rayon* is S divided by native rayon's S of the same round. JavaScript pools run the JavaScript loop, \
             one task a worker. p = 2 has {} rounds, and the serial times shown are from these rounds; the other sizes have {}.",
            short(plan.steps() as f64),
            short(plan.python_steps() as f64),
            plan.many_rounds(),
            plan.rounds()
        ),
        tables: vec![serial_table(&series), table(&series)],
        series,
        plots: Vec::new(),
    })
}

fn contenders(sizes: &[u32], plan: &Plan) -> Vec<Contender> {
    let (steps, python_steps) = (plan.steps(), plan.python_steps());
    let timed = |who: &str, case: String, ask: Ask| {
        let steps = if who.starts_with("CPython") { python_steps } else { steps };
        Contender::new(who, case, Unit::Milliseconds, ask).verified(steps)
    };
    let chromium = |body: &'static str, args| Ask::Page(Engine::WholeChromium, body, args);
    let serial = || serial_case(sizes[0]).to_owned();
    let mut all = vec![
        timed("Every Core, serial", serial(), chromium(SERIAL, json!({ "steps": steps }))),
        timed("bare wasm, serial", serial(), chromium(BARE_SERIAL, json!(["wasm", "do_math", steps]))),
        timed("JavaScript, serial", serial(), chromium(JS_SERIAL, json!(steps))),
        timed("native Rust, serial", serial(), Ask::Native(Level::Three, format!("kernel do_math {steps}"))),
        timed("CPython, serial", serial(), Ask::Python(format!("kernel {python_steps}"))),
    ];
    for &workers in sizes {
        let ours = |strategy: &str| chromium(RUN, json!({ "strategy": strategy, "workers": workers, "steps": steps }));
        let peer = |name: &str| chromium(PEER, json!([name, workers, steps]));
        let asks = [
            ours("shared"),
            ours("isolated"),
            peer("rayon"),
            Ask::Native(Level::Three, format!("rayon {workers} {steps}")),
            peer("workerpool"),
            peer("threads"),
            Ask::Python(format!("pool {workers} {python_steps}")),
        ];
        all.extend(POOLS.into_iter().zip(asks).map(|((who, _), ask)| timed(who, case_of(workers), ask)));
    }
    all
}

fn case_of(workers: u32) -> String {
    format!("p = {workers}")
}

/// Returns the case name of the serial times taken in the same rounds as a pool size.
fn serial_case(workers: u32) -> &'static str {
    if workers == JUDGED { "serial" } else { "serial, in the rounds of the other sizes" }
}

/// Returns `T1 / T` of each round.
fn speedups(series: &[Series], who: &str, workers: u32) -> Option<Vec<f64>> {
    let (_, serial) = POOLS.into_iter().find(|(pool, _)| *pool == who)?;
    Some(find(series, serial, serial_case(workers))?.over(find(series, who, &case_of(workers))?))
}

/// Returns the ratio of a pool's speed-up to native rayon's, with its interval.
pub(crate) fn of_rayon(series: &[Series], who: &str, workers: u32) -> Option<Interval> {
    let (own, rayons) = (speedups(series, who, workers)?, speedups(series, RAYON, workers)?);
    let ratios: Vec<_> = own.iter().zip(rayons).map(|(own, rayons)| own / rayons).collect();
    Some(median_interval(&ratios))
}

fn serial_table(series: &[Series]) -> Table {
    let serial = series.iter().filter(|entry| entry.case == serial_case(JUDGED));
    let rows = serial.map(|entry| vec![entry.who.clone(), with_interval(entry.interval())]);
    Table::new("T1: the serial times", &["who", "T1, ms"], rows.collect())
}

fn table(series: &[Series]) -> Table {
    let rows = SIZES.into_iter().flat_map(|workers| {
        POOLS.into_iter().map(move |(who, _)| {
            let elapsed = find(series, who, &case_of(workers));
            let speedup = speedups(series, who, workers).map(|ratios| median_interval(&ratios));
            let shown = |interval: Option<Interval>| interval.map_or_else(|| "–".to_owned(), with_interval);
            vec![
                workers.to_string(),
                who.to_owned(),
                elapsed.map_or_else(|| "–".to_owned(), |entry| short(entry.median())),
                shown(speedup),
                speedup.map_or_else(|| "–".to_owned(), |speedup| short(speedup.value / f64::from(workers))),
                shown(of_rayon(series, who, workers)),
            ]
        })
    });
    let head = ["p", "who", "T, ms", "S (95 % interval)", "S / p", "of rayon"];
    Table::new("Pools", &head, rows.collect())
}
