//! The door: `window.everyCore`, the page's JavaScript API. Strings and objects become typed values here, or an error that
//! says which field.

mod convert;
mod door;
mod errors;

use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::lab::{self, LabError, Observer, Progress};
use convert::to_js;
use door::{Request, read_request};
use errors::to_error;

/// Makes `window.everyCore`.
pub fn install() {
    let api = Object::new();
    let set = |name: &str, value: &JsValue| {
        // Setting a property of a plain object does not fail.
        let _ = Reflect::set(&api, &name.into(), value);
    };
    set("version", &env!("CARGO_PKG_VERSION").into());
    set("environment", &method0(|| to_js(&lab::environment())));
    set("run", &method(run));
    set("compare", &method(compare));
    let _ = Reflect::set(&js_sys::global(), &"everyCore".into(), &api);
}

fn run(options: JsValue) -> Promise {
    future_to_promise(async move {
        let request = read_request(&options, door::For::Run)?;
        let report = lab::run(request.options.clone(), request.cancel.clone(), observer(&request)).await;
        report.map_err(|error| reject(&error, &request)).and_then(|report| to_js(&report))
    })
}

fn compare(options: JsValue) -> Promise {
    future_to_promise(async move {
        let request = read_request(&options, door::For::Compare)?;
        let report = lab::compare(request.options.clone(), request.cancel.clone(), observer(&request)).await;
        report.map_err(|error| reject(&error, &request)).and_then(|report| to_js(&report))
    })
}

/// A cancelled run rejects with the signal's own reason.
fn reject(error: &LabError, request: &Request) -> JsValue {
    match (&request.signal, error.is_cancelled()) {
        (Some(signal), true) => signal.reason(),
        _ => to_error(error),
    }
}

/// Calls `onProgress(done, total)` after a sample, at most ten times a second and always after the last.
fn observer(request: &Request) -> Observer {
    const SHORTEST_GAP_MS: f64 = 100.0;
    let Some(callback) = request.on_progress.clone() else { return Rc::new(|_| {}) };
    let strategies = request.strategies_per_round();
    let counted = std::cell::Cell::new((0u32, f64::NEG_INFINITY));
    Rc::new(move |progress| {
        let Progress::Sampled { rounds, .. } = progress else { return };
        let (done, told_ms) = counted.get();
        let (done, total, now_ms) = (done + 1, rounds * strategies, crate::pool::now_ms());
        let tell = done == total || now_ms - told_ms >= SHORTEST_GAP_MS;
        counted.set((done, if tell { now_ms } else { told_ms }));
        if tell && let Err(thrown) = callback.call2(&JsValue::NULL, &done.into(), &total.into()) {
            // The listener's fault, not the run's: say so, and go on.
            web_sys::console::error_2(&"everyCore: onProgress threw".into(), &thrown);
        }
    })
}

fn method(function: impl Fn(JsValue) -> Promise + 'static) -> Function {
    Closure::<dyn Fn(JsValue) -> Promise>::new(function).into_js_value().unchecked_into()
}

fn method0(function: impl Fn() -> Result<JsValue, JsValue> + 'static) -> Function {
    Closure::<dyn Fn() -> Result<JsValue, JsValue>>::new(function).into_js_value().unchecked_into()
}
