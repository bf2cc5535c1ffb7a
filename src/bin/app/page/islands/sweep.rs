//! The controls of section 4, the sweep. `src/bin/figures/` draws its figure.

use super::launch::launcher;
use super::notice;
use super::settings::Stepper;
use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::state::State;

pub(in crate::page) fn mount(state: State) {
    if let Some(island) = dom::unfold("sweep-most") {
        let largest = Stepper {
            id: "most-workers",
            least: 2,
            text: state.most_workers_text,
            value: State::most_workers,
            hint: |_| String::new(),
        };
        largest.bring_to_life(state, &island);
    }
    launcher(state, "sweep-launch", Experiment::Sweep, "Measure every size", "");
    dom::show("sweep-notice", move || notice::failed(state, Experiment::Sweep));
}
