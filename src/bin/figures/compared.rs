//! Fig. 1: the runs of a comparison as lanes, one above the other on one time axis.

use super::charts::{Lanes, lanes, turns};
use super::dom;
use super::door::Reports;
use super::tables::{bounds, interval};
use every_core::draw::Scale;
use every_core::draw::format::{duration, steps, times};
use every_core::draw::{HEAD, axis_row, row};
use every_core::report::{CompareReport, Strategy, StrategyReport};

const TICK: &str = r#"<span class="tick-ok"><svg width="20" height="20" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M3 8.5l3.2 3.2L13 4.8"/></svg><span class="vh">verified</span></span>"#;

pub(super) fn draw(reports: &Reports) {
    if let Some(report) = &reports.compare {
        dom::fill("figure", &measured(report));
    }
}

fn measured(report: &CompareReport) -> String {
    let longest_ms = report.strategies.iter().map(|entry| entry.median_run.elapsed_ms).fold(0.0, f64::max);
    let serial_ms = report.strategies.first().map_or(0.0, |serial| serial.median_run.elapsed_ms);
    let scale = Scale::up_to(longest_ms);
    let rows: String =
        report.strategies.iter().map(|entry| measured_row(entry, report.workers, serial_ms, &scale)).collect();
    let work = format!("{} steps of {}: each thin", steps(report.steps), report.workload.name());
    let head = HEAD.replacen("each thin", &work, 1);
    format!("{head}{rows}{}</div>", axis_row(&scale, serial_ms / f64::from(report.workers), report.workers))
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
        _ => {
            let (low, high) = bounds(entry.samples_ms.len() as u32, entry.speedup_low, entry.speedup_high);
            format!("<strong>{}</strong><em>{}</em>", times(entry.speedup), interval(low, high))
        }
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
