//! Measures empty tasks: the round trip of one, and how many complete per second.

use crate::plan::Plan;
use crate::rounds::{Contender, take};
use crate::section::Table;
use crate::series::{Series, Unit, find, with_interval};
use crate::stage::{Ask, Stage};
use every_core_driver::engine::Engine;
use serde_json::json;

pub(crate) const METHOD: &str = "*Empty tasks* return their argument, on a pool of 2: one at a time (round trip), all submitted \
     at once with one call each (`apply_async`, `exec`, `queue`, a proxy's method, `execute`), and with `map` if the library has it.";

pub(crate) const OURS: &str = "Every Core, Pool";
/// The libraries by the name shown, and the only one of them that has a `map`.
pub(crate) const JS_PEERS: [&str; 4] = ["workerpool", "threads", "comlink, workers in turn", POOLIFIER];
const POOLIFIER: &str = "poolifier-web-worker";
const PYTHON: &str = "CPython multiprocessing.Pool";
const ROUND_TRIP: &str = "round trip";
pub(crate) const APPLIED: &str = "apply_async";
pub(crate) const MAPPED: &str = "map";
const WORKERS: u32 = 2;

pub(crate) async fn measure(plan: &Plan, stage: &mut Stage) -> Vec<Series> {
    take("empty tasks", contenders(plan), plan.either(15, 3), plan, stage).await
}

fn contenders(plan: &Plan) -> Vec<Contender> {
    let (one_by_one, at_once) = (plan.either(500, 100), plan.either(5_000, 1_000));
    let chromium = |body, args| Ask::Page(Engine::WholeChromium, body, args);
    let round_trip = |name: &str| chromium("return peers.roundTripUs(...args)", json!([name, WORKERS, one_by_one]));
    let rate =
        |name: &str, how: &str| chromium("return peers.tasksPerSecond(...args)", json!([name, WORKERS, at_once, how]));
    let python = |what: &str, count: u32| Ask::Python(format!("{what} {WORKERS} {count}"));
    let mut all = vec![
        (OURS, ROUND_TRIP, round_trip("everyCore")),
        (OURS, APPLIED, rate("everyCore", "applied")),
        (OURS, MAPPED, rate("everyCore", "many")),
        (PYTHON, ROUND_TRIP, python("round_trip", one_by_one)),
        (PYTHON, APPLIED, python("apply_async", at_once)),
        (PYTHON, MAPPED, python("map", at_once)),
    ];
    for (who, name) in JS_PEERS.into_iter().zip(["workerpool", "threads", "comlink", "poolifier"]) {
        all.push((who, ROUND_TRIP, round_trip(name)));
        all.push((who, APPLIED, rate(name, "applied")));
    }
    all.push((POOLIFIER, MAPPED, rate("poolifier", "many")));
    let unit = |case| if case == ROUND_TRIP { Unit::Microseconds } else { Unit::PerSecond };
    all.into_iter().map(|(who, case, ask)| Contender::new(who, case, unit(case), ask)).collect()
}

pub(crate) fn table(series: &[Series]) -> Table {
    let rows = [OURS].into_iter().chain(JS_PEERS).chain([PYTHON]).map(|who| {
        let cell = |case: &str| match find(series, who, case) {
            Some(found) => with_interval(found.interval()),
            None => {
                let entry = series.iter().find(|entry| entry.who == who && entry.case == case);
                entry.and_then(|entry| entry.missing.clone()).unwrap_or_else(|| "no `map`".to_owned())
            }
        };
        vec![who.to_owned(), cell(ROUND_TRIP), cell(APPLIED), cell(MAPPED)]
    });
    let head = ["who", "round trip, µs", "tasks/s, one call each", "tasks/s, map"];
    Table::new("Empty tasks, pool of 2", &head, rows.collect())
}
