//! The bridge to one worker. It posts messages, passes everything that comes in to one listener, and ends the worker on drop.
//!
//! [`Link`] only starts the worker and listens. [`WorkerHandle`] is what the strategies use: it collects replies in one inbox.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_channel::mpsc::{self, UnboundedReceiver};
use futures_util::future::{Either, LocalBoxFuture, select};
use futures_util::{FutureExt, StreamExt};
use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, JsString, Promise, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::error::{SPAWN_TURN_MS, SPAWN_TURNS};
use super::protocol::{Reply, Request, decode, encode};
use super::thrown::describe;
use super::{PoolError, SeenTile, Tile, Watcher, clock};

// Defined in `www/worker.ts`, which the page has loaded.
#[wasm_bindgen(js_namespace = everyCoreWorker)]
extern "C" {
    #[wasm_bindgen(js_name = start, catch)]
    fn start_worker(module: &JsValue, main_script: &JsString, most_pages: u32) -> Result<Worker, JsValue>;
    fn room() -> Option<Promise>;
    /// Notes that some workers did not come.
    pub(super) fn short();
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["import", "meta"], js_name = url)]
    static MAIN_SCRIPT: JsString;
}

/// Returns the address of the script that belongs to the compiled module.
pub(crate) fn main_script() -> JsValue {
    MAIN_SCRIPT.with(|main_script| main_script.into())
}

/// A reply, what was attached to it, and the moment the page's thread received it, in milliseconds of the page's clock.
pub(super) struct Received {
    pub(super) reply: Reply,
    pub(super) attached: JsValue,
    pub(super) at_ms: f64,
}

impl Received {
    /// Returns the tiles recorded during the last run, times in milliseconds since the epoch, or an error for another reply.
    pub(super) fn log(self) -> Result<Vec<Tile>, PoolError> {
        if let Reply::Log(tiles) = self.reply { Ok(tiles) } else { Err(self.unexpected()) }
    }

    /// Returns the error to report when a reply of another kind was due.
    pub(super) fn unexpected(&self) -> PoolError {
        PoolError::Protocol("an unexpected reply".to_owned())
    }
}

/// A callback for replies and errors. It is called directly by the event listener that receives them.
pub(super) type Listener = Rc<dyn Fn(Result<Received, PoolError>)>;

/// A worker with a fresh instance of this same module and a memory of its own.
pub(super) struct Link {
    worker: Worker,
    _listeners: [EventListener; 3],
}

impl Link {
    /// Starts a worker and sends it the compiled module. The worker replies [`Reply::Listening`] when its instance is up. If it
    /// ends without an error event, `worker.js` notices by a web lock and dispatches one.
    fn start(listener: Listener, most_pages: u32) -> Result<Self, PoolError> {
        let worker = MAIN_SCRIPT
            .with(|main_script| start_worker(&wasm_bindgen::module(), main_script, most_pages))
            .map_err(|error| PoolError::NoWorkers(describe(&error)))?;
        let deliver = Rc::clone(&listener);
        let on_message = EventListener::new(&worker, "message", move |event| {
            let at_ms = clock::now_ms();
            let data = event.unchecked_ref::<MessageEvent>().data();
            deliver(decode(&data).map(|(reply, attached)| Received { reply, attached, at_ms }));
        });
        let deliver = Rc::clone(&listener);
        let options = EventListenerOptions::enable_prevent_default();
        let on_error = EventListener::new_with_options(&worker, "error", options, move |event| {
            // The error is handled here, so the browser need not report it as well.
            event.prevent_default();
            deliver(Err(fault_of(event)));
        });
        let on_unreadable = EventListener::new(&worker, "messageerror", move |_| {
            listener(Err(PoolError::Protocol("message could not be read".to_owned())));
        });
        Ok(Self { worker, _listeners: [on_message, on_error, on_unreadable] })
    }

