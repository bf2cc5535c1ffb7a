//! Bindings to `everyCore.page`, whose types are in `www/every-core.d.ts`. What has the wrong form is read as `None`; the page's
//! tests rule that out.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use every_core::kernel::WorkloadId;
use every_core::plain::{Plain, Value};
use every_core::report::{CompareReport, RunReport, Strategy, SweepReport, TenfoldReport, TileReport};
use every_core_js::{Js, object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["everyCore", "page"], js_name = reports)]
    fn page_reports() -> JsValue;

    #[wasm_bindgen(js_namespace = ["everyCore", "page"], js_name = watching)]
    fn page_watching() -> JsValue;

    /// Whether an experiment of the page is in progress.
    #[wasm_bindgen(js_namespace = ["everyCore", "page"], js_name = isRunning)]
    pub(super) fn is_running() -> bool;

    /// Sets the given settings of the page. It throws while an experiment runs.
    #[wasm_bindgen(js_namespace = ["everyCore", "page"], js_name = set, catch)]
    fn set_page(settings: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = everyCore)]
    fn environment() -> JsValue;

    /// Returns the text of a `trace.json`.
    #[wasm_bindgen(js_namespace = everyCore, js_name = trace)]
    pub(super) fn trace_text(report: &JsValue) -> String;
}

/// The last reports of the page's experiments.
pub(super) struct Reports {
    /// The number of processors that the browser reports.
    pub(super) reported: u32,
    pub(super) compare: Option<CompareReport>,
    pub(super) run: Option<RunReport>,
    pub(super) sweep: Option<SweepReport>,
    pub(super) tenfold: Option<TenfoldReport>,
}

impl Reports {
    pub(super) fn read() -> Self {
        let reports = Js(page_reports());
        Self {
            reported: field(&Js(environment()), "reportedProcessors").unwrap_or(1),
            compare: field(&reports, "compare"),
            run: field(&reports, "run"),
            sweep: field(&reports, "sweep"),
            tenfold: field(&reports, "tenfold"),
        }
    }
}

/// The run that is being watched, or would be.
#[derive(Clone, Debug)]
pub(super) struct Watching {
    pub(super) strategy: Strategy,
    pub(super) workload: WorkloadId,
    pub(super) workers: u32,
    pub(super) steps: u64,
    pub(super) expected_ms: f64,
    pub(super) is_running: bool,
    pub(super) tiles: Vec<TileReport>,
    /// The tiles of a picture that have arrived since the last call.
    pub(super) painted: Vec<Painted>,
}

/// A tile of a picture.
#[derive(Clone, Debug)]
pub(super) struct Painted {
    pub(super) worker: u32,
    pub(super) range: std::ops::Range<u64>,
    pub(super) pixels: Vec<u8>,
}

impl Watching {
    /// Reads what is watched.
    pub(super) fn read() -> Option<Self> {
        let watching = Js(page_watching());
        let painted = |piece: &Js| {
            let range = field(piece, "start")?..field(piece, "end")?;
            Some(Painted {
                worker: field(piece, "worker")?,
                range,
                pixels: piece.get("pixels").0.dyn_into::<Uint8Array>().ok()?.to_vec(),
            })
        };
        Some(Self {
            strategy: field(&watching, "strategy")?,
            workload: field(&watching, "workload")?,
            workers: field(&watching, "workers")?,
            steps: field(&watching, "steps")?,
            expected_ms: field(&watching, "expectedMs")?,
            is_running: field(&watching, "isRunning")?,
            tiles: field(&watching, "tiles")?,
            painted: watching.get("painted").items()?.iter().map(painted).collect::<Option<_>>()?,
        })
    }
}

fn field<T: Plain>(object: &Js, name: &str) -> Option<T> {
    T::of(&object.get(name)).ok()
}

/// Returns the report of the watched run, or of the comparison's median run of this strategy, as the page's own object.
pub(super) fn raw_run(strategy: Strategy, is_watched: bool) -> Option<JsValue> {
    let reports = Js(page_reports());
    if is_watched {
        return Some(reports.get("run").0);
    }
    let strategies = reports.get("compare").get("strategies").items()?;
    let entry = strategies.iter().find(|entry| field(entry, "strategy") == Some(strategy))?;
    Some(entry.get("medianRun").0)
}

/// Chooses the strategy of section 2. While an experiment runs, the choice stays as it is.
pub(super) fn choose_strategy(strategy: Strategy) {
    let _ = set_page(&object(&[("strategy", strategy.name().into())]));
}
