//! A run as a trace in Chrome's Trace Event Format, which Perfetto and Firefox Profiler open. Each worker has a named track,
//! with its tiles nested in its span. The whole run is on the page's track.

use every_core::report::RunReport;
use std::fmt::Write;

/// The part of a run report that a trace needs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TraceRun {
    pub workload: String,
    pub strategy: String,
    /// From submission to result, milliseconds.
    pub elapsed_ms: f64,
    pub per_worker: Vec<TraceSpan>,
    pub tile_log: Vec<TraceTile>,
}

/// The span of one worker, milliseconds from submission.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TraceSpan {
    /// Index of the worker, from 0.
    pub worker: u32,
    /// When its first tile begins.
    pub begin_ms: f64,
    /// When its last tile ends.
    pub end_ms: f64,
    /// The number of tiles that it computed.
    pub tiles: u32,
}

/// One tile, with times in milliseconds from submission.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TraceTile {
    /// Index of the worker, from 0.
    pub worker: u32,
    /// First step of the tile.
    pub start: u64,
    /// One past its last step.
    pub end: u64,
    pub begin_ms: f64,
    pub end_ms: f64,
}

/// The trace file, in the object form of the format.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trace {
    /// First metadata, then slices, each after the slice that contains it.
    pub trace_events: Vec<TraceEvent>,
    /// The unit in which viewers show times.
    pub display_time_unit: &'static str,
}

/// An event. `ph` is "X" for a slice with a duration and "M" for the name of a track.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TraceEvent {
    /// The text that the viewer shows on the event.
    pub name: String,
    pub cat: &'static str,
    /// The kind of event.
    pub ph: &'static str,
    /// When it begins, microseconds from submission.
    pub ts: f64,
    /// How long it lasts, microseconds; 0 for names.
    pub dur: f64,
    /// The process: the page, for all tracks.
    pub pid: u32,
    /// The track: 0 for the page, `i + 1` for worker `i`.
    pub tid: u32,
    pub args: TraceArgs,
}

/// The details that a viewer shows beside an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TraceArgs {
    /// The name given by a metadata event.
    pub name: Option<String>,
    /// First step of a tile.
    pub start: Option<u64>,
    /// One past its last step.
    pub end: Option<u64>,
}

impl From<&RunReport> for TraceRun {
    fn from(run: &RunReport) -> Self {
        let span = |worker: &every_core::report::WorkerReport| TraceSpan {
            worker: worker.worker,
            begin_ms: worker.begin_ms,
            end_ms: worker.end_ms,
            tiles: worker.tiles,
        };
        let tile = |tile: &every_core::report::TileReport| TraceTile {
            worker: tile.worker,
            start: tile.start,
            end: tile.end,
            begin_ms: tile.begin_ms,
            end_ms: tile.end_ms,
        };
        Self {
            workload: run.workload.name().to_owned(),
            strategy: run.strategy.name().to_owned(),
            elapsed_ms: run.elapsed_ms,
            per_worker: run.per_worker.iter().map(span).collect(),
            tile_log: run.tile_log.iter().map(tile).collect(),
        }
    }
}

const US_PER_MS: f64 = 1e3;
const PAGE_TRACK: u32 = 0;

impl Trace {
    pub(crate) fn of(run: &TraceRun) -> Self {
        let TraceRun { workload, strategy, elapsed_ms, .. } = run;
        let mut events =
            vec![name_of("process_name", PAGE_TRACK, "Every Core"), name_of("thread_name", PAGE_TRACK, "page")];
        let named = run
            .per_worker
            .iter()
            .map(|span| name_of("thread_name", track(span.worker), &format!("worker {}", span.worker)));
        events.extend(named);
        events.push(slice(format!("{workload}, {strategy}"), "run", PAGE_TRACK, 0.0, *elapsed_ms));
        for span in run.per_worker.iter().filter(|span| span.tiles > 0) {
            let name = format!("worker {}", span.worker);
            events.push(slice(name, "worker", track(span.worker), span.begin_ms, span.end_ms));
        }
        let mut tiles: Vec<&TraceTile> = run.tile_log.iter().collect();
        tiles.sort_by(|a, b| {
            (a.worker, a.begin_ms).partial_cmp(&(b.worker, b.begin_ms)).unwrap_or(std::cmp::Ordering::Equal)
        });
        events.extend(tiles.into_iter().map(|tile| TraceEvent {
            args: TraceArgs { start: Some(tile.start), end: Some(tile.end), ..TraceArgs::default() },
            ..slice(format!("{} to {}", tile.start, tile.end), "tile", track(tile.worker), tile.begin_ms, tile.end_ms)
        }));
        Self { trace_events: events, display_time_unit: "ms" }
    }

