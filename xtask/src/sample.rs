//! The picture of a recorded run, for readers without scripts, drawn from the recording in `docs/sample-run.json`.

use crate::files::{read, write};
use crate::test;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;
use xshell::Shell;

/// What the picture stands between in `index.html`.
const BEGIN: &str = "<figure class=\"sample\"";
/// The same, at its end.
const END: &str = "</figure>";

const ROW_PX: usize = 46;
const LANE_PX: usize = 6;

/// `cargo xtask sample`: records a run in a browser, and draws it into the page.
pub(crate) fn run(sh: &Shell) -> Result<()> {
    test::sample(sh)?;
    let root = sh.current_dir();
    let page = root.join("index.html");
    write(&page, &put_into(&read(&page)?, &figure(&recording(&root)?))?)
}

fn recording(root: &Path) -> Result<Value> {
    serde_json::from_str(&read(&root.join("docs/sample-run.json"))?).context("docs/sample-run.json is not JSON")
}

/// `page` with this figure in the place of the one it has.
fn put_into(page: &str, figure: &str) -> Result<String> {
    let (before, rest) = page.split_once(BEGIN).context("index.html has no place for the sample")?;
    let (_, after) = rest.split_once(END).context("the sample in index.html does not end")?;
    Ok(format!("{before}{figure}{after}"))
}

/// The figure, as markup.
fn figure(recording: &Value) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_s_sample_is_drawn_from_its_recording() -> Result<()> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the repository's root")?;
        let expected = figure(&recording(root)?);
        let page = read(&root.join("index.html"))?;
        assert!(page.contains(&expected), "`cargo xtask sample` draws it anew; it should be\n{expected}");
        assert_eq!(put_into(&page, &expected)?, page);
        Ok(())
    }
}
