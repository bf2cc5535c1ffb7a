//! A worker as the page sees it: asked by messages, heard through one inbox, ended when dropped.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc::{self, UnboundedReceiver};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, JsString, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::protocol::{Reply, Request, decode, encode};
use super::{PoolError, SeenTile, Tile, Watcher, clock};

/// How long a pool may take to be ready.
pub(super) const SPAWN_PATIENCE_MS: u32 = 20_000;

#[wasm_bindgen(module = "/www/worker.js")]
extern "C" {
    #[wasm_bindgen(js_name = spawnWorker, catch)]
    fn spawn_worker() -> Result<Worker, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static MAIN_SCRIPT: JsString;
}

/// A reply and the moment it was in the page thread's hands, milliseconds of the page's clock.
pub(super) struct Received {
    pub(super) reply: Reply,
    pub(super) at_ms: f64,
}

impl Received {
    /// The error that this reply is, where another was due.
    pub(super) fn unexpected(&self) -> PoolError {
        PoolError::Protocol("an unexpected reply".to_owned())
    }
}

/// Deals with a reply in the very handler it comes in by. `true` keeps the reply from the inbox.
type Relay = Box<dyn FnMut(&Received) -> Result<bool, PoolError>>;

/// Is told each tile of a watched run, and its pixels.
type Watch = Box<dyn Fn(Tile, Vec<u8>)>;

/// A worker with a fresh instance of this very module, and a memory of its own.
pub(super) struct WorkerHandle {
    worker: Worker,
    inbox: UnboundedReceiver<Result<Received, PoolError>>,
    relay: Rc<RefCell<Option<Relay>>>,
    watch: Rc<RefCell<Option<Watch>>>,
    _listeners: [EventListener; 3],
}

impl WorkerHandle {
    /// Starts a worker and sends it the compiled module; it says [`Reply::Listening`] when its instance is up.
    pub(super) fn spawn() -> Result<Self, PoolError> {
        let worker = spawn_worker().map_err(|error| PoolError::NoWorkers(describe(&error)))?;
        let (sender, inbox) = mpsc::unbounded();

        let heard = sender.clone();
        let relay: Rc<RefCell<Option<Relay>>> = Rc::default();
        let relayed = Rc::clone(&relay);
        let watch: Rc<RefCell<Option<Watch>>> = Rc::default();
        let watched = Rc::clone(&watch);
        let on_message = EventListener::new(&worker, "message", move |event| {
            let at_ms = clock::now_ms();
            let data = event.unchecked_ref::<MessageEvent>().data();
            let received = match decode(&data) {
                Ok((Reply::Seen(tile), pixels)) => {
                    if let Some(watch) = watched.borrow().as_ref() {
                        watch(tile, pixels.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default());
                    }
                    return;
                }
                decoded => decoded.map(|(reply, _)| Received { reply, at_ms }),
            };
            let mut relay = relayed.borrow_mut();
            let received = match (received, relay.as_mut()) {
                (Ok(received), Some(deal)) => match deal(&received) {
                    Ok(true) => return,
                    Ok(false) => Ok(received),
                    Err(error) => Err(error),
                },
                (received, _) => received,
            };
            // The inbox is gone when the handle is: then nobody waits for the reply.
            let _ = heard.unbounded_send(received);
        });
        let failed = sender.clone();
        let on_error = EventListener::new_with_options(
            &worker,
            "error",
            gloo_events::EventListenerOptions::enable_prevent_default(),
            move |event| {
                // Handled here: the browser need not report it once more.
                event.prevent_default();
                let _ = failed.unbounded_send(Err(fault_of(event)));
            },
        );
        let unreadable = sender;
        let on_unreadable = EventListener::new(&worker, "messageerror", move |_| {
            let _ = unreadable.unbounded_send(Err(PoolError::Protocol("message could not be read".to_owned())));
        });

        let first = Object::new();
        let set = |name: &str, value: &JsValue| Reflect::set(&first, &name.into(), value);
        set("module", &wasm_bindgen::module())
            .and_then(|_| MAIN_SCRIPT.with(|url| set("mainScript", url)))
            .and_then(|_| worker.post_message(&first))
            .map_err(|error| PoolError::NoWorkers(describe(&error)))?;
        Ok(Self { worker, inbox, relay, watch, _listeners: [on_message, on_error, on_unreadable] })
    }

