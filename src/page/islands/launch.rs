//! The one button: Run, and Cancel in its place while a comparison is under way.

use sycamore::prelude::*;
use sycamore::web::render_in_scope;

use crate::lab::Progress;
use crate::page::dom;
use crate::page::format::{duration, steps};
use crate::page::state::{Phase, ROUNDS, Running, State};

pub(in crate::page) fn mount(state: State) {
    let Some(island) = dom::island("launch") else { return };
    island.set_inner_html("");
    let press = move |_| if state.is_running() { state.cancel() } else { state.start() };
    let is_off = move || match state.phase.get_clone() {
        Phase::Loading => true,
        Phase::Running(_) => false,
        Phase::Idle | Phase::Failed(_) => state.steps().is_err() || state.workers().is_err(),
    };
    let label = move || match state.phase.get_clone() {
        Phase::Loading => "Getting ready",
        Phase::Running(_) => "Cancel",
        Phase::Idle | Phase::Failed(_) if state.report.with(Option::is_some) => "Run again",
        Phase::Idle | Phase::Failed(_) => "Run the comparison",
    };
    let class = move || if state.is_running() { "btn btn-cancel" } else { "btn btn-primary" };
    render_in_scope(
        move || {
            view! {
                button(id="run", class=class, r#type="button", disabled=is_off, on:click=press) { (label()) }
                div(class="after") { (after(state)) }
            }
        },
        &island,
    );
}

/// What stands beside the button: what will happen, or how far it is.
fn after(state: State) -> View {
    match state.phase.get_clone() {
        Phase::Loading => {
            view! { p { "Looking at this browser and sizing the work." } p { "It takes less than a second." } }
        }
        Phase::Running(running) => progress(state, &running),
        Phase::Idle | Phase::Failed(_) => {
            let (what, freeze) = (announcement(state), freeze(state));
            view! { p { (what.clone()) } p { (freeze.clone()) } }
        }
    }
}

fn announcement(state: State) -> String {
    let (Ok(chosen), Some(total_ms)) = (state.steps(), state.expected_total_ms()) else {
        return "Mend the setting below to run.".to_owned();
    };
    format!("{} steps, {ROUNDS} times each way: about {:.0}\u{a0}s.", steps(chosen), (total_ms / 1e3).ceil())
}

fn freeze(state: State) -> String {
    state.expected_serial_ms().map_or_else(String::new, |ms| {
        format!("The page will stand still for about {} at a time. That is the point.", duration(ms))
    })
}

fn progress(state: State, running: &Running) -> View {
    let share_left = 1.0 - f64::from(running.samples_done) / f64::from(running.samples_total.max(1));
    let left = state.expected_total_ms().map_or_else(String::new, |total_ms| {
        format!(" About {:.0}\u{a0}s left.", (total_ms * share_left / 1e3).ceil())
    });
    let (done, total) = (running.samples_done.to_string(), running.samples_total.to_string());
    let now = running.last.clone().map_or_else(|| "Starting.".to_owned(), sentence) + &left;
    view! {
        p { (now.clone()) }
        div(class="prog") { progress(value=done.clone(), max=total.clone(), aria-label="Runs done") {} }
    }
}

fn sentence(progress: Progress) -> String {
    match progress {
        Progress::FindingReference => "Finding the right answer in another way, to check every run by.".to_owned(),
        Progress::Spawning { workers, .. } => format!("Making a pool of {workers}."),
        Progress::Spawned { workers, spawn_ms, .. } => {
            format!("A pool of {workers} was ready in {}.", duration(spawn_ms))
        }
        Progress::WarmingUp { strategy } => format!("Warming up, {}.", strategy.name()),
        Progress::Running { strategy, round, rounds, freezes: true, expected_ms, .. } => {
            let long =
                if expected_ms.is_finite() { format!(" for about {}", duration(expected_ms)) } else { String::new() };
            format!("Round {round} of {rounds}, {}: the page stands still{long}.", strategy.name())
        }
        Progress::Running { strategy, round, rounds, .. } => format!("Round {round} of {rounds}, {}.", strategy.name()),
        Progress::SetAside { strategy } => {
            format!("A {} run did not count, and is run again.", strategy.name())
        }
        Progress::Swept(report) => format!("Round {} is done.", report.rounds),
        Progress::Sampled { strategy, round, rounds, elapsed_ms, .. } => {
            format!("Round {round} of {rounds}, {}: {}.", strategy.name(), duration(elapsed_ms))
        }
    }
}
