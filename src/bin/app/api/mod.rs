//! The page's JavaScript API, `window.everyCore`. Strings and objects are converted to typed values here, or rejected with an
//! error that names the field.

mod door;
mod errors;
mod given;
mod interval;
mod observe;
mod pool;
mod read;

use std::future::Future;
use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;

use crate::lab::{self, Cancel, LabError, Observer, Options};
pub(crate) use errors::wrong_type;
pub(crate) use given::Given;
pub(crate) use read::{flag, integer, one_of, seed};

use door::{For, Request, read_request};
use errors::to_error;
use every_core::plain::Plain;
use every_core_js::{promise, set, to_js};
use observe::observer;

pub(crate) fn install() {
    let api = Object::new();
    let set = |name: &str, value: &JsValue| set(&api, name, value);
    set("version", &env!("CARGO_PKG_VERSION").into());
    set("environment", &method(|_| environment()));
    set("run", &experiment(For::Run, lab::run));
    set("compare", &experiment(For::Compare, lab::compare));
    set("sweep", &experiment(For::Sweep, lab::sweep));
    set("tenfold", &experiment(For::Tenfold, lab::tenfold));
    set("medianInterval", &method(interval::median_interval));
    pool::install(&api);
    every_core_js::set(&js_sys::global(), "everyCore", &api);
}

/// Returns what the browser supports, and whether the program is a development build.
fn environment() -> Result<JsValue, JsValue> {
    let found = lab::environment();
    let environment = to_js(&found);
    if found.not_isolated.is_none() {
        set(&environment, "notIsolated", &JsValue::NULL);
    }
    if lab::IS_DEVELOPMENT_BUILD {
        set(&environment, "developmentBuild", &true.into());
    }
    Ok(environment)
}

/// An experiment as the API calls it: it takes options and returns a report as plain objects.
type Experiment = Box<dyn Fn(Options, Cancel, Observer) -> LocalBoxFuture<'static, Result<JsValue, JsValue>>>;

/// Returns a method that checks its options, runs the experiment, and resolves with the report.
fn experiment<Report, Work>(kind: For, work: fn(Options, Cancel, Observer) -> Work) -> Function
where
    Report: Plain + 'static,
    Work: Future<Output = Result<Report, LabError>> + 'static,
{
    let work: Experiment = Box::new(move |options, cancel, observer| {
        let work = work(options, cancel, observer);
        Box::pin(async move { Ok(to_js(&work.await.map_err(|error| to_error(&error))?)) })
    });
    checked(kind, Rc::new(work))
}

/// Returns the method for a boxed experiment. It is not generic, so the program contains it once.
fn checked(kind: For, work: Rc<Experiment>) -> Function {
    let method = move |options: JsValue| -> Promise {
        let work = Rc::clone(&work);
        // Read before the call returns, because the script may change its object right after.
        let request = match read_request(&options, kind) {
            Ok(request) => request,
            Err(refusal) => return Promise::reject(&refusal),
        };
        promise(Box::pin(async move {
            let outcome = work(request.options.clone(), request.cancel.clone(), observer(&request)).await;
            outcome.map_err(|error| reject(error, &request))
        }))
    };
    Closure::<dyn Fn(JsValue) -> Promise>::new(method).into_js_value().unchecked_into()
}

/// Returns the reason that a promise rejects with: for a cancelled experiment, the reason of the caller's signal.
fn reject(error: JsValue, request: &Request) -> JsValue {
    match &request.signal {
        Some(signal) if signal.aborted() => signal.reason(),
        _ => error,
    }
}

/// Returns a method of the API. It throws the error that `function` returns.
pub(crate) fn method(function: impl Fn(JsValue) -> Result<JsValue, JsValue> + 'static) -> Function {
    Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(function).into_js_value().unchecked_into()
}