    /// Posts a request.
    pub(super) fn post(&self, request: &Request) -> Result<(), PoolError> {
        post(&self.worker, request, &JsValue::UNDEFINED)
    }

    /// From now on `watcher` hears of each tile, after `place` has brought its times to the page's clock.
    pub(super) fn watch(&self, watcher: Option<Watcher>, place: impl Fn(Tile) -> Tile + 'static) {
        self.watch.replace(watcher.map(|watcher| -> Watch {
            Box::new(move |tile, pixels| watcher(SeenTile { tile: place(tile), pixels: pixels.into() }))
        }));
    }

    /// Posts a request with what it reads, and lets `next` answer each reply with another one, in the very handler the reply comes in by:
    /// waking a future takes longer than handing out a small tile. The reply that `next` has no answer to is returned.
    pub(super) async fn converse(
        &mut self,
        first: (Request, JsValue),
        mut next: impl FnMut(&Received) -> Option<(Request, JsValue)> + 'static,
    ) -> Result<Received, PoolError> {
        let worker = self.worker.clone();
        self.relay.replace(Some(Box::new(move |received| {
            next(received).map_or(Ok(false), |(request, input)| post(&worker, &request, &input).map(|()| true))
        })));
        post(&self.worker, &first.0, &first.1)?;
        let last = self.reply().await;
        self.relay.replace(None);
        last
    }

    /// Waits until the instance is up, one of `workers` that were asked for, and returns when it was.
    pub(super) async fn listening(&mut self, workers: u32) -> Result<f64, PoolError> {
        let received = self.reply_within(SPAWN_PATIENCE_MS).await.ok_or(PoolError::spawn_timed_out(workers))??;
        let Reply::Listening = received.reply else { return Err(received.unexpected()) };
        Ok(received.at_ms)
    }

    /// What was recorded of the last run, times in milliseconds since the epoch.
    pub(super) async fn collect(&mut self) -> Result<Vec<Tile>, PoolError> {
        self.post(&Request::Collect)?;
        let received = self.reply().await?;
        let Reply::Log(tiles) = received.reply else { return Err(received.unexpected()) };
        Ok(tiles)
    }

    /// The next reply. A worker that reported an error, or said that it failed, is an error.
    pub(super) async fn reply(&mut self) -> Result<Received, PoolError> {
        match self.inbox.next().await {
            Some(Ok(Received { reply: Reply::Failed { message }, .. })) => Err(PoolError::WorkerFailed(message)),
            Some(received) => received,
            None => Err(PoolError::WorkerFailed("its inbox was closed".to_owned())),
        }
    }

    /// The next reply, or `None` after `patience_ms`.
    pub(super) async fn reply_within(&mut self, patience_ms: u32) -> Option<Result<Received, PoolError>> {
        match select(Box::pin(self.reply()), TimeoutFuture::new(patience_ms)).await {
            Either::Left((received, _)) => Some(received),
            Either::Right(_) => None,
        }
    }
}

/// Posts a request. What is attached is handed over, not copied once more.
fn post(worker: &Worker, request: &Request, attached: &JsValue) -> Result<(), PoolError> {
    let handed_over = attached.dyn_ref::<Uint32Array>().map_or_else(Array::new, |input| Array::of1(&input.buffer()));
    let posted = worker.post_message_with_transfer(&encode(request, attached)?, &handed_over);
    posted.map_err(|error| PoolError::WorkerFailed(describe(&error)))
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// An error event with a message came from running code; one without says that the script itself did not load.
fn fault_of(event: &web_sys::Event) -> PoolError {
    match event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message) {
        Some(message) if !message.is_empty() => PoolError::WorkerFailed(message),
        _ => PoolError::ScriptFailed,
    }
}

/// What JavaScript threw, in words.
pub(super) fn describe(thrown: &JsValue) -> String {
    thrown.dyn_ref::<js_sys::Error>().map_or_else(|| printed(thrown), |error| String::from(error.message()))
}

/// A value as JavaScript would print it.
pub fn printed(value: &JsValue) -> String {
    // `String(value)` throws for objects whose own conversion does.
    js_sys::Reflect::apply(&STRING.with(Clone::clone), &JsValue::UNDEFINED, &Array::of1(value))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| "a value that cannot be printed".to_owned())
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = String)]
    static STRING: js_sys::Function;
}
