//! The text around the lanes: the figure's frame, key, sentence and table.

use std::fmt::Write;

use super::charts::{Activity, Timeline, lane_name};
use super::player::controls;
use super::shown::{Shown, Source};
use every_core::draw::format::{duration, integer};
use every_core::report::{RunReport, Strategy};

/// Returns the empty figure. The plot takes the keyboard focus, and its readout describes what the keys point at.
pub(super) fn skeleton() -> String {
    [ABOVE, &controls("cores"), BELOW].concat()
}

const ABOVE: &str = r#"<div class="lane-head"><p id="cores-say" role="status"></p><button id="cores-trace" class="btn" type="button" disabled><svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true"><path d="M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11"/></svg> Download trace</button></div>
<div class="lanes"><span></span><span class="lane-word" id="cores-start-head"></span><div id="cores-head"></div><span class="lane-word">computing</span>
<span class="lane-word" id="cores-page-name">frames</span><span></span><div id="cores-page"></div><span></span>
<div id="cores-names"></div><div id="cores-start" aria-hidden="true"></div><div id="cores-plot" tabindex="-1" role="group" aria-label="Lanes of the run" aria-describedby="cores-readout cores-keys"><div id="cores-marks"></div><div id="cores-moment"></div><div id="cores-cursor"></div></div><div id="cores-share"></div>
<span></span><span></span><div id="cores-axis"></div><span id="cores-all" class="small"></span></div>"#;

const BELOW: &str = r#"<div class="lane-tools"><span class="step" role="group" aria-label="Zoom"><button type="button" id="cores-out" aria-label="Zoom out">−</button><output id="cores-zoom">1×</output><button type="button" id="cores-in" aria-label="Zoom in">+</button></span><div id="cores-overview" aria-hidden="true"></div><span class="lane-move"><button type="button" class="btn" id="cores-left" aria-label="Earlier">‹</button><button type="button" class="btn" id="cores-right" aria-label="Later">›</button><button type="button" class="btn" id="cores-fit">Fit</button></span></div>
<p class="readout" id="cores-readout"></p>
<p class="vh" id="cores-keys">In the bar, Space plays and pauses, S changes the speed, and arrow down goes into the lanes. There, arrow keys go from piece to piece and from lane to lane, plus and minus zoom, Shift with an arrow moves the view, Home shows all.</p>
<div id="cores-picture" class="picture" hidden><canvas id="cores-canvas" width="1" height="1" role="img" aria-label="The Mandelbrot set as the run painted it, every piece in the colour of the worker that made it"></canvas><p class="small dim">Each band is one piece, in the colour of the worker that made it. The bands along the lower edge cost most: pieces of equal size are not equal work.</p></div>
<ul class="key" id="cores-key"></ul>
<details><summary>The lanes as a table</summary><div id="cores-table" class="table-scroll" tabindex="0" role="region" aria-label="The lanes as a table"></div></details>"#;

pub(super) const HOW_TO_POINT: &str = "Point at a lane, or use the arrow keys in it, to read what a core did.";

/// Returns what a lane of a strategy stands for.
pub(super) fn who(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Serial => "page",
        Strategy::Interleaved => "task",
        Strategy::Isolated | Strategy::Shared => "worker",
    }
}

/// Describes the figure in a sentence.
pub(super) fn sentence(run: &Timeline, shown: Option<&Shown>, who: &str) -> String {
    let Some(Shown { source, report, .. }) = shown else {
        return "Nothing has run yet: the lanes are empty.".to_owned();
    };
    let took = duration(report.elapsed_ms);
    let which = match source {
        Source::Watched => "The run you watched",
        Source::Compared => "The median run of the comparison",
        Source::Lecture => {
            let (how, filled_in) = match report.strategy {
                Strategy::Serial => ("One call", ""),
                Strategy::Interleaved => ("Its threads, taking turns,", "; the turns are filled in to add up"),
                _ => ("Its pool of twelve", "; what each process did is filled in to add up"),
            };
            return format!(
                "<b>From the lecture, not from your machine.</b> {how} took {took}{filled_in}. Watch a run of your own here."
            );
        }
    };
    let percent = run.all_computing_percent();
    let pieces = run.pieces;
    let many = if pieces == 1 { "" } else { "s" };
    let last = run.last_piece().map_or(0, |(worker, _)| worker);
    let end = if run.lanes.len() > 1 { format!("; {} finished last", lane_name(who, last)) } else { String::new() };
    let lanes = if run.lanes.len() > 1 { format!("{} lanes", run.lanes.len()) } else { "one lane".to_owned() };
    format!(
        "{which}, <b>{}, {}</b>: {pieces} piece{many} in <b>{took}</b>, of which the {lanes} computed <b>{percent:.0}%</b>{end}. \
         Fig. 3 sorts these lanes.",
        report.workload.name(),
        report.strategy.name(),
    )
}

