//! The bridge to one worker: messages out, everything that comes in to one listener, the worker ended when it is dropped.
//! [`Link`] is the bare wire; [`WorkerHandle`] is a worker as the strategies see it, heard through one inbox.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use futures_channel::mpsc::{self, UnboundedReceiver};
use futures_util::future::{Either, LocalBoxFuture, select, try_join_all};
use futures_util::{FutureExt, StreamExt};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, JsString, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::error::{SPAWN_TURN_MS, SPAWN_TURNS};
use super::protocol::{Reply, Request, decode, encode};
use super::thrown::describe;
use super::{PoolError, SeenTile, Tile, Watcher, clock};

// From `www/worker.ts`, which the page has loaded.
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

/// Deals with a reply in the very handler it comes in by. `true` keeps the reply from the inbox.
type Relay = Box<dyn FnMut(&Received) -> Result<bool, PoolError>>;

/// Is told each tile of a watched run, and its pixels.
type Watch = Box<dyn Fn(Tile, Vec<u8>)>;

/// A worker, and what it has said so far.
pub(super) struct WorkerHandle {
    link: Link,
    inbox: UnboundedReceiver<Result<Received, PoolError>>,
    relay: Rc<RefCell<Option<Relay>>>,
    watch: Rc<RefCell<Option<Watch>>>,
}

impl WorkerHandle {
    /// Starts a worker; it says [`Reply::Listening`] when its instance is up.
    pub(super) fn spawn() -> Result<Self, PoolError> {
        let (sender, inbox) = mpsc::unbounded();
        let relay: Rc<RefCell<Option<Relay>>> = Rc::default();
        let relayed = Rc::clone(&relay);
        let watch: Rc<RefCell<Option<Watch>>> = Rc::default();
        let watched = Rc::clone(&watch);
        let listener: Listener = Rc::new(move |received| {
            let received = match received {
                Ok(Received { reply: Reply::Seen(tile), attached, .. }) => {
                    if let Some(watch) = watched.borrow().as_ref() {
                        watch(tile, attached.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default());
                    }
                    return;
                }
                received => received,
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
            let _ = sender.unbounded_send(received);
        });
        Ok(Self { link: Link::start(listener)?, inbox, relay, watch })
    }

    /// Posts a request.
    pub(super) fn post(&self, request: &Request) -> Result<(), PoolError> {
        post(self.link.worker(), request, &JsValue::UNDEFINED)
    }

    /// From now on `watcher` hears of each tile, after `place` has brought its times to the page's clock.
    pub(super) fn watch(&self, watcher: Option<Watcher>, place: impl Fn(Tile) -> Tile + 'static) {
        self.watch.replace(watcher.map(|watcher| -> Watch {
            Box::new(move |tile, pixels| watcher(SeenTile { tile: place(tile), pixels: pixels.into() }))
        }));
    }

    /// Posts a request with what it reads, and lets `next` answer each reply with another one, in the very handler the reply
    /// comes in by: waking a future takes longer than handing out a small tile. The reply that `next` has no answer to is the
    /// next one of [`WorkerHandle::reply`].
    pub(super) fn converse(
        &self,
        first: (Request, JsValue),
        mut next: impl FnMut(&Received) -> Option<(Request, JsValue)> + 'static,
    ) -> Result<(), PoolError> {
        let worker = self.link.worker().clone();
        self.relay.replace(Some(Box::new(move |received| {
            next(received).map_or(Ok(false), |(request, input)| post(&worker, &request, &input).map(|()| true))
        })));
        post(self.link.worker(), &first.0, &first.1)
    }

    /// Ends a conversation.
    pub(super) fn hang_up(&self) {
        self.relay.replace(None);
    }

    /// What was recorded of the last run, times in milliseconds since the epoch.
    pub(super) async fn collect(&mut self) -> Result<Vec<Tile>, PoolError> {
        self.post(&Request::Collect)?;
        self.reply().await?.log()
    }

    /// The next reply. A worker that reported an error, or said that it failed, is an error.
    pub(super) async fn reply(&mut self) -> Result<Received, PoolError> {
        match self.inbox.next().await {
            Some(Ok(Received { reply: Reply::Failed { message }, .. })) => Err(PoolError::WorkerFailed(message)),
            Some(received) => received,
            None => Err(PoolError::WorkerFailed("its inbox was closed".to_owned())),
        }
    }
}

/// The next reply of each worker. The first error ends the wait.
pub(super) fn replies(workers: &mut [WorkerHandle]) -> LocalBoxFuture<'_, Result<Vec<Received>, PoolError>> {
    // Boxed, so that the program holds one such wait and not one for every question.
    try_join_all(workers.iter_mut().map(WorkerHandle::reply)).boxed_local()
}

/// The same while a pool of `size` is made, whose patience is limited.
pub(super) async fn replies_in_time(workers: &mut [WorkerHandle], size: u32) -> Result<Vec<Received>, PoolError> {
    let patience_ends = pin!(async {
        for _ in 0..SPAWN_TURNS {
            TimeoutFuture::new(SPAWN_TURN_MS).await;
        }
    });
    match select(replies(workers), patience_ends).await {
        Either::Left((received, _)) => received.map_err(|error| match error {
            PoolError::WorkerFailed(message) => PoolError::SpawnFailed { workers: size, message },
            other => other,
        }),
        Either::Right(_) => Err(PoolError::spawn_timed_out(size)),
    }
}
