//! The wire to one worker: messages out, everything that comes in to one listener, the worker ended when it is dropped.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use js_sys::{Array, JsString, Uint32Array};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::protocol::{Reply, Request, decode, encode};
use super::worker::describe;
use super::{PoolError, Tile, clock};

// From `www/worker.js`, which the page has loaded.
#[wasm_bindgen(js_namespace = everyCoreWorker)]
extern "C" {
    #[wasm_bindgen(js_name = start, catch)]
    fn start_worker(module: &JsValue, main_script: &JsString) -> Result<Worker, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static MAIN_SCRIPT: JsString;
}

/// A reply, what was attached to it, and the moment it was in the page thread's hands, milliseconds of the page's clock.
pub(super) struct Received {
    pub(super) reply: Reply,
    pub(super) attached: JsValue,
    pub(super) at_ms: f64,
}

impl Received {
    /// What was recorded of the last run, if this is it: times in milliseconds since the epoch.
    pub(super) fn log(self) -> Result<Vec<Tile>, PoolError> {
        if let Reply::Log(tiles) = self.reply { Ok(tiles) } else { Err(self.unexpected()) }
    }

    /// The error that this reply is, where another was due.
    pub(super) fn unexpected(&self) -> PoolError {
        PoolError::Protocol("an unexpected reply".to_owned())
    }
}

/// Hears replies and faults, in the very handler they come in by.
pub(super) type Listener = Rc<dyn Fn(Result<Received, PoolError>)>;

/// A worker with a fresh instance of this very module, and a memory of its own.
pub(super) struct Link {
    worker: Worker,
    _listeners: [EventListener; 3],
}

impl Link {
    /// Starts a worker and sends it the compiled module; it says [`Reply::Listening`] when its instance is up. That it ended
    /// without a word is heard as a fault, too.
    pub(super) fn start(listener: Listener) -> Result<Self, PoolError> {
        let worker = MAIN_SCRIPT
            .with(|main_script| start_worker(&wasm_bindgen::module(), main_script))
            .map_err(|error| PoolError::NoWorkers(describe(&error)))?;
        let hear = Rc::clone(&listener);
        let on_message = EventListener::new(&worker, "message", move |event| {
            let at_ms = clock::now_ms();
            let data = event.unchecked_ref::<MessageEvent>().data();
            hear(decode(&data).map(|(reply, attached)| Received { reply, attached, at_ms }));
        });
        let hear = Rc::clone(&listener);
        let options = EventListenerOptions::enable_prevent_default();
        let on_error = EventListener::new_with_options(&worker, "error", options, move |event| {
            // Handled here: the browser need not report it once more.
            event.prevent_default();
            hear(Err(fault_of(event)));
        });
        let on_unreadable = EventListener::new(&worker, "messageerror", move |_| {
            listener(Err(PoolError::Protocol("message could not be read".to_owned())));
        });
        Ok(Self { worker, _listeners: [on_message, on_error, on_unreadable] })
    }

    /// The worker, to post to.
    pub(super) fn worker(&self) -> &Worker {
        &self.worker
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Posts a request. What is attached is handed over, not copied once more.
pub(super) fn post(worker: &Worker, request: &Request, attached: &JsValue) -> Result<(), PoolError> {
    let handed_over = attached.dyn_ref::<Uint32Array>().map_or_else(Array::new, |input| Array::of1(&input.buffer()));
    let posted = worker.post_message_with_transfer(&encode(request, attached)?, &handed_over);
    posted.map_err(|error| PoolError::WorkerFailed(describe(&error)))
}

/// An error event with a message came from running code; one without says that the script itself did not load.
fn fault_of(event: &web_sys::Event) -> PoolError {
    match event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message) {
        Some(message) if !message.is_empty() => PoolError::WorkerFailed(message),
        _ => PoolError::ScriptFailed,
    }
}
