//! The page pulse: one tick for each frame that was really drawn.

use std::rc::Rc;

use crate::page::charts::pulse_strip;
use crate::page::dom;
use crate::page::frames::FrameLog;

pub(in crate::page) fn mount() {
    let Some(island) = dom::island("pulse") else { return };
    FrameLog::watch(Rc::new(move |frames_ms: &[f64]| island.set_inner_html(&pulse_strip(frames_ms))));
}
