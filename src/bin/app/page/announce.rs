//! The status line for screen readers: one short sentence when something begins or ends, and now and then in between.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::dom;
use super::experiment::{Experiment, Running};
use super::signal::create_effect;
use super::state::{Phase, State};
use every_core::draw::format::{duration, times};
use every_core::report::FEWEST_ROUNDS;

const AT_MOST_EVERY_MS: u32 = 1_000;
/// How often the progress of a run is announced. A sentence takes some seconds to read out.
const PROGRESS_EVERY_MS: f64 = 10_000.0;

pub(super) fn mount(state: State) {
    let Some(line) = dom::island("status") else { return };
    let waiting = Rc::new(Cell::new(false));
    let progress_said_ms = Rc::new(Cell::new(None));
    create_effect(Box::new(move || {
        // This read subscribes the effect to the phase.
        state.phase.with(|_| ());
        if waiting.replace(true) {
            return;
        }
        let (line, waiting, progress_said_ms) = (line.clone(), Rc::clone(&waiting), Rc::clone(&progress_said_ms));
        spawn_local(async move {
            TimeoutFuture::new(AT_MOST_EVERY_MS).await;
            waiting.set(false);
            let is_running = state.phase.with(|phase| matches!(phase, Phase::Running(_)));
            let now_ms = crate::lab::now_ms();
            if !is_running {
                progress_said_ms.set(None);
            } else if progress_said_ms.get().is_some_and(|said_ms| now_ms - said_ms < PROGRESS_EVERY_MS) {
                return;
            } else {
                progress_said_ms.set(Some(now_ms));
            }
            let words = words(state);
            // Setting the same text again would announce it again.
            if line.text_content().as_ref() != Some(&words) {
                line.set_text_content(Some(&words));
            }
        });
    }));
}

fn words(state: State) -> String {
    match state.phase.get_untracked() {
        Phase::Loading => "Getting ready.".to_owned(),
        Phase::Running(Running { samples_done: 0, .. }) => "Running.".to_owned(),
        Phase::Running(running) => format!("{} of {} runs done.", running.samples_done, running.samples_total),
        Phase::Failed(failure) => format!("The experiment did not finish: {}", failure.sentence),
        Phase::Asking(_) => "This would hold the page still for a long time. Run it all the same?".to_owned(),
        Phase::Idle => finished(state).unwrap_or_else(|| "Ready to run.".to_owned()),
    }
}

/// Returns a sentence on the result of the last experiment, or `None` before the first or if the last one did not finish.
fn finished(state: State) -> Option<String> {
    Some(match state.finished.get_untracked()? {
        Experiment::Compare => {
            let report = state.report.get_untracked()?;
            let Some(pool) = report.best_pool() else { return Some("Finished: the serial run only.".to_owned()) };
            if pool.speedup_low <= 1.0 && pool.speedup_high >= 1.0 && report.rounds >= FEWEST_ROUNDS {
                return Some("Finished: it is not known whether the pool is faster.".to_owned());
            }
            format!(
                "Finished: a pool of {} was {} as fast as the serial run.",
                pool.median_run.workers,
                times(pool.speedup)
            )
        }
        Experiment::Watch => format!("Finished: the run took {}.", duration(state.watched.get_untracked()?.elapsed_ms)),
        Experiment::Sweep => {
            let report = state.sweep.get_untracked()?;
            let (speedup, workers) = (times(report.measured_cores.value), report.best_workers);
            format!("Finished: a pool of {workers} was the quickest, {speedup} as fast as the serial run.")
        }
        Experiment::Tenfold => {
            let report = state.tenfold.get_untracked()?;
            let [serial, pool] = report.ratios.as_slice() else { return None };
            let (serial, pool) = (times(serial.value), times(pool.value));
            format!("Finished: ten times the work took {serial} as long serially, {pool} on the pool.")
        }
    })
}
