//! What the page tells scripts that are loaded later: events of the document.

use futures_util::future::select;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

use super::dom;
use super::signal::untracked;

/// `everyCore.page` is there.
const READY: &str = "every-core:ready";
/// An experiment of the page began.
const START: &str = "every-core:start";
/// An experiment of the page has ended, or a round of a comparison or a sweep.
const REPORT: &str = "every-core:report";
/// What the reader set has changed.
const SETTINGS: &str = "every-core:settings";

/// Says that `everyCore.page` is there.
pub(super) fn ready() {
    tell(READY);
}

/// Says that what the reader set has changed.
pub(super) fn settings() {
    tell(SETTINGS);
}

/// Says that an experiment began, and waits until what draws it is there, but not for long: neither shall the first run be drawn
/// late, nor a program be loaded while it is timed.
pub(super) async fn start() {
    const PATIENCE_MS: u32 = 1_000;
    // Whoever has to load something for it says so on the event (`www/boot.ts`).
    let ready = tell(START).and_then(|event| Reflect::get(&event, &"ready".into()).ok()?.dyn_into::<Promise>().ok());
    if let Some(ready) = ready {
        // Loaded, failed or late: the run begins.
        select(JsFuture::from(ready), TimeoutFuture::new(PATIENCE_MS)).await;
    }
}

/// Says that there is a new report.
pub(super) fn report() {
    tell(REPORT);
}

fn tell(name: &str) -> Option<Event> {
    let event = Event::new(name).ok()?;
    // A listener that throws is reported by the browser. What it reads is its own affair.
    untracked(|| dom::document().map(|document| document.dispatch_event(&event)));
    Some(event)
}
