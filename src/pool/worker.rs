//! A worker as the strategies see it: asked by messages, heard through one inbox, ended when dropped.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use futures_channel::mpsc::{self, UnboundedReceiver};
use futures_util::future::{Either, LocalBoxFuture, select, try_join_all};
use futures_util::{FutureExt, StreamExt};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

use super::link::{Link, Listener, Received, post};
use super::protocol::{Reply, Request};
use super::{PoolError, SeenTile, Tile, Watcher};

/// How long a pool may take to be ready, in turns of the page's event loop. A page that was held up (by a serial run, or by a
/// machine that is busy) counts one turn for that time, and hears between two turns what its workers have said meanwhile. One
/// long timer would instead end at the same moment as the page's delay, before those messages.
pub(super) const SPAWN_TURNS: u32 = 10;
pub(super) const SPAWN_TURN_MS: u32 = 2_000;

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
