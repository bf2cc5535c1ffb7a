//! The page's controls as an interface for scripts: `everyCore.page`. Parts that are loaded later, such as Share, use it. It
//! measures nothing itself: a script can only do what a reader can.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::events;
use super::experiment::Experiment;
use super::signal::create_effect;
use super::state::{Phase, Size, State};
use crate::api::{Given, flag, integer, method, one_of, seed, wrong_type};
use crate::lab::TENFOLD;
use every_core::kernel::WorkloadId;
use every_core::plain::Plain;
use every_core::report::{MAX_ROUNDS, MAX_WORKERS, Strategy};
use every_core_js::{get, object, set, to_js};

/// Sends an event whenever the settings change.
pub(super) fn mount(state: State) {
    create_effect(Box::new(move || {
        let _ = (state.watched_strategy.get(), state.workload.get(), state.workers(), state.steps());
        events::settings();
    }));
}

/// Creates `everyCore.page` and sends an event.
pub(super) fn open(state: State) {
    let door = object(&[
        ("settings", method(move |_| Ok(settings(state))).into()),
        ("set", method(move |given| change(state, &given)).into()),
        ("reports", method(move |_| Ok(reports(state))).into()),
        ("watching", method(move |_| Ok(watching(state))).into()),
        ("isRunning", method(move |_| Ok(state.is_running().into())).into()),
        ("start", method(move |name| start(state, &name)).into()),
    ]);
    set(&get(&js_sys::global(), "everyCore"), "page", &door);
    events::ready();
}

fn settings(state: State) -> JsValue {
    object(&[
        ("workload", state.workload.get_untracked().name().into()),
        ("steps", state.steps().map_or(JsValue::NULL, |steps| (steps as f64).into())),
        ("workers", state.workers().map_or(JsValue::NULL, JsValue::from)),
        ("strategy", state.best_pool().name().into()),
    ])
}

fn reports(state: State) -> JsValue {
    object(&[
        ("compare", or_null(state.compared())),
        ("run", or_null(state.watched.get_untracked())),
        ("sweep", or_null(state.sweep.get_untracked())),
        ("tenfold", or_null(state.tenfold.get_untracked())),
    ])
}

fn or_null(report: Option<Rc<impl Plain>>) -> JsValue {
    report.map_or(JsValue::NULL, |report| to_js(report.as_ref()))
}

/// Returns the run that is being watched, or would be. The pixels of its picture are handed over only once.
fn watching(state: State) -> JsValue {
    let phase = state.phase.get_untracked();
    let is_running = matches!(phase, Phase::Running(running) if running.experiment == Experiment::Watch);
    let strategy = state.watched_strategy.get_untracked();
    let workers = state.workers().unwrap_or(1);
    let serial_ms = state.expected_serial_ms(Experiment::Watch).unwrap_or(500.0);
    let (mut tiles, mut painted) = (JsValue::NULL, Vec::new());
    state.live.update_silent(|live| {
        tiles = to_js(&live.tiles);
        painted = live.take_pixels();
    });
    let painted = painted.iter().map(|piece| {
        object(&[
            ("worker", piece.tile.worker.into()),
            ("start", (piece.tile.range.start as f64).into()),
            ("end", (piece.tile.range.end as f64).into()),
            ("pixels", Uint8Array::from(&piece.pixels[..]).into()),
        ])
    });
    object(&[
        ("strategy", strategy.name().into()),
        ("workload", state.workload.get_untracked().name().into()),
        ("workers", workers.into()),
        ("steps", (state.steps().unwrap_or(1) as f64).into()),
        ("expectedMs", (if strategy.is_parallel() { serial_ms / f64::from(workers) } else { serial_ms }).into()),
        ("isRunning", is_running.into()),
        ("tiles", tiles),
        ("painted", painted.collect::<Array>().into()),
    ])
}

/// Changes the given settings. If one of them is invalid it throws, and changes none.
fn change(state: State, given: &JsValue) -> Result<JsValue, JsValue> {
    if state.is_running() {
        return Err(js_sys::Error::new(
            "an experiment is under way: cancel it, or wait for it, before changing settings",
        )
        .into());
    }
    let known = ["workload", "steps", "workers", "mostWorkers", "strategy", "seed", "rounds", "race"];
    let given = Given::new(given, &known, "{ workers: 2 }")?;
    let workload =
        one_of(&given.read("workload")?, "workload", WorkloadId::from_name, &WorkloadId::ALL.map(WorkloadId::name))?;
    let workload = workload.unwrap_or(state.workload.get_untracked());
    let steps = integer(&given.read("steps")?, "steps", workload.max_steps())?;
    let workers = integer(&given.read("workers")?, "workers", MAX_WORKERS.into())?;
    let most_workers = integer(&given.read("mostWorkers")?, "mostWorkers", MAX_WORKERS.into())?;
    let strategy =
        one_of(&given.read("strategy")?, "strategy", Strategy::from_name, &Strategy::ALL.map(Strategy::name))?;
    let rounds = integer(&given.read("rounds")?, "rounds", MAX_ROUNDS.into())?;
    let races = flag(&given.read("race")?, "race")?;
    let wanted_seed = given.read("seed")?;
    let seed = if wanted_seed.is_undefined() { None } else { Some(seed(&wanted_seed)?) };

    state.choose_workload(workload);
    if let Some(steps) = steps {
        set_steps(state, workload, steps);
    }
    if let Some(workers) = workers {
        state.workers_text.set(workers.to_string());
    }
    if let Some(most) = most_workers {
        state.most_workers_text.set(most.max(2).to_string());
    }
    // A link may name a strategy that cannot run here. Then the page keeps its own, which `settings()` returns.
    if let Some(strategy) = strategy.filter(|&strategy| state.is_possible(strategy)) {
        state.watched_strategy.set(strategy);
    }
    if seed.is_some() {
        state.seed.set(seed);
    }
    if let Some(rounds) = rounds {
        state.rounds.set(Some(rounds as u32));
    }
    if let Some(races) = races {
        state.races.set_silent(races);
    }
    Ok(JsValue::UNDEFINED)
}

/// Chooses the named size of these steps, if there is one. Otherwise it enters the number in millions.
fn set_steps(state: State, workload: WorkloadId, steps: u64) {
    let usual = workload.default_steps();
    let named = [(Size::Lecture, usual), (Size::TenTimes, TENFOLD * usual)];
    match named.into_iter().find(|(_, amount)| *amount == steps) {
        Some((size, _)) => state.size.set(size),
        None => {
            let digits = format!("{}.{:06}", steps / 1_000_000, steps % 1_000_000);
            state.other_millions.set(digits.trim_end_matches('0').trim_end_matches('.').to_owned());
            state.size.set(Size::Other);
        }
    }
}

fn start(state: State, name: &JsValue) -> Result<JsValue, JsValue> {
    let known = |name: &str| match name {
        "compare" => Some(Experiment::Compare),
        "sweep" => Some(Experiment::Sweep),
        "tenfold" => Some(Experiment::Tenfold),
        "run" => Some(Experiment::Watch),
        _ => None,
    };
    let names = ["compare", "sweep", "tenfold", "run"];
    let experiment = one_of(name, "experiment", known, &names)?;
    let experiment =
        experiment.ok_or_else(|| wrong_type("experiment", name, &format!("one of {}", names.join(", "))))?;
    if experiment == Experiment::Compare {
        // Only the reader's own press begins with a race.
        state.races.set_silent(false);
    }
    state.ask(experiment);
    Ok(JsValue::UNDEFINED)
}
