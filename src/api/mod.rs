//! The door: `window.everyCore`, the page's JavaScript API. Strings and objects become typed values here, or an error that
//! says which field.

mod convert;
mod door;
mod errors;
mod export;
mod observe;
mod read;

use std::future::Future;

use js_sys::{Function, Object, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::lab::{self, Cancel, LabError, Observer, Options};
use convert::to_js;
use door::{For, Request, read_request};
use errors::to_error;
use observe::observer;

/// Makes `window.everyCore`.
pub fn install() {
    let api = Object::new();
    let set = |name: &str, value: &JsValue| {
        // Setting a property of a plain object does not fail.
        let _ = Reflect::set(&api, &name.into(), value);
    };
    set("version", &env!("CARGO_PKG_VERSION").into());
    set("environment", &method(|_| to_js(&lab::environment())));
    set("run", &experiment(For::Run, lab::run));
    set("compare", &experiment(For::Compare, lab::compare));
    set("sweep", &experiment(For::Sweep, lab::sweep));
    set("tenfold", &experiment(For::Tenfold, lab::tenfold));
    set("trace", &method(export::trace));
    set("csv", &method(export::csv));
    let _ = Reflect::set(&js_sys::global(), &"everyCore".into(), &api);
}

/// A method that checks its options, does the experiment, and resolves with the report as plain objects.
fn experiment<Report, Work>(kind: For, work: fn(Options, Cancel, Observer) -> Work) -> Function
where
    Report: Serialize,
    Work: Future<Output = Result<Report, LabError>> + 'static,
{
    let method = move |options: JsValue| -> Promise {
        future_to_promise(async move {
            let request = read_request(&options, kind)?;
            let report = work(request.options.clone(), request.cancel.clone(), observer(&request)).await;
            report.map_err(|error| reject(&error, &request)).and_then(|report| to_js(&report))
        })
    };
    Closure::<dyn Fn(JsValue) -> Promise>::new(method).into_js_value().unchecked_into()
}

/// A cancelled experiment rejects with the signal's own reason.
fn reject(error: &LabError, request: &Request) -> JsValue {
    match (&request.signal, error.is_cancelled()) {
        (Some(signal), true) => signal.reason(),
        _ => to_error(error),
    }
}

fn method(function: impl Fn(JsValue) -> Result<JsValue, JsValue> + 'static) -> Function {
    Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(function).into_js_value().unchecked_into()
}
