//! What is watched: a strategy and a workload.

use sycamore::prelude::*;
use sycamore::web::render_in_scope;

use super::launch::launcher;
use super::notice::notice;
use crate::kernel::WorkloadId;
use crate::lab::Strategy;
use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::state::{Phase, State};

const STRATEGIES: [(Strategy, &str, &str); 4] = [
    (Strategy::Serial, "Serial", ""),
    (Strategy::Interleaved, "Interleaved", ""),
    (Strategy::Isolated, "Isolated", " not here: no workers"),
    (Strategy::Shared, "Shared memory", " not here: memory cannot be shared"),
];
const WORKLOADS: [WorkloadId; 4] = [WorkloadId::DoMath, WorkloadId::Mandelbrot, WorkloadId::Primes, WorkloadId::Dot];

pub(super) fn mount(state: State) {
    let Some(island) = dom::island("cores-controls") else { return };
    render_in_scope(
        move || {
            view! {
                fieldset {
                    legend(class="lbl") { "Strategy" }
                    div(class="seg") { (strategies(state)) }
                }
                fieldset {
                    legend(class="lbl") { "Workload" }
                    div(class="seg") { (workloads(state)) }
                }
            }
        },
        &island,
    );
    launcher(state, "cores-run", Experiment::Watch, "Run and watch", "btn-watch");
    dom::show("cores-notice", move || match state.phase.get_clone() {
        Phase::Failed(failure) if failure.experiment == Experiment::Watch => {
            notice("bad", "The run did not finish.", &failure.sentence)
        }
        _ => String::new(),
    });
}

fn strategies(state: State) -> Vec<View> {
    let radio = |(strategy, name, why_not): (Strategy, &'static str, &'static str)| {
        let checked = move || state.watched_strategy.get() == strategy;
        let is_missing = move || state.environment.with(Option::is_some) && !state.is_possible(strategy);
        let disabled = move || state.is_running() || is_missing();
        view! {
            label {
                input(r#type="radio", name="watched", prop:checked=checked, disabled=disabled,
                    on:change=move |_| state.watched_strategy.set(strategy))
                (name)
                span(class="why", hidden=move || !is_missing()) { (why_not) }
            }
        }
    };
    STRATEGIES.into_iter().map(radio).collect()
}

fn workloads(state: State) -> Vec<View> {
    let radio = |workload: WorkloadId| {
        let checked = move || state.workload.get() == workload;
        view! {
            label {
                input(r#type="radio", name="workload", prop:checked=checked, disabled=move || state.is_running(),
                    on:change=move |_| state.choose_workload(workload))
                (workload.name())
            }
        }
    };
    WORKLOADS.into_iter().map(radio).collect()
}
