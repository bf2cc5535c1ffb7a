//! Giving up on something that is under way: an `AbortSignal`, as a future.

use std::future::Future;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_events::EventListener;
use web_sys::{AbortController, AbortSignal};

/// The work was given up at the reader's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cancelled;

/// A request to stop, shared between whoever may make it and whatever should heed it.
#[derive(Clone, Debug)]
pub(crate) struct Cancel {
    controller: Option<AbortController>,
    signal: Option<AbortSignal>,
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

impl Cancel {
    /// A request that [`Cancel::cancel`] makes.
    pub(crate) fn new() -> Self {
        // Where AbortController is missing, nothing can be cancelled; everything else works.
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        Self { controller, signal }
    }

    /// A request that the owner of `signal` makes.
    pub(crate) fn from_signal(signal: AbortSignal) -> Self {
        Self { controller: None, signal: Some(signal) }
    }

    /// Makes the request.
    pub(crate) fn cancel(&self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }

    /// Waits for `work`, or stops waiting and drops it as soon as the request is made.
    pub(crate) async fn or_cancelled<T>(&self, work: impl Future<Output = T>) -> Result<T, Cancelled> {
        let Some(signal) = &self.signal else { return Ok(work.await) };
        if signal.aborted() {
            return Err(Cancelled);
        }
        let (sender, aborted) = oneshot::channel();
        let _listener = EventListener::once(signal, "abort", move |_| {
            // The receiver is gone if the work ended first: then there is nobody to tell.
            let _ = sender.send(());
        });
        match select(Box::pin(work), aborted).await {
            Either::Left((output, _)) => Ok(output),
            Either::Right(_) => Err(Cancelled),
        }
    }
}
