//! Progress callbacks for scripts.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;

use super::door::Request;
use crate::lab::{Observer, Progress, now_ms};
use every_core_js::to_js;

/// The shortest time between two calls of `onProgress`.
const SHORTEST_GAP_MS: f64 = 100.0;

/// Returns an observer that calls the script's callbacks. It calls `onProgress(done, total)` after a sample, at most ten times
/// a second and always after the last. It calls `onPartial(report)` after each round but the last of a sweep or a comparison.
pub(super) fn observer(request: &Request) -> Observer {
    let (on_progress, on_partial) = (request.on_progress.clone(), request.on_partial.clone());
    let called_ms = Cell::new(f64::NEG_INFINITY);
    Rc::new(move |progress| match (progress, &on_progress, &on_partial) {
        (Progress::Sampled { done, total, .. } | Progress::LeftOut { done, total, .. }, Some(callback), _) => {
            let present_ms = now_ms();
            if done == total || present_ms - called_ms.get() >= SHORTEST_GAP_MS {
                called_ms.set(present_ms);
                call(callback, "onProgress", &done.into(), &total.into());
            }
        }
        (Progress::Swept(report), _, Some(callback)) => pass_on(callback, &to_js(report.as_ref())),
        (Progress::Compared(report), _, Some(callback)) => pass_on(callback, &to_js(report.as_ref())),
        _ => {}
    })
}

fn pass_on(listener: &Function, report: &JsValue) {
    call(listener, "onPartial", report, &JsValue::UNDEFINED);
}

fn call(listener: &Function, name: &str, first: &JsValue, second: &JsValue) {
    if let Err(thrown) = listener.call2(&JsValue::NULL, first, second) {
        // An error in the callback must not end the run, so it is only logged.
        web_sys::console::error_2(&format!("everyCore: {name} threw").into(), &thrown);
    }
}
