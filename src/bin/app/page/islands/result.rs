//! The main result: the speed-up of the best pool, and its explanation.

use crate::page::dom;
use crate::page::state::State;
use every_core::draw::format::{duration, integer, remarks, steps, times};
use every_core::report::{CompareReport, Strategy};

pub(in crate::page) fn mount(state: State) {
    dom::show("result", move || {
        let reported = state.environment.with(|seen| seen.as_ref().map_or(1, |seen| seen.reported_processors));
        state.compared().map_or_else(placeholder, |report| result(&report, reported, state.is_running()))
    });
}

fn placeholder() -> String {
    r#"<div class="big">–×</div><div class="say"><p>Nothing measured yet. How many times faster will a pool be on your machine? Guess before you run.</p></div>"#.to_owned()
}

fn result(report: &CompareReport, reported: u32, is_running: bool) -> String {
    let Some(serial) = report.strategies.first() else { return String::new() };
    let froze = format!(
        r#"<p>The page stood <span class="frozen">frozen for {}</span> while the serial run held the main thread.{}</p>"#,
        duration(serial.median_run.frozen_ms),
        report.best_pool().map_or_else(String::new, |pool| format!(
            " While the pool ran, its longest gap between two frames was {}.",
            duration(pool.median_run.frozen_ms)
        )),
    );
    let checked = format!(
        "<p>Every run added up to {}: the {} steps were all done, once.</p>",
        integer(serial.median_run.checksum),
        steps(report.steps)
    );
    let caveats = remarks(String::new(), &report.caveats);
    let Some(pool) = report.best_pool() else {
        return format!(
            r#"<div class="big">{}</div><div class="say"><p><b>Serial only.</b> This page was given no memory to share, so there is no pool to compare with.</p>{froze}{checked}{caveats}</div>"#,
            duration(serial.median_ms)
        );
    };
    let memory = if pool.strategy == Strategy::Shared { "with shared memory" } else { "with isolated workers" };
    let certainty = match (report.rounds, is_running) {
        (1 | 2, true) => "How certain that is, the next rounds show.".to_owned(),
        (1, false) => "From one round: too few to say how certain that is.".to_owned(),
        (2, false) => "From two rounds: too few to say how certain that is.".to_owned(),
        (rounds, _) => {
            let (low, high) = (pool.speedup_low, pool.speedup_high);
            format!("The 95% interval is {low:.2} to {high:.2}, from {rounds} rounds.")
        }
    };
    let core = if reported == 1 { "core" } else { "cores" };
    format!(
        r#"<div class="big">{}<small>on {reported} reported {core}</small></div><div class="say"><p><b>{} became {}</b> on a pool of {} {memory}. {certainty}</p>{froze}{checked}{caveats}</div>"#,
        times(pool.speedup),
        duration(serial.median_ms),
        duration(pool.median_ms),
        report.workers,
    )
}
