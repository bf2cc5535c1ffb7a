//! The page's own thread: giving the page a turn, watching its frames, and noting what happens to it during a sample.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

use super::clock;
use every_core::measure::Circumstances;

#[wasm_bindgen(js_namespace = everyCorePool)]
extern "C" {
    /// Whether any `everyCore.Pool` of the page has work in hand. Experiments beside it are disturbed. Defined in `www/pool.ts`.
    #[wasm_bindgen(js_name = isBusy)]
    fn is_any_pool_busy() -> bool;
}

/// Runs its function when it is dropped. A future that is cancelled is dropped where it waits, and the browser must not call its closures
/// after that.
struct AtDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for AtDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Lets the page handle its events, then continues. It posts a message to itself because the HTML standard stretches nested
/// timers of zero to four milliseconds.
pub(super) async fn yield_to_page() {
    let (sender, received) = oneshot::channel::<()>();
    let Ok(channel) = MessageChannel::new() else { return TimeoutFuture::new(0).await };
    let handler = Closure::once(move || {
        let _ = sender.send(());
    });
    let port = channel.port1();
    port.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    let _closing = AtDrop(|| {
        port.set_onmessage(None);
        port.close();
    });
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        let _ = received.await;
    }
}

/// The longest wait for a frame. A hidden page draws none.
const LONGEST_WAIT_MS: u32 = 500;

/// Waits until the page is about to draw a frame, but at most half a second. Returns whether a frame came.
pub(crate) async fn next_frame() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let (sender, drawn) = oneshot::channel::<()>();
    let callback = Closure::once(move || {
        let _ = sender.send(());
    });
    let Ok(handle) = window.request_animation_frame(callback.as_ref().unchecked_ref()) else { return false };
    // A frame that has come is not cancelled by this.
    let _cancelling = AtDrop(|| drop(window.cancel_animation_frame(handle)));
    matches!(select(drawn, TimeoutFuture::new(LONGEST_WAIT_MS)).await, Either::Left(_))
}

type FrameCallback = Closure<dyn FnMut()>;

struct Watched {
    last_ms: Cell<f64>,
    longest_gap_ms: Cell<f64>,
    pending: Cell<Option<i32>>,
    callback: RefCell<Option<FrameCallback>>,
}

/// A watch over the page's frames, from its start until [`FrameWatch::finish`].
struct FrameWatch {
    watched: Rc<Watched>,
}

impl FrameWatch {
    /// Waits for a frame, and measures gaps from then on.
    async fn start() -> Self {
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

    /// Waits for the frame after the work. Returns the longest gap between two frames, milliseconds.
    async fn finish(self) -> f64 {
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

/// A watch over frames, visibility and clocks, from its start until [`Surroundings::finish`].
pub(crate) struct Surroundings {
    frames: FrameWatch,
    was_hidden: Rc<Cell<bool>>,
    _listener: Option<EventListener>,
    began_beside_busy_pool: bool,
    wall_began_ms: f64,
    monotonic_began_ms: f64,
}

/// What was observed during a sample.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// The longest gap between two frames of the page, milliseconds.
    pub frozen_ms: f64,
    /// What decides whether the sample counts. (`lost_worker` is set elsewhere.)
    pub circumstances: Circumstances,
    /// Whether a pool of the learner was at work, at the beginning or at the end.
    pub beside_busy_pool: bool,
}

impl Surroundings {
    /// Waits for a frame, and watches from then on.
    pub(crate) async fn watch() -> Self {
        let frames = FrameWatch::start().await;
        let document = web_sys::window().and_then(|window| window.document());
        let was_hidden = Rc::new(Cell::new(document.as_ref().is_some_and(web_sys::Document::hidden)));
        let noted = Rc::clone(&was_hidden);
        // The event comes when the page is hidden and when it is shown again. Either way it was hidden for a part of the
        // sample.
        let listener = document.map(|page| EventListener::new(&page, "visibilitychange", move |_| noted.set(true)));
        Self {
            frames,
            was_hidden,
            _listener: listener,
            began_beside_busy_pool: is_any_pool_busy(),
            wall_began_ms: js_sys::Date::now(),
            monotonic_began_ms: clock::now_ms(),
        }
    }

    /// Waits for the frame after the sample, and returns what was observed.
    pub(crate) async fn finish(self) -> Seen {
        let frozen_ms = self.frames.finish().await;
        let circumstances = Circumstances {
            was_hidden: self.was_hidden.get(),
            lost_worker: false,
            wall_ms: js_sys::Date::now() - self.wall_began_ms,
            monotonic_ms: clock::now_ms() - self.monotonic_began_ms,
        };
        let beside_busy_pool = self.began_beside_busy_pool || is_any_pool_busy();
        Seen { frozen_ms, circumstances, beside_busy_pool }
    }
}
