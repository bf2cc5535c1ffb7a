//! The controls of the watched run: strategy and workload.

use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlInputElement};

use super::launch::launcher;
use super::notice::notice;
use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::signal::create_effect;
use crate::page::state::{Phase, State};
use every_core::kernel::WorkloadId;
use every_core::report::Strategy;

pub(in crate::page) fn mount(state: State) {
    let Some(island) = dom::unfold("cores-controls") else { return };
    dom::listen(
        &island,
        "change",
        Box::new(move |event| {
            // The radios' values are the names of strategies and workloads.
            let radio = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let name = radio.map(|radio| radio.value()).unwrap_or_default();
            match (Strategy::from_name(&name), WorkloadId::from_name(&name)) {
                (Some(strategy), _) => state.watched_strategy.set(strategy),
                (_, Some(workload)) => state.choose_workload(workload),
                (None, None) => {}
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

/// Checks the chosen radios. Disables those that cannot be chosen during a run or in this browser.
fn show_choice(state: State, island: &Element) {
    let is_running = state.is_running();
    let is_known = state.environment.with(Option::is_some);
    for strategy in Strategy::ALL {
        let is_missing = is_known && !state.is_possible(strategy);
        let is_chosen = state.watched_strategy.get() == strategy;
        show_radio(island, strategy.name(), is_chosen, is_running || is_missing);
        let why = if strategy == Strategy::Shared { "memory cannot be shared" } else { "no workers" };
        let why = if is_missing { ["not here: ", why].concat() } else { String::new() };
        dom::fill(&["why-", strategy.name()].concat(), &why);
    }
    for workload in WorkloadId::ALL {
        show_radio(island, workload.name(), state.workload.get() == workload, is_running);
    }
}

fn show_radio(island: &Element, value: &str, is_checked: bool, is_disabled: bool) {
    if let Some(radio) = dom::find::<HtmlInputElement>(island, &["[value=", value, "]"].concat()) {
        radio.set_checked(is_checked);
        radio.set_disabled(is_disabled);
    }
}
