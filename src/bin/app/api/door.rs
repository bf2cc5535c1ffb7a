//! Reads and checks the API's options, before any work starts.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::errors::wrong_type;
use super::given::Given;
use super::read::{flag, integer, one_of, seed};
use crate::lab::{Cancel, Options, TENFOLD, beyond, environment, sweep_sizes};
use every_core::kernel::WorkloadId;
use every_core::report::{MAX_ROUNDS, MAX_SHARED_WORKERS, MAX_TILES, MAX_WORKERS, Strategy};

/// The API method that the options are for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum For {
    Run,
    Compare,
    Sweep,
    Tenfold,
}

/// A checked request, with the objects that exist only in JavaScript: the signal and the callbacks.
pub(super) struct Request {
    pub(super) options: Options,
    pub(super) cancel: Cancel,
    pub(super) signal: Option<AbortSignal>,
    pub(super) on_progress: Option<Function>,
    pub(super) on_partial: Option<Function>,
}

/// The options of all methods. A method ignores those that only others use.
const KNOWN: [&str; 14] = [
    "workload",
    "strategy",
    "strategies",
    "workers",
    "sizes",
    "steps",
    "tiles",
    "rounds",
    "seed",
    "record",
    "unrecorded",
    "signal",
    "onProgress",
    "onPartial",
];

/// Reads the options. Every missing option gets its default.
pub(super) fn read_request(given: &JsValue, kind: For) -> Result<Request, JsValue> {
    let given = Given::new(given, &KNOWN, "{ workers: 2 }")?;
    let names = WorkloadId::ALL.map(WorkloadId::name);
    let workload = one_of(&given.read("workload")?, "workload", WorkloadId::from_name, &names)?;
    let workload = workload.unwrap_or(WorkloadId::DoMath);
    let workers = workers(&given, kind)?;
    let most_steps = workload.max_steps() / if kind == For::Tenfold { TENFOLD } else { 1 };
    let steps = integer(&given.read("steps")?, "steps", most_steps)?.unwrap_or(workload.default_steps());
    let signal = match given.read("signal")?.dyn_into::<AbortSignal>() {
        Ok(signal) => Some(signal),
        Err(missing) if missing.is_undefined() => None,
        Err(other) => return Err(wrong_type("signal", &other, "an AbortSignal")),
    };
    let on_partial = given.function("onPartial", "a function (report)")?;
    Ok(Request {
        options: Options {
            workload,
            strategies: strategies(&given, kind)?,
            workers,
            // A run with a number of workers has that number, or fails. A comparison goes on with what there is.
            takes_fewer: kind != For::Run || given.read("workers")?.is_undefined(),
            sizes: sizes(&given, workers)?,
            steps,
            tiles: integer(&given.read("tiles")?, "tiles", MAX_TILES.into())?.map(|n| n as u32),
            rounds: integer(&given.read("rounds")?, "rounds", MAX_ROUNDS.into())?.map(|n| n as u32),
            continues: false,
            is_kept: false,
            seed: seed(&given.read("seed")?)?,
            is_recorded: flag(&given.read("record")?, "record")?.unwrap_or(true),
            adds_unrecorded: flag(&given.read("unrecorded")?, "unrecorded")?.unwrap_or(false),
            wants_partial: on_partial.is_some(),
            is_watched: false,
        },
        cancel: signal.clone().map_or_else(Cancel::new, Cancel::from_signal),
        signal,
        on_progress: given.function("onProgress", "a function (done, total)")?,
        on_partial,
    })
}

/// Reads the pool size. For a sweep it is the largest size, whose default exceeds the reported processors.
fn workers(given: &Given<'_>, kind: For) -> Result<u32, JsValue> {
    let reported = environment().reported_processors.min(MAX_SHARED_WORKERS);
    let default = if kind == For::Sweep { beyond(reported) } else { reported };
    Ok(integer(&given.read("workers")?, "workers", MAX_WORKERS.into())?.map_or(default, |n| n as u32))
}

/// Reads the pool sizes of a sweep, in ascending order and without duplicates.
fn sizes(given: &Given<'_>, most: u32) -> Result<Vec<u32>, JsValue> {
    let allowed = "an array of one or more whole numbers from 1 to 256";
    let Some(list) = given.list("sizes", allowed)? else {
        return Ok(sweep_sizes(environment().reported_processors, most));
    };
    if list.is_empty() {
        return Err(wrong_type("sizes", &Array::new(), allowed));
    }
    let size = |item: JsValue| {
        let size = integer(&item, "sizes", MAX_WORKERS.into())?;
        size.map(|size| size as u32).ok_or_else(|| wrong_type("sizes", &item, allowed))
    };
    let mut sizes = list.into_iter().map(size).collect::<Result<Vec<_>, _>>()?;
    sizes.sort_unstable();
    sizes.dedup();
    Ok(sizes)
}

/// Reads `strategy` of a run or sweep, or `strategies` (an array) or `strategy` of a comparison. The default of a comparison
/// is every strategy that can run here.
fn strategies(given: &Given<'_>, kind: For) -> Result<Vec<Strategy>, JsValue> {
    let parallel = [Strategy::Isolated, Strategy::Shared];
    let allowed = if kind == For::Sweep { &parallel[..] } else { &Strategy::ALL[..] };
    let names: Vec<&str> = allowed.iter().map(|strategy| strategy.name()).collect();
    let from_name = |name: &str| Strategy::from_name(name).filter(|strategy| allowed.contains(strategy));
    let possible = |strategy: &Strategy| *strategy != Strategy::Shared || environment().shared_memory;
    let single = one_of(&given.read("strategy")?, "strategy", from_name, &names)?;
    let several = "an array of one or more names of strategies, and left out beside strategy";
    let list = given.list("strategies", several)?;
    match (single, list) {
        (single, Some(list))
            if list.is_empty() || (single.is_some() && matches!(kind, For::Compare | For::Tenfold)) =>
        {
            Err(wrong_type("strategies", &given.read("strategies")?, several))
        }
        (Some(strategy), _) => Ok(vec![strategy]),
        _ if kind == For::Run => Ok(vec![Strategy::Shared]),
        _ if kind == For::Sweep => Ok(parallel.into_iter().rev().filter(possible).take(1).collect()),
        (None, None) => Ok(Strategy::ALL.into_iter().filter(possible).collect()),
        (None, Some(list)) => list
            .into_iter()
            .map(|item| {
                let strategy = one_of(&item, "strategies", from_name, &names)?;
                strategy.ok_or_else(|| wrong_type("strategies", &item, "names of strategies"))
            })
            .collect(),
    }
}
