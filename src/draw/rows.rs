//! The rows of Fig. 1, before and after a comparison.

use super::{Scale, axis};
use crate::report::Strategy;

/// The head of the figure, as HTML.
pub const HEAD: &str = r#"<div class="cmp" role="table" aria-label="The runs compared"><div class="cmp-row cmp-head" role="row"><div class="lab" role="columnheader">each thin line is one worker; its length is time</div><div class="v time" role="columnheader">time,<br>median</div><div class="v sp" role="columnheader">speed-up,<br>95% interval</div><div class="v fr" role="columnheader">longest<br>page freeze</div><div class="v ck" role="columnheader">same<br>checksum</div></div>"#;

/// Returns the name of a way to run the work, and what it is.
pub fn way(strategy: Strategy, workers: u32) -> (String, &'static str) {
    match strategy {
        Strategy::Serial => ("Serial".to_owned(), "one call on the main thread"),
        Strategy::Interleaved => ("Interleaved".to_owned(), "tasks take turns on the main thread"),
        Strategy::Isolated => {
            (format!("Pool of {workers}, isolated workers"), "own memory each, results sent as messages")
        }
        Strategy::Shared => (format!("Pool of {workers}, shared memory"), "one memory, pieces handed out by rayon"),
    }
}

/// Writes the row of one strategy: its plot, and the cells for time, speed-up, freeze and checksum.
pub fn row(strategy: Strategy, workers: u32, plot: &str, cells: [&str; 4]) -> String {
    let (name, about) = way(strategy, workers);
    let [time, speedup, freeze, checksum] = cells;
    format!(
        r#"<div class="cmp-row" role="row"><div class="lab" role="rowheader"><b>{name}</b> {about}</div><div class="plot" role="cell">{plot}</div><div class="v time" role="cell"><span class="k">time</span>{time}</div><div class="v sp" role="cell"><span class="k">speed-up</span>{speedup}</div><div class="v fr" role="cell"><span class="k">froze for</span>{freeze}</div><div class="v ck" role="cell"><span class="k">sum</span>{checksum}</div></div>"#
    )
}

/// Writes the row with the axis, which is the last row of the figure.
pub fn axis_row(scale: &Scale, ideal_ms: f64, workers: u32) -> String {
    format!(
        r#"<div class="cmp-row cmp-axis" aria-hidden="true"><div class="plot">{}</div></div>"#,
        axis(scale, ideal_ms, workers)
    )
}
