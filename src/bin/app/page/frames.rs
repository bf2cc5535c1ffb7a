//! The times of the page's last animation frames, for the pulse. The freezes in reports are measured elsewhere.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::lab::now_ms;

/// The time that the strip covers, in milliseconds.
pub(super) const SHOWN_MS: f64 = 8_000.0;

type Frame = Closure<dyn FnMut()>;

/// A recorder of animation frames. It passes their times to the callback `draw` until the callback `pace` returns `Rest`.
pub(super) struct FrameLog {
    frames_ms: RefCell<Vec<f64>>,
    drawn_ms: Cell<f64>,
    is_awake: Cell<bool>,
    frame: RefCell<Option<Frame>>,
}

/// What to do at a frame.
pub(super) enum Pace {
    /// Draw if the last drawing is at least this old, in milliseconds.
    Every(f64),
    /// Draw once more, then record no frames until woken.
    Rest,
}

impl FrameLog {
    /// Starts the recorder, which is never stopped. The second argument of `draw` is true for the last drawing before a rest.
    pub(super) fn watch(pace: impl Fn(f64) -> Pace + 'static, draw: impl Fn(&[f64], bool) + 'static) -> Rc<Self> {
        let log = Rc::new(Self {
            frames_ms: RefCell::default(),
            drawn_ms: Cell::new(f64::NEG_INFINITY),
            is_awake: Cell::new(false),
            frame: RefCell::new(None),
        });
        let noted = Rc::clone(&log);
        log.frame.replace(Some(Closure::new(move || {
            let present_ms = now_ms();
            let mut frames_ms = noted.frames_ms.borrow_mut();
            frames_ms.push(present_ms);
            let pace = pace(present_ms);
            let rests = matches!(pace, Pace::Rest);
            let is_due = matches!(pace, Pace::Every(gap_ms) if present_ms - noted.drawn_ms.get() >= gap_ms);
            if rests || is_due {
                noted.drawn_ms.set(present_ms);
                frames_ms.retain(|&frame_ms| frame_ms >= present_ms - SHOWN_MS);
                draw(&frames_ms, rests);
            }
            if rests {
                noted.is_awake.set(false);
            } else {
                noted.ask();
            }
        })));
        log.wake();
        log
    }

    /// Ends a rest. The earlier frames are dropped, so that the rest does not look like a freeze.
    pub(super) fn wake(&self) {
        if !self.is_awake.replace(true) {
            self.frames_ms.borrow_mut().clear();
            self.ask();
        }
    }

    fn ask(&self) {
        if let (Some(window), Some(frame)) = (web_sys::window(), self.frame.borrow().as_ref()) {
            // Without animation frames there is no pulse. Nothing else depends on it.
            let _ = window.request_animation_frame(frame.as_ref().unchecked_ref());
        }
    }
}
