//! The controls of section 5, ten times the work. `src/bin/figures/` draws its figure.

use super::launch::launcher;
use super::notice;
use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::state::State;

pub(in crate::page) fn mount(state: State) {
    launcher(state, "ten-launch", Experiment::Tenfold, "Run both sizes", "");
    dom::show("ten-notice", move || notice::failed(state, Experiment::Tenfold));
}
