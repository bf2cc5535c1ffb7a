//! What goes on around a sample: the page's frames, whether it was hidden, and whether both clocks kept running.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;

use super::clock;
use super::frames::FrameWatch;
use every_core::measure::Circumstances;

/// Watches from its start until [`Surroundings::finish`].
pub(crate) struct Surroundings {
    frames: FrameWatch,
    was_hidden: Rc<Cell<bool>>,
    _listener: Option<EventListener>,
    wall_began_ms: f64,
    monotonic_began_ms: f64,
}

/// What was seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// The longest gap between two frames of the page, milliseconds.
    pub frozen_ms: f64,
    /// Whether the sample counts. (`lost_worker` is not seen here.)
    pub circumstances: Circumstances,
}

impl Surroundings {
    /// Waits for a frame, and watches from it on.
    pub(crate) async fn watch() -> Self {
        let frames = FrameWatch::start().await;
        let document = web_sys::window().and_then(|window| window.document());
        let was_hidden = Rc::new(Cell::new(document.as_ref().is_some_and(web_sys::Document::hidden)));
        let noted = Rc::clone(&was_hidden);
        // It changes when the page is hidden, and when it comes back: either way it was hidden for a part of the sample.
        let listener = document.map(|page| EventListener::new(&page, "visibilitychange", move |_| noted.set(true)));
        Self {
            frames,
            was_hidden,
            _listener: listener,
            wall_began_ms: js_sys::Date::now(),
            monotonic_began_ms: clock::now_ms(),
        }
    }

    /// Waits for the frame after the sample, and says what was seen.
    pub(crate) async fn finish(self) -> Seen {
        let frozen_ms = self.frames.finish().await;
        let circumstances = Circumstances {
            was_hidden: self.was_hidden.get(),
            lost_worker: false,
            wall_ms: js_sys::Date::now() - self.wall_began_ms,
            monotonic_ms: clock::now_ms() - self.monotonic_began_ms,
        };
        Seen { frozen_ms, circumstances }
    }
}
