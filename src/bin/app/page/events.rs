//! Events of the document, for scripts that are loaded later.

use futures_util::future::select;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

use super::dom;
use super::signal::untracked;
use every_core_js::{get, set};

/// The event after `everyCore.page` was created.
const READY: &str = "every-core:ready";
/// The event at the start of one of the page's experiments.
const START: &str = "every-core:start";
/// The event when a run of the race begins.
const RACE: &str = "every-core:race";
/// The event at the end of one of the page's experiments, or of a round of a comparison or a sweep.
const REPORT: &str = "every-core:report";
/// The event after the reader changed a setting.
const SETTINGS: &str = "every-core:settings";

/// Sends [`READY`].
pub(super) fn ready() {
    tell(READY);
}

/// Sends [`SETTINGS`].
pub(super) fn settings() {
    tell(SETTINGS);
}

/// Sends [`START`] and waits, with a timeout, until the figures' program is loaded. Otherwise the first run would be drawn
/// late, or the program would load while that run is timed. If the experiment begins with a race, the event carries the function
/// `race` that makes its runs, and this waits until the race is over.
pub(super) async fn start(race: Option<Function>) {
    const PATIENCE_MS: u32 = 1_000;
    const RACE_PATIENCE_MS: u32 = 60_000;
    let patience_ms = if race.is_some() { RACE_PATIENCE_MS } else { PATIENCE_MS };
    // A listener that loads something sets a promise as `ready` of the event (`www/boot.ts`).
    let event = send(START, race.map(|race| ("race", race.into())));
    let ready = event.and_then(|event| get(&event, "ready").dyn_into::<Promise>().ok());
    if let Some(ready) = ready {
        // The run starts once the promise resolves or rejects, or the timeout expires.
        select(JsFuture::from(ready), TimeoutFuture::new(patience_ms)).await;
    }
}

/// Sends [`RACE`].
pub(super) fn race() {
    tell(RACE);
}

/// Sends [`REPORT`].
pub(super) fn report() {
    tell(REPORT);
}

fn tell(name: &str) {
    send(name, None);
}

/// Sends an event of the document, with a property if one is given, and returns it.
fn send(name: &str, property: Option<(&str, JsValue)>) -> Option<Event> {
    let event = Event::new(name).ok()?;
    if let Some((name, value)) = property {
        set(&event, name, &value);
    }
    // Untracked, because the calling effect must not follow what listeners read. The browser reports their exceptions.
    untracked(|| dom::document().map(|document| document.dispatch_event(&event)));
    Some(event)
}
