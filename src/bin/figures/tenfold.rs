//! Section 5: ten times the work.

use super::charts::{Lanes, lanes, parts, small_stack};
use super::dom;
use super::door::Reports;
use super::headline::shortfalls;
use super::tables::{data_table, interval, of_lecture};
use every_core::draw::format::{duration, remarks, steps, times};
use every_core::draw::{Scale, axis};
use every_core::report::{Lecture, RatioReport, StrategyReport, TenfoldReport, TenfoldSize};

pub(super) fn draw(reports: &Reports, lecture: Option<&Lecture>) {
    let Some(report) = &reports.tenfold else {
        if let Some(lecture) = lecture {
            let remark = "The long serial run is not in it: it is drawn ten times as long as the short one.";
            dom::fill("ten-figure", &(of_lecture(remark) + &figure(&lecture.tenfold)));
        }
        return;
    };
    dom::fill("ten-figure", &figure(report));
    dom::fill("ten-ratios", &ratios(report));
    dom::fill("ten-data", &data(report));
}

pub(super) fn figure(report: &TenfoldReport) -> String {
    let halves: String = report.sizes.iter().map(half).collect();
    format!(r#"<p class="small dim">{}</p><div class="pair">{halves}</div>"#, report.workload.name())
}

/// Draws one size: the serial run above the pool's, on an axis of their own.
fn half(size: &TenfoldSize) -> String {
    let [serial, pool] = size.strategies.as_slice() else { return String::new() };
    let serial_ms = serial.median_run.elapsed_ms;
    let workers = pool.median_run.workers;
    let scale = Scale::up_to(serial_ms.max(pool.median_run.elapsed_ms));
    let ideal_ms = serial_ms / f64::from(workers);
    let stack = pool.stack.as_ref().map_or_else(String::new, |stack| {
        let parts = parts(stack, true);
        format!(
            r#"<p class="small dim">of {workers} cores, <b class="fig-n">{:.2}</b> did useful work, <b class="fig-n">{:.2}</b> waited, <b class="fig-n">{:.2}</b> went into {}</p>{}"#,
            parts[0].printed,
            parts[1..5].iter().map(|part| part.printed).sum::<f64>(),
            parts[5].printed,
            parts[5].name,
            small_stack(stack, workers)
        )
    });
    format!(
        r#"<div><div class="row pair-head"><h3>{} steps</h3><span class="s">{}</span></div><div role="img" aria-label="{}">{}{}{}</div>{stack}</div>"#,
        steps(size.steps),
        times(pool.speedup),
        format_args!(
            "{} steps: {} serially, {} on a pool of {workers}, {} as fast.",
            steps(size.steps),
            duration(serial.median_ms),
            duration(pool.median_ms),
            times(pool.speedup)
        ),
        labelled(serial, "serial", None, workers - 1, &scale),
        labelled(pool, &format!("pool of {workers}"), Some(ideal_ms), 0, &scale),
        axis(&scale, ideal_ms, workers),
    )
}

fn labelled(entry: &StrategyReport, name: &str, ideal_ms: Option<f64>, idle: u32, scale: &Scale) -> String {
    let run = &entry.median_run;
    let busy: Vec<(f64, f64)> = run.per_worker.iter().map(|worker| (worker.begin_ms, worker.end_ms)).collect();
    format!(
        r#"<p class="small dim"><b class="fig-n">{}</b> {name}</p>{}"#,
        duration(run.elapsed_ms),
        lanes(&Lanes { busy: &busy, elapsed_ms: run.elapsed_ms, ideal_ms, idle }, scale)
    )
}

/// Returns a table of how much longer ten times the work took for each strategy, and what that means.
pub(super) fn ratios(report: &TenfoldReport) -> String {
    let rows: String = report
        .ratios
        .iter()
        .map(|ratio| {
            format!(
                r#"<tr><th scope="row">{}</th><td class="n">{}<em>{}</em></td><td class="r">{}</td></tr>"#,
                if ratio.strategy.is_parallel() { "Pool" } else { "Serial" },
                times(ratio.value),
                interval(ratio.low, ratio.high),
                reading(ratio)
            )
        })
        .collect();
    let caveats = remarks(shortfalls(&report.shortfalls), &report.caveats);
    format!(
        r#"<table class="metrics block"><thead><tr><th>way</th><th class="n">time, ratio</th><th>what ten times the work says</th></tr></thead><tbody>{rows}</tbody></table>{caveats}"#
    )
}

fn reading(ratio: &RatioReport) -> &'static str {
    match ratio {
        ratio if ratio.high < 10.0 => "less than ten times as long: a part of the cost is paid once per run",
        ratio if ratio.low > 10.0 => "more than ten times as long: the longer run met a slower machine",
        _ => "ten times as long, as far as these rounds can tell",
    }
}

pub(super) fn data(report: &TenfoldReport) -> String {
    let mut rows = Vec::new();
    for size in &report.sizes {
        for entry in &size.strategies {
            rows.push(vec![
                steps(size.steps),
                entry.strategy.name().to_owned(),
                duration(entry.median_ms),
                format!("{:.3}", entry.speedup),
                interval(entry.speedup_low, entry.speedup_high),
                entry.samples_ms.len().to_string(),
            ]);
        }
    }
    data_table(&["steps", "strategy", "median time", "speed-up", "95% interval", "rounds"], &rows)
}