    /// Returns the file's text. It is formatted by hand: a serializer would take three times as many bytes.
    pub(crate) fn text(&self) -> String {
        let mut text = "{\"traceEvents\":[".to_owned();
        for (index, event) in self.trace_events.iter().enumerate() {
            let TraceEvent { name, cat, ph, ts, dur, pid, tid, args } = event;
            let args = match (&args.name, args.start, args.end) {
                (Some(name), ..) => format!("\"name\":{}", quoted(name)),
                (None, Some(start), Some(end)) => format!("\"start\":{start},\"end\":{end}"),
                _ => String::new(),
            };
            let (comma, name) = (if index > 0 { ",\n" } else { "\n" }, quoted(name));
            // Writing to a String does not fail.
            let _ = write!(
                text,
                r#"{comma}{{"name":{name},"cat":"{cat}","ph":"{ph}","ts":{ts:.0},"dur":{dur:.0},"pid":{pid},"tid":{tid},"args":{{{args}}}}}"#
            );
        }
        text + "\n],\"displayTimeUnit\":\"" + self.display_time_unit + "\"}\n"
    }
}

fn track(worker: u32) -> u32 {
    worker + 1
}

fn name_of(what: &str, tid: u32, name: &str) -> TraceEvent {
    let args = TraceArgs { name: Some(name.to_owned()), ..TraceArgs::default() };
    TraceEvent { name: what.to_owned(), cat: "__metadata", ph: "M", ts: 0.0, dur: 0.0, pid: 1, tid, args }
}

fn slice(name: String, cat: &'static str, tid: u32, begin_ms: f64, end_ms: f64) -> TraceEvent {
    // The end is rounded as the beginning is. A tile that ends together with its worker then does so in the file, too.
    let us = |ms: f64| (ms * US_PER_MS).round();
    let (ts, end) = (us(begin_ms), us(end_ms));
    TraceEvent { name, cat, ph: "X", ts, dur: end - ts, pid: 1, tid, args: TraceArgs::default() }
}

/// Returns a string as JSON writes it.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            // Writing to a String does not fail.
            control if control < ' ' => drop(write!(quoted, "\\u{:04x}", control as u32)),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_json_with_tiles_inside_their_worker() {
        let run = TraceRun {
            workload: "a \"name\"\n\\".to_owned(),
            strategy: "shared".to_owned(),
            elapsed_ms: 12.0,
            per_worker: vec![TraceSpan { worker: 0, begin_ms: 0.5, end_ms: 11.0, tiles: 2 }],
            tile_log: vec![
                TraceTile { worker: 0, start: 5, end: 10, begin_ms: 6.0, end_ms: 11.0 },
                TraceTile { worker: 0, start: 0, end: 5, begin_ms: 0.5, end_ms: 5.5 },
            ],
        };
        let text = Trace::of(&run).text();
        let parsed: serde_json::Value = serde_json::from_str(&text).expect("the trace is JSON");
        let events = parsed["traceEvents"].as_array().expect("traceEvents is a list");
        assert_eq!(events.len(), 3 + 1 + 1 + 2);
        assert_eq!(events[3]["name"], "a \"name\"\n\\, shared");
        let worker = (events[4]["ts"].as_f64(), events[4]["dur"].as_f64());
        assert_eq!(worker, (Some(500.0), Some(10_500.0)));
        assert_eq!((events[5]["ts"].as_f64(), events[5]["args"]["end"].as_u64()), (Some(500.0), Some(5)));
        assert_eq!(parsed["displayTimeUnit"], "ms");
    }
}
