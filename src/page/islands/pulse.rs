//! The page pulse: one tick for each frame that was really drawn.

use crate::page::charts::pulse_strip;
use crate::page::dom;
use crate::page::frames::FrameLog;

pub(in crate::page) fn mount() {
    let Some(island) = dom::island("pulse") else { return };
    FrameLog::watch(move |frames_ms| island.set_inner_html(&pulse_strip(frames_ms)));
}