/// Describes the frames of the page during a run.
pub(super) fn frames(report: &RunReport) -> String {
    match report.strategy {
        _ if !report.frozen_ms.is_finite() => String::new(),
        Strategy::Serial => format!("no frame for {}", duration(report.frozen_ms)),
        _ => format!("longest gap between two frames {}", duration(report.frozen_ms)),
    }
}

/// Says how long the start-up took.
pub(super) fn start_up(shown: &Shown) -> String {
    format!("start-up {}", duration(shown.report.spawn_ms))
}

/// Returns the key of the patterns, with amounts.
pub(super) fn key(run: &Timeline, shown: Option<&Shown>) -> String {
    let mut html = String::new();
    for activity in Activity::ALL {
        let ((word, meaning), fill) = (activity.words(), activity.fill());
        let is_known = shown.is_none_or(|shown| shown.serial_ms.is_some());
        let (meaning, under) = match activity {
            Activity::Slower if !is_known => {
                ("known after a comparison of the same work, for pools", "var(--ph-slower)")
            }
            Activity::Slower => (meaning, "var(--ph-slower)"),
            _ => (meaning, "none"),
        };
        let amount = match run.total_ms(activity) {
            _ if run.pieces == 0 || (activity == Activity::Slower && !is_known) => String::new(),
            ms if ms < 10.0 => format!(", {ms:.1}\u{a0}core-ms"),
            ms => format!(", {}\u{a0}core-ms", integer(ms.round() as u64)),
        };
        // Writing to a `String` does not fail.
        let _ = write!(
            html,
            r#"<li><svg width="32" height="16" aria-hidden="true"><rect width="32" height="16" fill="{under}"/><rect width="32" height="16" fill="{fill}"/></svg><span><b>{word}</b>{amount}<br>{meaning}</span></li>"#
        );
    }
    let spawn_ms = shown.map_or(0.0, |shown| shown.report.spawn_ms);
    if spawn_ms > 0.0 {
        let _ = write!(
            html,
            r#"<li><svg width="32" height="16" aria-hidden="true"><rect x=".5" y=".5" width="31" height="15" fill="url(#ph-spawn)" stroke="var(--edge)"/></svg><span><b>start-up</b>, {}, not counted<br>making the pool, before the clock starts; not to scale</span></li>"#,
            duration(spawn_ms)
        );
    }
    html
}

/// Returns the lanes as a table.
pub(super) fn table(run: &Timeline, shown: Option<&Shown>, who: &str) -> String {
    let mut html = format!(r#"<table><thead><tr><th scope="col">{who}</th><th scope="col">pieces</th>"#);
    for activity in Activity::ALL {
        let _ = write!(html, r#"<th scope="col">{}, ms</th>"#, activity.words().0);
    }
    html.push_str(r#"<th scope="col">computing</th><th scope="col">first call, ms</th></tr></thead><tbody>"#);
    for (worker, lane) in run.lanes.iter().enumerate() {
        let pieces = lane.iter().filter(|stretch| stretch.piece > 0).count();
        let _ = write!(html, r#"<tr><th scope="row">{worker}</th><td>{pieces}</td>"#);
        for activity in Activity::ALL {
            let _ = write!(html, "<td>{:.1}</td>", run.ms_of(worker, activity));
        }
        let first_call = shown.and_then(|shown| shown.report.per_worker.get(worker)).map(|worker| worker.first_call_ms);
        let first_call = first_call.filter(|&ms| ms > 0.0).map_or_else(|| "–".to_owned(), |ms| format!("{ms:.1}"));
        let _ = write!(html, "<td>{:.0}%</td><td>{first_call}</td></tr>", run.computing_percent(worker));
    }
    html + "</tbody></table>"
}

#[cfg(test)]
mod tests {
    use super::*;
    use every_core::report::TileReport;

    #[test]
    fn the_table_has_a_row_for_each_lane_and_the_key_an_entry_for_each_phase() {
        let tile = TileReport { worker: 1, start: 0, end: 9, begin_ms: 1.0, end_ms: 3.0 };
        let run = Timeline::so_far(3, &[tile]);
        let html = table(&run, None, "worker");
        assert_eq!(html.matches("<tr>").count(), 4);
        assert!(html.contains(r#"<th scope="row">1</th><td>1</td><td>2.0</td><td>0.0</td><td>1.0</td>"#), "{html}");
        assert_eq!(key(&run, None).matches("<li>").count(), 6);
        assert!(sentence(&run, None, "worker").contains("Nothing has run"));
    }
}