    pub(super) fn worker(&self) -> &Worker {
        &self.worker
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// Posts a request. An attached `Uint32Array` is transferred, which saves a copy.
pub(super) fn post(worker: &Worker, request: &Request, attached: &JsValue) -> Result<(), PoolError> {
    let handed_over = attached.dyn_ref::<Uint32Array>().map_or_else(Array::new, |input| Array::of1(&input.buffer()));
    let posted = worker.post_message_with_transfer(&encode(request, attached)?, &handed_over);
    posted.map_err(|error| PoolError::WorkerFailed(describe(&error)))
}

/// Reads an error event. One with a message came from running code; one without means that the script did not load.
fn fault_of(event: &web_sys::Event) -> PoolError {
    match event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message) {
        Some(message) if !message.is_empty() => PoolError::WorkerFailed(message),
        _ => PoolError::ScriptFailed,
    }
}

/// A callback that handles a reply directly in the event listener. It returns `true` to keep the reply out of the inbox.
type Relay = Box<dyn FnMut(&Received) -> Result<bool, PoolError>>;

/// A callback that receives each tile of a watched run, and its pixels.
type Watch = Box<dyn Fn(Tile, Vec<u8>)>;

/// A worker, and the replies that nothing has read yet.
pub(super) struct WorkerHandle {
    link: Link,
    inbox: UnboundedReceiver<Result<Received, PoolError>>,
    relay: Rc<RefCell<Option<Relay>>>,
    watch: Rc<RefCell<Option<Watch>>>,
}

impl WorkerHandle {
    /// Starts a worker whose memory can grow to so many pages. It replies [`Reply::Listening`] when its instance is up.
    pub(super) fn spawn(most_pages: u32) -> Result<Self, PoolError> {
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
                (Ok(received), Some(handle)) => match handle(&received) {
                    Ok(true) => return,
                    Ok(false) => Ok(received),
                    Err(error) => Err(error),
                },
                (received, _) => received,
            };
            // Fails only if the handle was dropped, and the inbox with it. Then nothing waits for the reply.
            let _ = sender.unbounded_send(received);
        });
        Ok(Self { link: Link::start(listener, most_pages)?, inbox, relay, watch })
    }

    pub(super) fn post(&self, request: &Request) -> Result<(), PoolError> {
        post(self.link.worker(), request, &JsValue::UNDEFINED)
    }

    /// Calls `watcher` with each tile from now on, after `place` has converted the tile's times to the page's clock.
    pub(super) fn watch(&self, watcher: Option<Watcher>, place: impl Fn(Tile) -> Tile + 'static) {
        self.watch.replace(watcher.map(|watcher| -> Watch {
            Box::new(move |tile, pixels| watcher(SeenTile { tile: place(tile), pixels: pixels.into() }))
        }));
    }

    /// Posts a request with its input, and calls `next` for the request that answers each reply. Both happen directly in the
    /// event listener, because waking a future takes longer than handing out a small tile. The first reply for which `next`
    /// returns `None` goes to [`WorkerHandle::reply`].
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

    /// Stops answering replies.
    pub(super) fn hang_up(&self) {
        self.relay.replace(None);
    }

    /// Fetches the tiles recorded during the last run, with times in milliseconds since the epoch.
    pub(super) async fn collect(&mut self) -> Result<Vec<Tile>, PoolError> {
        self.post(&Request::Collect)?;
        self.reply().await?.log()
    }

    /// Waits for the next reply. Returns an error if the worker reported one, or replied that it failed.
    pub(super) async fn reply(&mut self) -> Result<Received, PoolError> {
        poll_fn(|context| self.poll_reply(context)).await
    }

    fn poll_reply(&mut self, context: &mut Context<'_>) -> Poll<Result<Received, PoolError>> {
        self.inbox.poll_next_unpin(context).map(|came| match came {
            Some(Ok(Received { reply: Reply::Failed { message }, .. })) => Err(PoolError::WorkerFailed(message)),
            Some(received) => received,
            None => Err(PoolError::WorkerFailed("its inbox was closed".to_owned())),
        })
    }
}

/// Waits for the next reply of each worker. The first error ends the wait.
pub(super) fn replies(workers: &mut [WorkerHandle]) -> LocalBoxFuture<'_, Result<Vec<Received>, PoolError>> {
    // Boxed, so that the program contains this future once, instead of a copy for each caller.
    let mut came: Vec<Option<Received>> = workers.iter().map(|_| None).collect();
    poll_fn(move |context| {
        let mut is_waiting = false;
        for (worker, place) in workers.iter_mut().zip(&mut came).filter(|(_, place)| place.is_none()) {
            match worker.poll_reply(context)? {
                Poll::Ready(received) => *place = Some(received),
                Poll::Pending => is_waiting = true,
            }
        }
        if is_waiting { Poll::Pending } else { Poll::Ready(Ok(came.drain(..).flatten().collect())) }
    })
    .boxed_local()
}

/// Waits until workers can be made: where there was no room once, until those that were told to end have ended.
pub(super) async fn wait_for_room() {
    if let Some(room) = room() {
        let _ = JsFuture::from(room).await;
    }
}

/// Waits for `coming` while a pool is made, but at most 20 s. Returns `None` if it did not come in time.
pub(super) async fn in_time<T>(coming: impl Future<Output = T>) -> Option<T> {
    let timeout = async {
        for _ in 0..SPAWN_TURNS {
            TimeoutFuture::new(SPAWN_TURN_MS).await;
        }
    };
    match select(pin!(coming), pin!(timeout)).await {
        Either::Left((came, _)) => Some(came),
        Either::Right(_) => None,
    }
}
