//! A run as a trace in the Trace Event Format (Chrome's), which Perfetto and Firefox Profiler open: one named track per
//! worker, the worker's tiles nested in its span, the whole run on the page's track.

use serde::Serialize;

/// What of a run report becomes a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceRun {
    /// Name of the workload.
    pub workload: String,
    /// How it was run.
    pub strategy: String,
    /// From submission to result, milliseconds.
    pub elapsed_ms: f64,
    /// Each worker's span.
    pub per_worker: Vec<TraceSpan>,
    /// Every tile.
    pub tile_log: Vec<TraceTile>,
}

/// One worker's span, milliseconds from submission.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TraceSpan {
    /// Index of the worker, from 0.
    pub worker: u32,
    /// Its first tile begins.
    pub begin_ms: f64,
    /// Its last tile ends.
    pub end_ms: f64,
    /// How many tiles it computed.
    pub tiles: u32,
}

/// One tile, milliseconds from submission.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TraceTile {
    /// Index of the worker, from 0.
    pub worker: u32,
    /// First step of the tile.
    pub start: u64,
    /// One past its last step.
    pub end: u64,
    /// The tile begins.
    pub begin_ms: f64,
    /// The tile ends.
    pub end_ms: f64,
}

/// The file: the object form of the format.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Trace {
    /// Metadata first, then slices, each after the one it is nested in.
    pub trace_events: Vec<TraceEvent>,
    /// The unit in which viewers show times.
    pub display_time_unit: &'static str,
}

/// One event. `ph` is "X" for a slice with a duration and "M" for the name of a track.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TraceEvent {
    /// What the viewer writes on it.
    pub name: String,
    /// Its category.
    pub cat: &'static str,
    /// Its kind.
    pub ph: &'static str,
    /// When it begins, microseconds from submission.
    pub ts: f64,
    /// How long it lasts, microseconds; 0 for names.
    pub dur: f64,
    /// All tracks belong to one process: the page.
    pub pid: u32,
    /// The track: 0 is the page's, `i + 1` that of worker `i`.
    pub tid: u32,
    /// Details.
    pub args: TraceArgs,
}

/// What a viewer shows beside an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TraceArgs {
    /// The name that a metadata event gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// First step of a tile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    /// One past its last step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<u64>,
}

const US_PER_MS: f64 = 1e3;
const PAGE_TRACK: u32 = 0;

impl Trace {
    /// The trace of one run.
    pub fn of(run: &TraceRun) -> Self {
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
}

fn track(worker: u32) -> u32 {
    worker + 1
}

fn name_of(what: &str, tid: u32, name: &str) -> TraceEvent {
    let args = TraceArgs { name: Some(name.to_owned()), ..TraceArgs::default() };
    TraceEvent { name: what.to_owned(), cat: "__metadata", ph: "M", ts: 0.0, dur: 0.0, pid: 1, tid, args }
}

fn slice(name: String, cat: &'static str, tid: u32, begin_ms: f64, end_ms: f64) -> TraceEvent {
    // The end is rounded as the beginnings are, so that a tile that ends with its worker ends within it in the file too.
    let us = |ms: f64| (ms * US_PER_MS).round();
    let (ts, end) = (us(begin_ms), us(end_ms));
    TraceEvent { name, cat, ph: "X", ts, dur: end - ts, pid: 1, tid, args: TraceArgs::default() }
}
