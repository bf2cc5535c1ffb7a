//! Fig. 1: the runs of a comparison as lanes, one above the other on one time axis.

use super::charts::{Lanes, lanes, turns};
use super::dom;
use super::door::Reports;
use super::tables::{bounds, interval, of_lecture};
use every_core::draw::Scale;
use every_core::draw::format::{duration, steps, times};
use every_core::draw::{HEAD, axis_row, row};
use every_core::report::{CompareReport, LECTURE_CORES, Lecture, Strategy, StrategyReport};

const TICK: &str = r#"<span class="tick-ok"><svg width="20" height="20" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M3 8.5l3.2 3.2L13 4.8"/></svg><span class="vh">verified</span></span>"#;

/// The largest number of reported processors beside which the lecture's run stays.
const FEW_PROCESSORS: u32 = 4;

pub(super) fn draw(reports: &Reports, lecture: Option<&Lecture>) {
    match (&reports.compare, lecture) {
        (Some(report), lecture) => {
            let lecture = lecture.filter(|_| reports.reported <= FEW_PROCESSORS);
            dom::fill("figure", &(measured(report) + &lecture.map_or_else(String::new, beside)));
        }
        (None, Some(lecture)) => {
            let remark = "Python on six cores that count as twelve: one call, then threads that take turns, then a pool of processes.";
            dom::fill("figure", &(of_lecture(remark) + &measured(&lecture.compare)));
        }
        (None, None) => {}
    }
}

/// Draws the lecture's serial run and its pool on an axis of their own, because a small machine shows little of what a pool can do.
fn beside(lecture: &Lecture) -> String {
    let (Some(serial), Some(pool)) = (lecture.compare.strategies.first(), lecture.compare.best_pool()) else {
        return String::new();
    };
    let serial_ms = serial.median_ms;
    let scale = Scale::up_to(serial_ms);
    let drawn = [(serial, LECTURE_CORES - 1), (pool, 0)].map(|(entry, idle)| {
        let run = &entry.median_run;
        let busy: Vec<(f64, f64)> = run.per_worker.iter().map(|worker| (worker.begin_ms, worker.end_ms)).collect();
        let ideal_ms = entry.strategy.is_parallel().then(|| serial_ms / f64::from(LECTURE_CORES));
        lanes(&Lanes { busy: &busy, elapsed_ms: run.elapsed_ms, ideal_ms, idle }, &scale)
    });
    let remark = format!(
        "A machine with more cores: {} became {}, {}, on {LECTURE_CORES} logical cores.",
        duration(serial_ms),
        duration(pool.median_ms),
        times(pool.speedup)
    );
    format!(r#"<div class="beside">{}{}</div>"#, of_lecture(&remark), drawn.concat())
}

pub(super) fn measured(report: &CompareReport) -> String {
    let longest_ms = report.strategies.iter().map(|entry| entry.median_run.elapsed_ms).fold(0.0, f64::max);
    let serial_ms = report.strategies.first().map_or(0.0, |serial| serial.median_run.elapsed_ms);
    let scale = Scale::up_to(longest_ms);
    let rows: String =
        report.strategies.iter().map(|entry| measured_row(entry, report.workers, serial_ms, &scale)).collect();
    let work = format!("{} steps of {}: each thin", steps(report.steps), report.workload.name());
    let head = HEAD.replacen("each thin", &work, 1);
    format!("{head}{rows}{}</div>", axis_row(&scale, serial_ms / f64::from(report.workers), report.workers))
}

fn measured_row(entry: &StrategyReport, asked: u32, serial_ms: f64, scale: &Scale) -> String {
    let run = &entry.median_run;
    let workers = if entry.strategy.is_parallel() { run.workers } else { asked };
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
    let is_single = entry.samples_ms.len() == 1;
    let runs = if is_single { "one run".to_owned() } else { format!("of {}", entry.samples_ms.len()) };
    let speedup = match entry.strategy {
        Strategy::Serial => "<strong>1×</strong><em>the reference</em>".to_owned(),
        _ => {
            let (low, high) = bounds(entry.samples_ms.len() as u32, entry.speedup_low, entry.speedup_high);
            let certainty = if is_single { "no interval".to_owned() } else { interval(low, high) };
            format!("<strong>{}</strong><em>{certainty}</em>", times(entry.speedup))
        }
    };
    let class = if entry.strategy.freezes_page() { r#" class="frozen""# } else { "" };
    row(
        entry.strategy,
        workers,
        &plot,
        [
            &format!("<strong>{}</strong><em>{runs}</em>", duration(entry.median_ms)),
            &speedup,
            &format!("<strong{class}>{}</strong>", duration(run.frozen_ms)),
            if run.verified { TICK } else { "–" },
        ],
    )
}
