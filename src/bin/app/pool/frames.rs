//! The page's frames: when the next one is drawn, and the longest gap between two.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;

use super::clock;

/// A hidden page draws no frames: nobody waits longer than this for one.
const LONGEST_WAIT_MS: u32 = 500;

/// Waits until the page is about to draw a frame, but at most half a second. Returns whether one came.
pub(crate) async fn next_frame() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let (sender, drawn) = oneshot::channel::<()>();
    let callback = Closure::once(move || {
        let _ = sender.send(());
    });
    let Ok(handle) = window.request_animation_frame(callback.as_ref().unchecked_ref()) else { return false };
    match select(drawn, TimeoutFuture::new(LONGEST_WAIT_MS)).await {
        Either::Left(_) => true,
        Either::Right(_) => {
            // The closure is about to be dropped: the page must not call it any more.
            let _ = window.cancel_animation_frame(handle);
            false
        }
    }
}

type FrameCallback = Closure<dyn FnMut()>;

struct Watched {
    last_ms: Cell<f64>,
    longest_gap_ms: Cell<f64>,
    pending: Cell<Option<i32>>,
    callback: RefCell<Option<FrameCallback>>,
}

/// Watches the page's frames from its start until [`FrameWatch::finish`].
pub(super) struct FrameWatch {
    watched: Rc<Watched>,
}

impl FrameWatch {
    /// Waits for a frame, and measures gaps from it on.
    pub(super) async fn start() -> Self {
        next_frame().await;
        let watched = Rc::new(Watched {
            last_ms: Cell::new(clock::now_ms()),
            longest_gap_ms: Cell::new(0.0),
            pending: Cell::new(None),
            callback: RefCell::new(None),
        });
        let weak = Rc::downgrade(&watched);
        let callback = Closure::new(move || {
            if let Some(watched) = weak.upgrade() {
                watched.saw_frame();
                watched.ask_again();
            }
        });
        *watched.callback.borrow_mut() = Some(callback);
        watched.ask_again();
        Self { watched }
    }

    /// Waits for the frame after the work, and returns the longest gap between two frames, milliseconds.
    pub(super) async fn finish(self) -> f64 {
        next_frame().await;
        self.watched.saw_frame();
        self.watched.longest_gap_ms.get()
    }
}

impl Watched {
    fn saw_frame(&self) {
        let now_ms = clock::now_ms();
        let gap_ms = now_ms - self.last_ms.replace(now_ms);
        self.longest_gap_ms.set(self.longest_gap_ms.get().max(gap_ms));
    }

    fn ask_again(&self) {
        let callback = self.callback.borrow();
        let (Some(window), Some(callback)) = (web_sys::window(), callback.as_ref()) else { return };
        self.pending.set(window.request_animation_frame(callback.as_ref().unchecked_ref()).ok());
    }
}

impl Drop for FrameWatch {
    fn drop(&mut self) {
        if let (Some(window), Some(handle)) = (web_sys::window(), self.watched.pending.take()) {
            let _ = window.cancel_animation_frame(handle);
        }
    }
}
