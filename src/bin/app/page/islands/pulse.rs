//! The page pulse: a band while the page draws frames, and a dotted red line across each gap.

use std::cell::Cell;
use std::fmt::Write;
use std::rc::Rc;

use crate::lab::{Progress, now_ms};
use crate::page::dom;
use crate::page::frames::{FrameLog, Pace, SHOWN_MS};
use crate::page::signal::create_effect;
use crate::page::state::{Phase, State};
use every_core::draw::format::{decimal, duration};

/// The time between two drawings of the strip. Drawing costs more than recording a frame.
const REDRAW_MS: f64 = 250.0;
/// The time between two drawings while a run is timed, because the run needs the cores.
const TIMED_REDRAW_MS: f64 = 1_000.0;
/// The time without a sign of life after which the strip rests. It is shorter than what the strip covers, so that a freeze
/// at the end of a run is still in view.
const AWAKE_MS: f64 = 3_000.0;
/// The events that end a rest.
const SIGNS_OF_LIFE: [&str; 4] = ["pointermove", "pointerdown", "keydown", "scroll"];

/// Mounts the pulse. It rests when nothing has happened for a while, to spare the processor while the reader only reads.
pub(in crate::page) fn mount(state: State) {
    let (Some(island), Some(document)) = (dom::island("pulse"), dom::document()) else { return };
    let parent = island.parent_element();
    let last_sign_ms = Rc::new(Cell::new(now_ms()));
    let seen_ms = Rc::clone(&last_sign_ms);
    let pace = move |present_ms| match state.phase.get_untracked() {
        Phase::Running(running) if matches!(running.last, Some(Progress::Running { .. })) => {
            Pace::Every(TIMED_REDRAW_MS)
        }
        Phase::Running(_) | Phase::Loading => Pace::Every(REDRAW_MS),
        _ if present_ms - seen_ms.get() < AWAKE_MS => Pace::Every(REDRAW_MS),
        _ => Pace::Rest,
    };
    let log = FrameLog::watch(pace, move |frames_ms, rests| {
        island.set_inner_html(&pulse_strip(frames_ms, rests));
        if let Some(parent) = &parent {
            parent.set_class_name(if rests { "pulse full resting" } else { "pulse full" });
        }
    });
    let wake = move || {
        last_sign_ms.set(now_ms());
        log.wake();
    };
    for sign in SIGNS_OF_LIFE {
        let wake = wake.clone();
        dom::listen(&document, sign, Box::new(move |_| wake()));
    }
    create_effect(Box::new(move || {
        state.phase.with(|_| ());
        wake();
    }));
}

/// The shortest gap between frames that is left open in the band, and how long a frame before such a gap is drawn.
const SHAKY_MS: f64 = 50.0;
const ONE_FRAME_MS: f64 = 16.0;
/// The shortest gap between frames that is drawn as a freeze.
const STILL_MS: f64 = 150.0;

/// Draws the strip for frames at these times, the last of which is now. `rests` is whether recording stops after this drawing.
fn pulse_strip(frames_ms: &[f64], rests: bool) -> String {
    let Some(&now_ms) = frames_ms.last() else { return String::new() };
    let percent = |ms: f64| 100.0 - (now_ms - ms) / SHOWN_MS * 100.0;
    let x = |ms: f64| decimal(percent(ms), 2);
    let last_second = frames_ms.iter().filter(|&&frame_ms| frame_ms > now_ms - 1_000.0).count();
    let pace = if rests {
        "resting".to_owned()
    } else {
        format!("now {last_second} frame{} a second", if last_second == 1 { "" } else { "s" })
    };
    let mut svg = format!(
        r#"<div class="pulse-head"><span><b>Page pulse</b>&ensp;solid while this page draws frames</span><span class="num">{pace}</span></div><svg width="100%" height="28" role="img" aria-label="Frames drawn in the last eight seconds">"#
    );
    // The band is one path: hundreds of elements, drawn four times a second, kept a core busy without hardware drawing. A tick for each
    // frame would be narrower than a pixel, and look like noise.
    svg += r#"<svg width="100%" height="28" viewBox="0 0 100 28" preserveAspectRatio="none"><path class="frames" d=""#;
    for pair in frames_ms.windows(2) {
        let end_ms = if pair[1] - pair[0] < SHAKY_MS { pair[1] } else { pair[0] + ONE_FRAME_MS };
        let _ = write!(svg, "M{} 4V20H{}V4", x(pair[0]), x(end_ms));
    }
    svg += r#""/></svg>"#;
    for pair in frames_ms.windows(2).filter(|pair| pair[1] - pair[0] > STILL_MS) {
        let (from, to, gap_ms) = (x(pair[0]), x(pair[1]), pair[1] - pair[0]);
        let _ = write!(
            svg,
            r#"<line x1="{from}%" x2="{to}%" y1="12" y2="12" stroke="var(--pencil)" stroke-width="1.5" stroke-dasharray="1.5 3"/>"#
        );
        // A label fits only into a gap of this width.
        if gap_ms > 0.06 * SHOWN_MS {
            let middle = x((pair[0] + pair[1]) / 2.0);
            let _ = write!(
                svg,
                r#"<text x="{middle}%" y="17" class="t-pencil halo" text-anchor="middle">{}</text>"#,
                duration(gap_ms)
            );
        }
    }
    svg + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_freeze_is_marked_and_frames_are_counted() {
        let mut frames: Vec<f64> = (0..60).map(|i| f64::from(i) * 16.0).collect();
        frames.push(60.0 * 16.0 + 700.0);
        let strip = pulse_strip(&frames, false);
        assert_eq!(strip.matches("V20H").count(), 60);
        assert_eq!(strip.matches("<line").count(), 1);
        assert!(strip.contains("0.72"), "{strip}");
    }
}
