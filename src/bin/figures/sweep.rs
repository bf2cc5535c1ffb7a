//! Section 4: the speed-up of several pool sizes.

use super::charts::{Curve, Point, SpeedupPlot, speedup_plot};
use super::dom;
use super::door::Reports;
use super::tables::{bounds, data_table, interval, of_lecture};
use every_core::draw::format::{duration, escape, ratio, remarks, steps};
use every_core::report::{FailedSize, LECTURE_CORES, Lecture, Model, PAGE_ROUNDS, SweepReport, SweepSize};

const AMDAHL: (&str, &str) = ("var(--accent)", "9 4");
const USL: (&str, &str) = ("var(--ph-dispatch)", "");

pub(super) fn draw(reports: &Reports, lecture: Option<&Lecture>) {
    let Some(report) = &reports.sweep else {
        if let Some(lecture) = lecture {
            let remark = "It ran one size, a pool of twelve. Which sizes are worth it on your machine?";
            dom::fill("sweep-figure", &(of_lecture(remark) + &plot(&lecture.sweep, LECTURE_CORES)));
        }
        return;
    };
    dom::fill("sweep-figure", &plot(report, reports.reported));
    dom::fill("sweep-models", &models(report));
    dom::fill("sweep-result", &result(report, reports.reported));
    dom::fill("sweep-data", &data(report));
}

pub(super) fn plot(report: &SweepReport, reported: u32) -> String {
    let points: Vec<Point> = report
        .sizes
        .iter()
        .map(|size| {
            let summary = &size.summary;
            let rounds = summary.samples_ms.len() as u32;
            let (low, high) = bounds(rounds, summary.speedup_low, summary.speedup_high);
            Point { workers: size.workers, speedup: summary.speedup, low, high, is_pending: rounds < PAGE_ROUNDS }
        })
        .collect();
    let sizes = report.sizes.iter().map(|size| size.workers).chain(report.failed.iter().map(|failed| failed.workers));
    let amdahl = |workers: f64| if let Model::Fitted(fit) = &report.models.amdahl { fit.speedup(workers) } else { 0.0 };
    let usl = |workers: f64| if let Model::Fitted(fit) = &report.models.usl { fit.speedup(workers) } else { 0.0 };
    let mut curves = Vec::new();
    // A poor fit explains nothing, so it is not drawn.
    if matches!(&report.models.amdahl, Model::Fitted(fit) if !fit.goodness.poor) {
        curves.push(Curve { name: "Amdahl", color: AMDAHL.0, dashes: AMDAHL.1, label_dy: -10, speedup: &amdahl });
    }
    if matches!(&report.models.usl, Model::Fitted(fit) if !fit.goodness.poor) {
        curves.push(Curve { name: "USL", color: USL.0, dashes: USL.1, label_dy: 20, speedup: &usl });
    }
    speedup_plot(&SpeedupPlot {
        most: sizes.max().unwrap_or(2),
        reported,
        best: points.iter().find(|point| point.workers == report.best_workers),
        points: &points,
        curves: &curves,
        sentence: &measured(report, reported),
    })
}

/// Describes the figure in one sentence.
fn measured(report: &SweepReport, reported: u32) -> String {
    let cores = report.measured_cores;
    let (low, high) = bounds(report.rounds, cores.low, cores.high);
    format!(
        "Measured: a pool of {} was the quickest, {} times as fast as the serial run, 95% interval: {}; the browser \
         reports {reported}.",
        report.best_workers,
        ratio(cores.value),
        interval(low, high)
    )
}

pub(super) fn result(report: &SweepReport, reported: u32) -> String {
    let cores = report.measured_cores;
    let (low, high) = bounds(report.rounds, cores.low, cores.high);
    let pending = if report.rounds < PAGE_ROUNDS {
        format!(" So far: {} of {PAGE_ROUNDS} rounds; hollow points wait for the rest.", report.rounds)
    } else {
        String::new()
    };
    let processors = if reported == 1 { "processor" } else { "processors" };
    let mut failed = String::new();
    for FailedSize { workers, reason } in &report.failed {
        failed += &format!("<li>{workers} workers could not be run to the end: {}</li>", escape(reason));
    }
    let caveats = remarks(failed, &report.caveats);
    format!(
        r#"<p class="explain block"><b>{} cores measured</b> ({}), with a pool of {}; {reported} {processors} reported. {} steps of {}.{pending}</p>{caveats}"#,
        ratio(cores.value),
        interval(low, high),
        report.best_workers,
        steps(report.steps),
        report.workload.name(),
    )
}

/// Describes each line with the model's parameters, or says why there is no line.
pub(super) fn models(report: &SweepReport) -> String {
    let amdahl = match &report.models.amdahl {
        Model::None { reason } => not_drawn(reason),
        Model::Fitted(fit) if fit.goodness.poor => poor(fit.goodness.r2),
        Model::Fitted(fit) => {
            let limit = if fit.serial_share > 0.001 {
                format!("the model levels off at {:.1}×", 1.0 / fit.serial_share)
            } else {
                "the model sees no limit".to_owned()
            };
            format!("{:.1}% serial: {limit} (R² {:.3})", fit.serial_share * 100.0, fit.goodness.r2)
        }
    };
    let usl = match &report.models.usl {
        Model::None { reason } => not_drawn(reason),
        Model::Fitted(fit) if fit.goodness.poor => poor(fit.goodness.r2),
        Model::Fitted(fit) => {
            let peak = fit.peak_workers.map_or_else(
                || "the model never turns down".to_owned(),
                |peak| format!("the model turns down after {peak:.0} workers"),
            );
            format!("contention {:.4}, coherence {:.5}: {peak} (R² {:.3})", fit.alpha, fit.beta, fit.goodness.r2)
        }
    };
    let rows = [
        ("var(--ink-3)", "2 4", "Ideal", "one worker, one core’s worth"),
        (AMDAHL.0, AMDAHL.1, "Amdahl", amdahl.as_str()),
        (USL.0, USL.1, "USL", usl.as_str()),
    ];
    let rows: String = rows
        .into_iter()
        .map(|(color, dashes, name, text)| {
            format!(
                r#"<li><svg width="36" height="12" aria-hidden="true"><line x2="36" y1="6" y2="6" stroke="{color}" stroke-width="1.5" stroke-dasharray="{dashes}"/></svg><span><b>{name}</b> {text}</span></li>"#
            )
        })
        .collect();
    format!(r#"<ul class="model-key">{rows}</ul>"#)
}

fn not_drawn(reason: &str) -> String {
    format!("is not fitted: {}", escape(reason))
}

fn poor(r2: f64) -> String {
    let r2 = format!("{r2:.2}").replace('-', "−");
    format!("fits poorly (R² {r2}): it does not explain these points, and is not drawn")
}

pub(super) fn data(report: &SweepReport) -> String {
    let mut rows = Vec::new();
    for SweepSize { workers, summary } in &report.sizes {
        let (low, high) = bounds(summary.samples_ms.len() as u32, summary.speedup_low, summary.speedup_high);
        rows.push(vec![
            workers.to_string(),
            format!("{:.3}", summary.speedup),
            interval(low, high),
            duration(summary.median_ms),
            summary.efficiency.map_or_else(String::new, |share| format!("{:.1}%", share * 100.0)),
            duration(summary.spawn_ms),
            summary.samples_ms.len().to_string(),
        ]);
    }
    data_table(&["workers", "speed-up", "95% interval", "median time", "efficiency", "start-up", "rounds"], &rows)
}
