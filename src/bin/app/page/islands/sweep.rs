//! Section 4: how many workers. Its figure is drawn in `figures/`.

use super::launch::launcher;
use super::notice;
use super::settings::Stepper;
use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::state::State;

pub(in crate::page) fn mount(state: State) {
    if let Some(island) = dom::island("sweep-most") {
        let largest = Stepper {
            id: "most-workers",
            label: "Largest pool",
            least: 2,
            text: state.most_workers_text,
            value: State::most_workers,
            hint: |_| String::new(),
        };
        island.set_inner_html(&largest.markup());
        largest.bring_to_life(state, &island);
    }
    launcher(state, "sweep-launch", Experiment::Sweep, "Measure every size", "");
    dom::show("sweep-notice", move || notice::failed(state, Experiment::Sweep));
}
