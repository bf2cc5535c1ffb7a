//! Fig. 1 before a comparison: the expected runs, as outlines on one time axis. `src/bin/figures/` draws the measured runs.

use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::signal::create_effect;
use crate::page::state::State;
use every_core::draw::format::duration;
use every_core::draw::{HEAD, axis_row, row};
use every_core::draw::{Scale, outline};
use every_core::report::Strategy;

pub(in crate::page) fn mount(state: State) {
    create_effect(Box::new(move || {
        let workers = state.workers().unwrap_or(1);
        let expected_ms = state.expected_serial_ms(Experiment::Compare).unwrap_or(1_000.0);
        if state.compared().is_none() {
            dom::fill("figure", &estimated(expected_ms, workers, |strategy| state.is_possible(strategy)));
        }
    }));
}

/// Draws dashed outlines of the expected runs where the measured lanes will be. Strategies that cannot run here stay listed.
fn estimated(expected_ms: f64, workers: u32, is_possible: impl Fn(Strategy) -> bool) -> String {
    let scale = Scale::up_to(expected_ms);
    let pooled_ms = expected_ms / f64::from(workers);
    let none = "<strong>–</strong>";
    let rows: String = Strategy::ALL
        .into_iter()
        .map(|strategy| {
            if !is_possible(strategy) {
                let why = r#"<span class="small dim">not available here</span>"#;
                return row(strategy, workers, why, [none; 4]);
            }
            let ms = if strategy.is_parallel() { pooled_ms } else { expected_ms };
            let outline = outline(ms, workers, &scale);
            let about = format!("<strong>–</strong><em>about {}</em>", duration(ms));
            row(strategy, workers, &outline, [&about, none, none, none])
        })
        .collect();
    format!("{HEAD}{rows}{}</div>", axis_row(&scale, pooled_ms, workers))
}
