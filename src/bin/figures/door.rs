//! Bindings to `everyCore.page`, whose types are in `www/every-core.d.ts`.

use js_sys::Array;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use every_core::kernel::WorkloadId;
use every_core::report::{CompareReport, RunReport, Strategy, SweepReport, TenfoldReport, TileReport};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["everyCore", "page"], js_name = reports)]
    fn page_reports() -> AllReports;

    #[wasm_bindgen(js_namespace = ["everyCore", "page"], js_name = watching)]
    fn page_watching() -> AllWatching;

    /// Whether an experiment of the page is in progress.
    #[wasm_bindgen(js_namespace = ["everyCore", "page"], js_name = isRunning)]
    pub(super) fn is_running() -> bool;

    /// Sets the given settings of the page. It throws while an experiment runs.
    #[wasm_bindgen(js_namespace = ["everyCore", "page"], js_name = set, catch)]
    fn set_page(settings: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = everyCore)]
    fn environment() -> SeenEnvironment;

    /// Returns the text of a `trace.json`.
    #[wasm_bindgen(js_namespace = everyCore, js_name = trace)]
    pub(super) fn trace_text(report: &JsValue) -> String;

    type SeenEnvironment;
    #[wasm_bindgen(method, getter, js_name = reportedProcessors)]
    fn reported_processors(this: &SeenEnvironment) -> u32;

    type AllReports;
    #[wasm_bindgen(method, getter)]
    fn compare(this: &AllReports) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn run(this: &AllReports) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn sweep(this: &AllReports) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn tenfold(this: &AllReports) -> JsValue;

    type AllWatching;
    #[wasm_bindgen(method, getter)]
    fn painted(this: &AllWatching) -> Array;

    type PaintedPiece;
    #[wasm_bindgen(method, getter)]
    fn worker(this: &PaintedPiece) -> u32;
    #[wasm_bindgen(method, getter)]
    fn start(this: &PaintedPiece) -> f64;
    #[wasm_bindgen(method, getter)]
    fn end(this: &PaintedPiece) -> f64;
    #[wasm_bindgen(method, getter)]
    fn pixels(this: &PaintedPiece) -> Vec<u8>;
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
        let reports = page_reports();
        Self {
            reported: environment().reported_processors(),
            compare: read(reports.compare()),
            run: read(reports.run()),
            sweep: read(reports.sweep()),
            tenfold: read(reports.tenfold()),
        }
    }
}

/// The run that is being watched, or would be.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Watching {
    pub(super) strategy: Strategy,
    pub(super) workload: WorkloadId,
    pub(super) workers: u32,
    pub(super) steps: u64,
    pub(super) expected_ms: f64,
    pub(super) is_running: bool,
    pub(super) tiles: Vec<TileReport>,
    /// The tiles of a picture that have arrived since the last call.
    #[serde(skip)]
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
    /// Reads what is watched. It returns `None` for values of the wrong form, which the page's tests rule out.
    pub(super) fn read() -> Option<Self> {
        let watching = page_watching();
        let pieces = watching.painted();
        let painted = pieces.iter().map(|piece| {
            let piece: PaintedPiece = piece.unchecked_into();
            let range = piece.start() as u64..piece.end() as u64;
            Painted { worker: piece.worker(), range, pixels: piece.pixels() }
        });
        Some(Self { painted: painted.collect(), ..read(watching.into())? })
    }
}

fn read<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    if value.is_null() { None } else { serde_wasm_bindgen::from_value(value).ok() }
}

/// Returns the report of the watched run, or of the comparison's median run of this strategy, as the page's own object.
pub(super) fn raw_run(strategy: Strategy, is_watched: bool) -> Option<JsValue> {
    let reports = page_reports();
    if is_watched {
        return Some(reports.run());
    }
    let field = |value: &JsValue, name: &str| js_sys::Reflect::get(value, &name.into()).ok();
    let strategies: Array = field(&reports.compare(), "strategies")?.dyn_into().ok()?;
    let entry = strategies.iter().find(|entry| field(entry, "strategy").is_some_and(|name| name == strategy.name()))?;
    field(&entry, "medianRun")
}

/// Chooses the strategy of section 2.
pub(super) fn choose_strategy(strategy: Strategy) {
    let settings = js_sys::Object::new();
    // Setting a property of a plain object does not fail. While an experiment runs, the choice stays as it is.
    let _ = js_sys::Reflect::set(&settings, &"strategy".into(), &strategy.name().into());
    let _ = set_page(&settings);
}
