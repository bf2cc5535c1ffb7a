//! Progress for a script that asked for it.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;

use super::convert::to_js;
use super::door::Request;
use crate::lab::{Observer, Progress, now_ms};

/// `onProgress` is called at most ten times a second.
const SHORTEST_GAP_MS: f64 = 100.0;

/// Calls `onProgress(done, total)` after a sample, at most ten times a second and always after the last, and
/// `onPartial(report)` after each round but the last of a sweep or a comparison.
pub(super) fn observer(request: &Request) -> Observer {
    let (on_progress, on_partial) = (request.on_progress.clone(), request.on_partial.clone());
    let told_ms = Cell::new(f64::NEG_INFINITY);
    Rc::new(move |progress| match (progress, &on_progress, &on_partial) {
        (Progress::Sampled { done, total, .. }, Some(tell), _) => {
            let present_ms = now_ms();
            if done == total || present_ms - told_ms.get() >= SHORTEST_GAP_MS {
                told_ms.set(present_ms);
                call(tell, "onProgress", &done.into(), &total.into());
            }
        }
        (Progress::Swept(report), _, Some(tell)) => pass_on(tell, to_js(report.as_ref())),
        (Progress::Compared(report), _, Some(tell)) => pass_on(tell, to_js(report.as_ref())),
        _ => {}
    })
}

fn pass_on(listener: &Function, report: Result<JsValue, JsValue>) {
    match report {
        Ok(report) => call(listener, "onPartial", &report, &JsValue::UNDEFINED),
        Err(error) => web_sys::console::error_2(&"everyCore: a partial report could not be passed on".into(), &error),
    }
}

fn call(listener: &Function, name: &str, first: &JsValue, second: &JsValue) {
    if let Err(thrown) = listener.call2(&JsValue::NULL, first, second) {
        // The listener's fault, not the run's: say so, and go on.
        web_sys::console::error_2(&format!("everyCore: {name} threw").into(), &thrown);
    }
}
