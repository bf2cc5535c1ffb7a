//! The picture of a recorded run, for readers without scripts, drawn from the recording in `docs/sample-run.json`.

use serde_json::Value;
use std::fmt::Write;

/// What the picture stands between in `index.html`.
pub(crate) const BEGIN: &str = "<figure class=\"sample\"";
/// The same, at its end.
pub(crate) const END: &str = "</figure>";

const ROW_PX: usize = 46;
const LANE_PX: usize = 6;

/// The figure, as markup.
pub(crate) fn figure(recording: &Value) -> String {
    let report = &recording["report"];
    let strategies = report["strategies"].as_array().expect("strategies");
    let workers = report["workers"].as_u64().expect("workers");
    let longest_ms = strategies.iter().map(|entry| ms(&entry["medianRun"]["elapsedMs"])).fold(0.0, f64::max);
    let mut marks = String::new();
    let mut told = Vec::new();
    for (row, entry) in strategies.iter().enumerate() {
        let name = entry["strategy"].as_str().expect("a name");
        let time = seconds(ms(&entry["medianMs"]));
        let words = match name {
            "serial" => format!("serial: {time}"),
            "interleaved" => format!("interleaved: {time}, {}", times(entry)),
            _ => format!("{name}, {workers} workers: {time}, {}", times(entry)),
        };
        let y = row * ROW_PX;
        write!(marks, "<text y=\"{}\" class=\"t-lab\">{words}</text>", y + 13).expect("a string takes it");
        let run = &entry["medianRun"];
        let is_pool = name == "isolated" || name == "shared";
        let lanes = if is_pool { run["perWorker"].as_array().map_or(&[][..], Vec::as_slice) } else { &[] };
        if lanes.is_empty() {
            marks += &lane(y + 20, 0.0, ms(&run["elapsedMs"]) / longest_ms, "main");
        }
        for (index, worker) in lanes.iter().enumerate() {
            let colour = format!("w{}", if lanes.len() > 1 { index * 7 / (lanes.len() - 1) } else { 0 });
            let (begin, end) = (ms(&worker["beginMs"]) / longest_ms, ms(&worker["endMs"]) / longest_ms);
            marks += &lane(y + 20 + index * LANE_PX, begin, end, &colour);
        }
        told.push(words);
    }
    let (height, told) = (strategies.len() * ROW_PX, told.join("; "));
    let steps = report["steps"].as_u64().expect("steps") / 1_000_000;
    let text = |name: &str| recording[name].as_str().expect("a text");
    let best = strategies.last().expect("a strategy");
    format!(
        "{BEGIN} aria-labelledby=\"fig-0\"><svg width=\"100%\" height=\"{height}\" role=\"img\" aria-label=\"{told}\">{marks}</svg>\
         <figcaption id=\"fig-0\"><b>A recorded run.</b> {steps} million steps on {}, in {}: medians of {} rounds. Each line is a \
         thread, its length is time. The 95% interval of the last speed-up is {:.2} to {:.2}. Another machine gives other \
         times.</figcaption>{END}",
        text("machine"),
        text("browser"),
        report["rounds"],
        ms(&best["speedupLow"]),
        ms(&best["speedupHigh"]),
    )
}

fn lane(y: usize, begin: f64, end: f64, colour: &str) -> String {
    let (x, width) = (100.0 * begin, 100.0 * (end - begin));
    format!("<rect x=\"{x:.1}%\" y=\"{y}\" width=\"{width:.1}%\" height=\"5\" fill=\"var(--{colour})\"/>")
}

fn times(entry: &Value) -> String {
    format!("{:.2}×", ms(&entry["speedup"]))
}

fn seconds(ms: f64) -> String {
    format!("{:.2}\u{a0}s", ms / 1e3)
}

fn ms(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}
