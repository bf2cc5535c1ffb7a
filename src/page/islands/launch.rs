//! The buttons that start experiments: Run, and Cancel in its place while one is under way.

use sycamore::prelude::*;
use sycamore::web::render_in_scope;

use crate::lab::{Progress, Strategy};
use crate::page::dom;
use crate::page::experiment::{Experiment, ROUNDS, Running};
use crate::page::format::{duration, steps};
use crate::page::state::{Phase, State};

/// Mounts the page's main button.
pub(in crate::page) fn mount(state: State) {
    launcher(state, "launch", Experiment::Compare, "Run the comparison", "btn-primary");
}

/// Puts a button for an experiment, and what stands beside it, into an island. While it runs the button cancels it, and while
/// another runs it is off; before a long freeze it asks again.
pub(in crate::page) fn launcher(
    state: State,
    id: &'static str,
    experiment: Experiment,
    label: &'static str,
    look: &'static str,
) {
    let Some(island) = dom::island(id) else { return };
    island.set_inner_html("");
    let press = move |_| match state.phase.get_clone_untracked() {
        Phase::Running(_) => state.cancel(),
        Phase::Asking(asked) if asked == experiment => state.start(experiment),
        _ => state.ask(experiment),
    };
    let is_off = move || match state.phase.get_clone() {
        Phase::Loading => true,
        Phase::Running(running) => running.experiment != experiment,
        Phase::Idle | Phase::Asking(_) | Phase::Failed(_) => state.mistake(experiment).is_some(),
    };
    let text = move || match state.phase.get_clone() {
        Phase::Loading => "Getting ready",
        Phase::Running(running) if running.experiment == experiment => "Cancel",
        Phase::Asking(asked) if asked == experiment => "Run it all the same",
        _ if experiment == Experiment::Compare && state.report.with(Option::is_some) => "Run again",
        _ => label,
    };
    let class = move || match state.phase.get_clone() {
        Phase::Running(running) if running.experiment == experiment => "btn btn-cancel".to_owned(),
        _ => format!("btn {look}"),
    };
    let asks = move || matches!(state.phase.get_clone(), Phase::Asking(asked) if asked == experiment);
    let button_id = if experiment == Experiment::Compare { "run".to_owned() } else { format!("{id}-run") };
    render_in_scope(
        move || {
            view! {
                button(id=button_id, class=class, r#type="button", disabled=is_off, on:click=press) { (text()) }
                button(class="btn", r#type="button", hidden=move || !asks(), on:click=move |_| state.cancel()) { "No" }
                div(class="after") { (after(state, experiment)) }
            }
        },
        &island,
    );
}

/// What stands beside the button: what will happen, or how far it is.
fn after(state: State, experiment: Experiment) -> View {
    match state.phase.get_clone() {
        Phase::Loading => {
            view! { p { "Looking at this browser and sizing the work." } p { "It takes less than a second." } }
        }
        Phase::Running(running) if running.experiment == experiment => progress(&running),
        Phase::Asking(asked) if asked == experiment => {
            let ms = state.expected_serial_ms(experiment).unwrap_or(f64::NAN);
            let sentence = format!(
                "The serial run will hold this page still for about {} at a time, and cannot be cancelled meanwhile.",
                duration(ms)
            );
            view! { p { (sentence.clone()) } p { "Choose less work above, or run it all the same." } }
        }
        _ => {
            let (what, freeze) = (announcement(state, experiment), freeze(state, experiment));
            view! { p { (what.clone()) } p { (freeze.clone()) } }
        }
    }
}

fn announcement(state: State, experiment: Experiment) -> String {
    if let Some(mistake) = state.mistake(experiment) {
        return mistake;
    }
    let chosen = steps(state.steps_of(experiment).unwrap_or_default());
    let about = state
        .expected_total_ms(experiment)
        .map_or_else(String::new, |ms| format!(": about {:.0}\u{a0}s", (ms / 1e3).ceil()));
    match experiment {
        Experiment::Compare => {
            let ways = state.strategies(experiment).len() + 1;
            format!("{chosen} steps, {ways} ways, {ROUNDS} times each{about}.")
        }
        Experiment::Watch => format!("One run of {chosen} steps{about}."),
        Experiment::Sweep => format!("{chosen} steps on every pool size, {ROUNDS} times each{about}."),
        Experiment::Tenfold => format!("{chosen} steps and a tenth of it, {ROUNDS} times each{about}."),
    }
}

fn freeze(state: State, experiment: Experiment) -> String {
    match (experiment, state.expected_serial_ms(experiment)) {
        (Experiment::Compare, Some(ms)) => {
            format!("The page will stand still for about {} at a time. That is the point.", duration(ms))
        }
        (Experiment::Sweep | Experiment::Tenfold, Some(ms)) => {
            format!("The page stands still for about {} at a time.", duration(ms))
        }
        (Experiment::Watch, Some(ms)) if state.watched_strategy.get() == Strategy::Serial => {
            format!("The page will stand still for about {}.", duration(ms))
        }
        _ => String::new(),
    }
}

fn progress(running: &Running) -> View {
    let left = running.left_ms().map_or_else(String::new, |ms| format!(" About {:.0}\u{a0}s left.", (ms / 1e3).ceil()));
    let (done, total) = (running.samples_done.to_string(), running.samples_total.max(1).to_string());
    let now = running.last.as_ref().map_or_else(|| "Starting.".to_owned(), sentence) + &left;
    view! {
        p { (now.clone()) }
        div(class="prog") { progress(value=done.clone(), max=total.clone(), aria-label="Runs done") {} }
    }
}

fn sentence(progress: &Progress) -> String {
    match progress {
        Progress::FindingReference => "Finding the right answer in another way, to check every run by.".to_owned(),
        Progress::Spawning { workers, .. } => format!("Making a pool of {workers}."),
        Progress::Spawned { workers, spawn_ms, .. } => {
            format!("A pool of {workers} was ready in {}.", duration(*spawn_ms))
        }
        Progress::WarmingUp { strategy } => format!("Warming up, {}.", strategy.name()),
        Progress::Running { strategy, round, rounds, freezes: true, expected_ms, .. } => {
            let long =
                if expected_ms.is_finite() { format!(" for about {}", duration(*expected_ms)) } else { String::new() };
            format!("Round {round} of {rounds}, {}: the page stands still{long}.", strategy.name())
        }
        Progress::Running { strategy, workers, round, rounds, .. } => {
            format!("Round {round} of {rounds}, {} on {workers}.", strategy.name())
        }
        Progress::Seen(_) => String::new(),
        Progress::SetAside { strategy } => format!("A {} run did not count, and is run again.", strategy.name()),
        Progress::Swept(report) => format!("Round {} is done.", report.rounds),
        Progress::Sampled { strategy, round, rounds, elapsed_ms, .. } => {
            format!("Round {round} of {rounds}, {}: {}.", strategy.name(), duration(*elapsed_ms))
        }
    }
}
