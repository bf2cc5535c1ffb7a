//! The buttons that start experiments. Each one cancels its experiment while that is in progress.

use web_sys::{HtmlButtonElement, HtmlElement};

use crate::lab::Progress;
use crate::page::dom;
use crate::page::experiment::{Experiment, Running};
use crate::page::signal::create_effect;
use crate::page::state::{Phase, State};
use every_core::draw::format::{duration, steps};
use every_core::report::{PAGE_ROUNDS, Strategy};

pub(in crate::page) fn mount(state: State) {
    launcher(state, "launch", Experiment::Compare, "Run the comparison", "btn-primary");
}

/// Adds a button for an experiment, and the text beside it, to an island. During the experiment the button cancels it. During
/// another experiment it is disabled. Before a long freeze it asks for confirmation.
pub(in crate::page) fn launcher(
    state: State,
    id: &'static str,
    experiment: Experiment,
    label: &'static str,
    look: &'static str,
) {
    let Some(island) = dom::island(id) else { return };
    let button_id = if experiment == Experiment::Compare { "run".to_owned() } else { [id, "-run"].concat() };
    island.set_inner_html(
        &[
            r#"<button id=""#,
            &button_id,
            r#"" type="button"></button><button class="btn" type="button" hidden>No</button>"#,
            if experiment == Experiment::Compare {
                r#"<button id="more" class="btn" type="button" hidden>Five more rounds</button>"#
            } else {
                ""
            },
            r#"<div class="after"></div>"#,
        ]
        .concat(),
    );
    let found = (
        dom::find::<HtmlButtonElement>(&island, "button"),
        dom::find::<HtmlButtonElement>(&island, ".btn"),
        dom::find::<HtmlElement>(&island, ".after"),
    );
    let (Some(button), Some(no), Some(after)) = found else { return };
    dom::listen(&button, "click", Box::new(move |_| press(state, experiment)));
    dom::listen(&no, "click", Box::new(move |_| state.cancel()));
    let more = dom::find::<HtmlButtonElement>(&island, "#more");
    if let Some(more) = &more {
        dom::listen(more, "click", Box::new(move |_| state.add_rounds()));
    }
    create_effect(Box::new(move || {
        let phase = state.phase.get();
        if let Some(more) = &more {
            more.set_hidden(!matches!(phase, Phase::Idle) || !state.is_uncertain());
        }
        let is_own = matches!(&phase, Phase::Running(running) if running.experiment == experiment);
        let asks = matches!(&phase, Phase::Asking(asked) if *asked == experiment);
        button.set_class_name(&if is_own { "btn btn-cancel".to_owned() } else { ["btn ", look].concat() });
        button.set_disabled(match &phase {
            Phase::Loading => true,
            Phase::Running(_) => !is_own,
            Phase::Idle | Phase::Asking(_) | Phase::Failed(_) => state.mistake(experiment).is_some(),
        });
        let again = experiment == Experiment::Compare && state.report.with(Option::is_some);
        dom::set_text(
            &button,
            match phase {
                Phase::Loading => "Getting ready",
                _ if is_own => "Cancel",
                _ if asks => "Run it all the same",
                _ if again => "Run again",
                _ => label,
            },
        );
        no.set_hidden(!asks);
        after.set_inner_html(&beside(state, experiment, &phase));
    }));
}

fn press(state: State, experiment: Experiment) {
    match state.phase.get_untracked() {
        Phase::Running(_) => state.cancel(),
        Phase::Asking(asked) if asked == experiment => state.start(experiment),
        _ => state.ask(experiment),
    }
}

/// Returns the text beside the button: what the experiment will do, or its progress.
fn beside(state: State, experiment: Experiment, phase: &Phase) -> String {
    let (first, second) = match phase {
        Phase::Loading => {
            ("Looking at this browser and sizing the work.".to_owned(), "It takes less than a second.".to_owned())
        }
        Phase::Running(running) if running.experiment == experiment => return progress(running),
        Phase::Asking(asked) if *asked == experiment => {
            let ms = state.expected_serial_ms(experiment).unwrap_or(f64::NAN);
            let sentence = format!(
                "The serial run will hold this page still for about {} at a time, and cannot be cancelled meanwhile.",
                duration(ms)
            );
            (sentence, "Choose less work above, or run it all the same.".to_owned())
        }
        _ => (announcement(state, experiment), freeze(state, experiment)),
    };
    ["<p>", &first, "</p><p>", &second, "</p>"].concat()
}

fn announcement(state: State, experiment: Experiment) -> String {
    if let Some(mistake) = state.mistake(experiment) {
        return mistake;
    }
    let chosen = steps(state.steps_of(experiment).unwrap_or_default());
    let of = format!("{chosen} steps of {}", state.workload.get().name());
    let about = state
        .expected_total_ms(experiment)
        .map_or_else(String::new, |ms| format!(": about {}\u{a0}s", (ms / 1e3).ceil() as u64));
    match experiment {
        Experiment::Compare => {
            let ways = state.strategies(experiment).len() + 1;
            format!("{of}, {ways} ways, in rounds until it is certain within ±3\u{a0}%, for 20\u{a0}s at most.")
        }
        Experiment::Watch => format!("One run of {of}{about}."),
        Experiment::Sweep => format!("{of} on every pool size, {PAGE_ROUNDS} times each{about}."),
        Experiment::Tenfold => format!("{of} and a tenth of it, {PAGE_ROUNDS} times each{about}."),
    }
}

fn freeze(state: State, experiment: Experiment) -> String {
    match (experiment, state.expected_serial_ms(experiment)) {
        (Experiment::Compare, Some(ms)) => {
            format!("The page will stand still for about {} at a time.", duration(ms))
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

fn progress(running: &Running) -> String {
    let left =
        running.left_ms().map_or_else(String::new, |ms| format!(" About {}\u{a0}s left.", (ms / 1e3).ceil() as u64));
    let now = running.last.as_ref().map_or_else(|| "Starting.".to_owned(), sentence);
    let (done, total) = (running.samples_done, running.samples_total.max(1));
    format!(
        r#"<p>{now}{left}</p><div class="prog"><progress value="{done}" max="{total}" aria-label="Runs done"></progress></div>"#
    )
}

fn sentence(progress: &Progress) -> String {
    match progress {
        Progress::FindingReference => "Finding the right answer in another way, to check every run by.".to_owned(),
        Progress::Spawning { workers } => format!("Making a pool of {workers}."),
        Progress::Spawned { workers, spawn_ms } => {
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
        Progress::Compared(report) => format!("Round {} is done.", report.rounds),
        Progress::Swept(report) => format!("Round {} is done.", report.rounds),
        Progress::LeftOut { workers, .. } => format!("A pool of {workers} failed, and is left out from now on."),
        Progress::Sampled { strategy, round, rounds, elapsed_ms, .. } => {
            format!("Round {round} of {rounds}, {}: {}.", strategy.name(), duration(*elapsed_ms))
        }
    }
}
