//! What a screen reader is told: a few words at a time, at most once a second.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::dom;
use super::format::{duration, times};
use super::state::{Phase, State};

const AT_MOST_EVERY_MS: u32 = 1_000;

/// Keeps the status line current.
pub(super) fn mount(state: State) {
    let Some(line) = dom::island("status") else { return };
    let waiting = Rc::new(Cell::new(false));
    dom::effect(Box::new(move || {
        // Read here, so that the effect follows them.
        state.phase.track();
        state.report.track();
        if waiting.replace(true) {
            return;
        }
        let (line, waiting) = (line.clone(), Rc::clone(&waiting));
        spawn_local(async move {
            TimeoutFuture::new(AT_MOST_EVERY_MS).await;
            waiting.set(false);
            line.set_text_content(Some(&words(state)));
        });
    }));
}

fn words(state: State) -> String {
    match state.phase.get_clone_untracked() {
        Phase::Loading => "Getting ready.".to_owned(),
        Phase::Running(running) => format!("Running: {} of {} runs done.", running.samples_done, running.samples_total),
        Phase::Failed(failure) => format!("The experiment did not finish: {}", failure.sentence),
        Phase::Asking(_) => "This would hold the page still for a long time. Run it all the same?".to_owned(),
        Phase::Idle => state.report.with_untracked(|report| match report {
            None => "Ready to run.".to_owned(),
            Some(report) => match (report.strategies.first(), report.strategies.get(1)) {
                (Some(serial), Some(pool)) => format!(
                    "Finished: {} serially, {} on a pool of {}, {} as fast.",
                    duration(serial.median_ms),
                    duration(pool.median_ms),
                    report.workers,
                    times(pool.speedup)
                ),
                _ => "Finished: the serial run only.".to_owned(),
            },
        }),
    }
}
