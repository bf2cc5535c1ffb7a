//! The controls of the watched run. Its workload and size are those of the page (`settings.rs`).

use web_sys::Element;

use super::launch::launcher;
use super::notice::notice;
use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::signal::create_effect;
use crate::page::state::{Phase, State};
use every_core::report::Strategy;

pub(in crate::page) fn mount(state: State) {
    let Some(island) = dom::unfold("cores-controls") else { return };
    dom::listen(
        &island,
        "change",
        Box::new(move |event| {
            if let Some(strategy) = Strategy::from_name(&dom::chosen_value(event)) {
                state.watched_strategy.set(strategy);
            }
        }),
    );
    let controls = island.clone();
    create_effect(Box::new(move || show_choice(state, &controls)));
    launcher(state, "cores-run", Experiment::Watch, "Run and watch", "btn-watch");
    dom::show("cores-notice", move || match state.phase.get() {
        Phase::Failed(failure) if failure.experiment == Experiment::Watch => {
            notice("bad", "The run did not finish.", &failure.sentence)
        }
        _ => String::new(),
    });
}

/// Checks the chosen radio. Disables those that cannot be chosen during a run or in this browser.
fn show_choice(state: State, island: &Element) {
    let is_running = state.is_running();
    let is_known = state.environment.with(Option::is_some);
    for strategy in Strategy::ALL {
        let is_missing = is_known && !state.is_possible(strategy);
        let is_chosen = state.watched_strategy.get() == strategy;
        dom::show_radio(island, strategy.name(), is_chosen, is_running || is_missing);
        let why = if strategy == Strategy::Shared { "memory cannot be shared" } else { "no workers" };
        let why = if is_missing { ["not here: ", why].concat() } else { String::new() };
        dom::fill(&["why-", strategy.name()].concat(), &why);
    }
}
