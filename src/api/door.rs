//! The options of `run` and `compare`, read and checked before any work starts.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::errors::{out_of_range, wrong_type};
use crate::kernel::WorkloadId;
use crate::lab::{Cancel, LECTURE_STEPS, MAX_ROUNDS, MAX_STEPS, MAX_TILES, MAX_WORKERS, Options, environment};
use crate::pool::Strategy;

/// The workloads whose checksum is known in closed form, so that every run of them can be verified.
const VERIFIABLE: [WorkloadId; 2] = [WorkloadId::DoMath, WorkloadId::DoMathSimd];
/// The strategies this build can run.
const AVAILABLE: [Strategy; 2] = [Strategy::Serial, Strategy::Shared];

/// Which method the options are for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum For {
    Run,
    Compare,
}

/// A checked request, with what only JavaScript has.
pub(super) struct Request {
    pub(super) options: Options,
    pub(super) cancel: Cancel,
    pub(super) signal: Option<AbortSignal>,
    pub(super) on_progress: Option<Function>,
    kind: For,
}

impl Request {
    /// Samples of one round: `serial` is part of every comparison.
    pub(super) fn strategies_per_round(&self) -> u32 {
        let others = self.options.strategies.iter().filter(|&&strategy| strategy != Strategy::Serial).count() as u32;
        if self.kind == For::Compare { others + 1 } else { 1 }
    }
}

/// Reads the options; every missing one has its default.
pub(super) fn read_request(given: &JsValue, kind: For) -> Result<Request, JsValue> {
    if !given.is_undefined() && !given.is_object() {
        return Err(wrong_type("options", given, "an object such as { workers: 2 }"));
    }
    let read = |name: &str| if given.is_object() { Reflect::get(given, &name.into()) } else { Ok(JsValue::UNDEFINED) };
    let workload = one_of(&read("workload")?, "workload", verifiable, &VERIFIABLE.map(WorkloadId::name))?;
    let default_workers = environment().reported_processors.min(MAX_WORKERS);
    let workers = integer(&read("workers")?, "workers", MAX_WORKERS.into())?.map_or(default_workers, |n| n as u32);
    let steps = integer(&read("steps")?, "steps", MAX_STEPS)?.unwrap_or(LECTURE_STEPS);
    let tiles = integer(&read("tiles")?, "tiles", MAX_TILES.into())?.map_or(workers, |n| n as u32);
    let signal = read("signal")?;
    let signal = match signal.dyn_into::<AbortSignal>() {
        Ok(signal) => Some(signal),
        Err(missing) if missing.is_undefined() => None,
        Err(other) => return Err(wrong_type("signal", &other, "an AbortSignal")),
    };
    let on_progress = match read("onProgress")?.dyn_into::<Function>() {
        Ok(function) => Some(function),
        Err(missing) if missing.is_undefined() => None,
        Err(other) => return Err(wrong_type("onProgress", &other, "a function (done, total)")),
    };
    Ok(Request {
        options: Options {
            workload: workload.unwrap_or(WorkloadId::DoMath),
            strategies: strategies(&read, kind)?,
            workers,
            steps,
            tiles: tiles.min(steps.min(u64::from(MAX_TILES)) as u32),
            rounds: integer(&read("rounds")?, "rounds", MAX_ROUNDS.into())?.map(|n| n as u32),
            seed: seed(&read("seed")?)?,
        },
        cancel: signal.clone().map_or_else(Cancel::new, Cancel::from_signal),
        signal,
        on_progress,
        kind,
    })
}

fn verifiable(name: &str) -> Option<WorkloadId> {
    WorkloadId::from_name(name).filter(|workload| VERIFIABLE.contains(workload))
}

/// `strategy` of a run; `strategies` (an array) or `strategy` of a comparison, whose default is all there are.
fn strategies(read: &dyn Fn(&str) -> Result<JsValue, JsValue>, kind: For) -> Result<Vec<Strategy>, JsValue> {
    let names = AVAILABLE.map(Strategy::name);
    let available = |name: &str| Strategy::from_name(name).filter(|strategy| AVAILABLE.contains(strategy));
    let single = one_of(&read("strategy")?, "strategy", available, &names)?;
    let list = read("strategies")?;
    match single {
        Some(strategy) => Ok(vec![strategy]),
        None if kind == For::Run => Ok(vec![Strategy::Shared]),
        None if list.is_undefined() => {
            let possible = |strategy: &Strategy| *strategy != Strategy::Shared || environment().shared_memory;
            Ok(AVAILABLE.into_iter().filter(possible).collect())
        }
        None if Array::is_array(&list) => Array::from(&list)
            .iter()
            .map(|item| {
                one_of(&item, "strategies", available, &names)?.ok_or_else(|| wrong_type("strategies", &item, "names"))
            })
            .collect(),
        None => Err(wrong_type("strategies", &list, "an array of strategy names")),
    }
}

fn one_of<T>(
    value: &JsValue,
    option: &str,
    from_name: impl Fn(&str) -> Option<T>,
    names: &[&str],
) -> Result<Option<T>, JsValue> {
    if value.is_undefined() {
        return Ok(None);
    }
    let allowed = || format!("one of {}", names.join(", "));
    let name = value.as_string().ok_or_else(|| wrong_type(option, value, &allowed()))?;
    from_name(&name).map(Some).ok_or_else(|| out_of_range(option, value, &allowed()))
}

/// An integer of `1..=most`, or nothing.
fn integer(value: &JsValue, option: &str, most: u64) -> Result<Option<u64>, JsValue> {
    between(value, option, 1, most)
}

/// A seed is any 32-bit number; without one, each experiment draws its own.
fn seed(value: &JsValue) -> Result<u32, JsValue> {
    let drawn = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    Ok(between(value, "seed", 0, u32::MAX.into())?.map_or(drawn, |seed| seed as u32))
}

fn between(value: &JsValue, option: &str, least: u64, most: u64) -> Result<Option<u64>, JsValue> {
    if value.is_undefined() {
        return Ok(None);
    }
    let allowed = format!("a whole number from {least} to {most}");
    let number = value.as_f64().ok_or_else(|| wrong_type(option, value, &allowed))?;
    // Bounds are at most 10^12, which f64 holds exactly. NaN fails the first test.
    let whole = number.fract() == 0.0 && (least as f64..=most as f64).contains(&number);
    if whole { Ok(Some(number as u64)) } else { Err(out_of_range(option, value, &allowed)) }
}
