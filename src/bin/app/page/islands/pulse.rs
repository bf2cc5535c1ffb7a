//! The page pulse: one tick for each frame that was really drawn.

use std::cell::Cell;
use std::rc::Rc;

use crate::lab::{Progress, now_ms};
use crate::page::charts::pulse_strip;
use crate::page::dom;
use crate::page::frames::{FrameLog, Pace, SHOWN_MS};
use crate::page::signal::create_effect;
use crate::page::state::{Phase, State};

/// It is redrawn this often: a redraw costs more than a frame's worth of noting.
const REDRAW_MS: f64 = 250.0;
/// So while a run is timed: the cores have other work.
const TIMED_REDRAW_MS: f64 = 1_000.0;
/// What wakes it.
const SIGNS_OF_LIFE: [&str; 4] = ["pointermove", "pointerdown", "keydown", "scroll"];

/// It rests when nothing has happened for as long as it shows: a page that is only read shall cost nothing.
pub(in crate::page) fn mount(state: State) {
    let (Some(island), Some(document)) = (dom::island("pulse"), dom::document()) else { return };
    let heart = island.parent_element();
    let last_sign_ms = Rc::new(Cell::new(now_ms()));
    let seen_ms = Rc::clone(&last_sign_ms);
    let pace = move |present_ms| match state.phase.get_untracked() {
        Phase::Running(running) if matches!(running.last, Some(Progress::Running { .. })) => {
            Pace::Every(TIMED_REDRAW_MS)
        }
        Phase::Running(_) | Phase::Loading => Pace::Every(REDRAW_MS),
        _ if present_ms - seen_ms.get() < SHOWN_MS => Pace::Every(REDRAW_MS),
        _ => Pace::Rest,
    };
    let log = FrameLog::watch(pace, move |frames_ms, rests| {
        island.set_inner_html(&pulse_strip(frames_ms, rests));
        if let Some(heart) = &heart {
            heart.set_class_name(if rests { "pulse full resting" } else { "pulse full" });
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
