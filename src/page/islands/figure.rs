//! Fig. 1: the runs as lanes, one above the other on one axis of time.

use crate::lab::Strategy;
use crate::lab::{CompareReport, StrategyReport};
use crate::page::charts::{Lanes, Scale, axis, lanes, turns};
use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::format::{duration, times};
use crate::page::state::State;

pub(in crate::page) fn mount(state: State) {
    dom::show("figure", move || {
        let workers = state.workers().unwrap_or(1);
        let expected_ms = state.expected_serial_ms(Experiment::Compare).unwrap_or(1_000.0);
        state.report.with(|report| match report {
            Some(report) => measured(report),
            None => estimated(expected_ms, workers, |strategy| state.is_possible(strategy)),
        })
    });
}

const HEAD: &str = r#"<div class="cmp" role="table" aria-label="The runs compared"><div class="cmp-row cmp-head" role="row"><div class="lab" role="columnheader">each thin line is one worker; its length is time</div><div class="v time" role="columnheader">time,<br>median</div><div class="v sp" role="columnheader">speed-up,<br>95% interval</div><div class="v fr" role="columnheader">longest<br>page freeze</div><div class="v ck" role="columnheader">same<br>checksum</div></div>"#;
const TICK: &str = r#"<span class="tick-ok"><svg width="20" height="20" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M3 8.5l3.2 3.2L13 4.8"/></svg><span class="vh">verified</span></span>"#;

fn describe(strategy: Strategy, workers: u32) -> (String, &'static str) {
    match strategy {
        Strategy::Serial => ("Serial".to_owned(), "one call on the main thread"),
        Strategy::Interleaved => ("Interleaved".to_owned(), "tasks take turns on the main thread"),
        Strategy::Isolated => {
            (format!("Pool of {workers}, isolated workers"), "own memory each, results sent as messages")
        }
        Strategy::Shared => (format!("Pool of {workers}, shared memory"), "one memory, pieces handed out by rayon"),
    }
}

fn row(strategy: Strategy, workers: u32, plot: &str, cells: [&str; 4]) -> String {
    let (name, about) = describe(strategy, workers);
    let [time, speedup, freeze, checksum] = cells;
    format!(
        r#"<div class="cmp-row" role="row"><div class="lab" role="rowheader"><b>{name}</b> {about}</div><div class="plot" role="cell">{plot}</div><div class="v time" role="cell"><span class="k">time</span>{time}</div><div class="v sp" role="cell"><span class="k">speed-up</span>{speedup}</div><div class="v fr" role="cell"><span class="k">froze for</span>{freeze}</div><div class="v ck" role="cell"><span class="k">sum</span>{checksum}</div></div>"#
    )
}

fn measured(report: &CompareReport) -> String {
    let longest_ms = report.strategies.iter().map(|entry| entry.median_run.elapsed_ms).fold(0.0, f64::max);
    let serial_ms = report.strategies.first().map_or(0.0, |serial| serial.median_run.elapsed_ms);
    let scale = Scale::up_to(longest_ms);
    let rows: String =
        report.strategies.iter().map(|entry| measured_row(entry, report.workers, serial_ms, &scale)).collect();
    format!("{HEAD}{rows}{}</div>", axis_row(&scale, serial_ms / f64::from(report.workers), report.workers))
}

fn measured_row(entry: &StrategyReport, workers: u32, serial_ms: f64, scale: &Scale) -> String {
    let run = &entry.median_run;
    let busy: Vec<(f64, f64)> = run.per_worker.iter().map(|worker| (worker.begin_ms, worker.end_ms)).collect();
    let ideal_ms = entry.strategy.is_parallel().then(|| serial_ms / f64::from(workers));
    let plot = if entry.strategy == Strategy::Interleaved {
        let mut taken: Vec<(u32, f64)> = run.tile_log.iter().map(|tile| (tile.worker, tile.end_ms)).collect();
        taken.sort_by(|a, b| a.1.total_cmp(&b.1));
        turns(&taken, workers, run.elapsed_ms, scale)
    } else {
        let idle = if entry.strategy == Strategy::Serial { workers - 1 } else { 0 };
        lanes(&Lanes { busy: &busy, elapsed_ms: run.elapsed_ms, ideal_ms, idle }, scale)
    };
    let speedup = match entry.strategy {
        Strategy::Serial => "<strong>1×</strong><em>the reference</em>".to_owned(),
        _ => format!(
            "<strong>{}</strong><em>{:.2} to {:.2}</em>",
            times(entry.speedup),
            entry.speedup_low,
            entry.speedup_high
        ),
    };
    let class = if entry.strategy.freezes_page() { r#" class="frozen""# } else { "" };
    row(
        entry.strategy,
        workers,
        &plot,
        [
            &format!("<strong>{}</strong><em>of {}</em>", duration(entry.median_ms), entry.samples_ms.len()),
            &speedup,
            &format!("<strong{class}>{}</strong>", duration(run.frozen_ms)),
            TICK,
        ],
    )
}

/// Dashed outlines of what is expected, in the place where the measured lanes will be. What cannot run here stays listed.
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
            let outline = crate::page::charts::outline(ms, workers, &scale);
            let about = format!("<strong>–</strong><em>about {}</em>", duration(ms));
            row(strategy, workers, &outline, [&about, none, none, none])
        })
        .collect();
    format!("{HEAD}{rows}{}</div>", axis_row(&scale, pooled_ms, workers))
}

fn axis_row(scale: &Scale, ideal_ms: f64, workers: u32) -> String {
    format!(
        r#"<div class="cmp-row cmp-axis" aria-hidden="true"><div class="plot">{}</div></div>"#,
        axis(scale, ideal_ms, workers)
    )
}
