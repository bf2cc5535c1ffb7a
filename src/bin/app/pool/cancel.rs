//! Cancelling work that is under way: an `AbortSignal` as a future.

use std::future::Future;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_events::EventListener;
use web_sys::{AbortController, AbortSignal};

/// The reader cancelled the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cancelled;

/// A request to stop, shared between the code that may make it and the work that obeys it.
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
    /// Creates a request to be made with [`Cancel::cancel`].
    pub(crate) fn new() -> Self {
        // Without AbortController nothing can be cancelled, but everything else works.
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        Self { controller, signal }
    }

    /// Creates a request to be made by the owner of `signal`.
    pub(crate) fn from_signal(signal: AbortSignal) -> Self {
        Self { controller: None, signal: Some(signal) }
    }

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
            // The receiver is gone if the work ended first. Then the request no longer matters.
            let _ = sender.send(());
        });
        match select(Box::pin(work), aborted).await {
            Either::Left((output, _)) => Ok(output),
            Either::Right(_) => Err(Cancelled),
        }
    }
}
