//! The frames of the last seconds, for the pulse. What a report says of them is measured elsewhere.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::lab::now_ms;

/// The strip shows this much, milliseconds.
pub(super) const SHOWN_MS: f64 = 8_000.0;
/// It is redrawn this often: a redraw costs more than a frame's worth of noting.
const REDRAW_MS: f64 = 250.0;

type Callback = Rc<RefCell<Option<Closure<dyn FnMut()>>>>;

/// Notes every frame, and hands the times of the last ones to whoever draws them.
pub(super) struct FrameLog;

impl FrameLog {
    /// Watches for as long as the page lives.
    pub(super) fn watch(draw: impl Fn(&[f64]) + 'static) {
        let callback: Callback = Rc::new(RefCell::new(None));
        let again = Rc::clone(&callback);
        let mut frames_ms: Vec<f64> = Vec::new();
        let mut drawn_ms = f64::NEG_INFINITY;
        *callback.borrow_mut() = Some(Closure::new(move || {
            let present_ms = now_ms();
            frames_ms.push(present_ms);
            if present_ms - drawn_ms >= REDRAW_MS {
                drawn_ms = present_ms;
                frames_ms.retain(|&frame_ms| frame_ms >= present_ms - SHOWN_MS);
                draw(&frames_ms);
            }
            ask(&again);
        }));
        ask(&callback);
    }
}

fn ask(callback: &Callback) {
    if let (Some(window), Some(callback)) = (web_sys::window(), callback.borrow().as_ref()) {
        // Without frames there is no pulse: nothing else depends on it.
        let _ = window.request_animation_frame(callback.as_ref().unchecked_ref());
    }
}
