//! Exports reports that a script passes back, as the text of files.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use super::errors::wrong_type;
use crate::lab::{Csv, CsvRow, Trace, TraceRun, TraceSpan, TraceTile};

/// Implements `everyCore.trace(runReport)`, which returns the text of a `trace.json`.
pub(super) fn trace(report: JsValue) -> Result<JsValue, JsValue> {
    let run = Object(report.clone());
    let run = run.trace_run().ok_or_else(|| {
        wrong_type("report", &report, "a RunReport, such as that of `everyCore.run()`, or a `medianRun`")
    })?;
    Ok(Trace::of(&run).text().into())
}

/// Implements `everyCore.csv(report)`, which returns a table of every sample of a comparison, sweep or tenfold report.
pub(super) fn csv(report: JsValue) -> Result<JsValue, JsValue> {
    let refused = || wrong_type("report", &report, "a CompareReport, SweepReport or TenfoldReport");
    let parts = Object(report.clone());
    let known = ["every-core/compare/1", "every-core/sweep/1", "every-core/tenfold/1"];
    parts.text("schema").filter(|schema| known.contains(&schema.as_str())).ok_or_else(refused)?;
    let sizes = parts.items("sizes").into_iter().flat_map(|size| {
        let strategies = size.items("strategies");
        if strategies.is_empty() { vec![size] } else { strategies }
    });
    let serial = Some(parts.field("serial")).filter(|serial| serial.0.is_object());
    let rows = serial.into_iter().chain(parts.items("strategies")).chain(sizes).map(|row| row.csv_row());
    Ok(Csv(rows.collect::<Option<_>>().ok_or_else(refused)?).text().into())
}

/// A value that a script passed. Its fields are read by hand, because derived readers would be twice the size.
struct Object(JsValue);

impl Object {
    /// Returns a field, or undefined if it is missing.
    fn field(&self, name: &str) -> Self {
        let value = if self.0.is_object() { Reflect::get(&self.0, &name.into()).ok() } else { None };
        Self(value.unwrap_or(JsValue::UNDEFINED))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.field(name).0.as_string()
    }

    /// Returns a field that is a finite number.
    fn number(&self, name: &str) -> Option<f64> {
        self.field(name).0.as_f64().filter(|number| number.is_finite())
    }

    /// Returns the items of a field that is an array, otherwise an empty list.
    fn items(&self, name: &str) -> Vec<Self> {
        self.field(name).0.dyn_into::<Array>().map_or_else(|_| Vec::new(), |items| items.iter().map(Self).collect())
    }

    fn trace_run(&self) -> Option<TraceRun> {
        let span = |span: Self| {
            Some(TraceSpan {
                worker: span.number("worker")? as u32,
                begin_ms: span.number("beginMs")?,
                end_ms: span.number("endMs")?,
                tiles: span.number("tiles")? as u32,
            })
        };
        let tile = |tile: Self| {
            Some(TraceTile {
                worker: tile.number("worker")? as u32,
                start: tile.number("start")? as u64,
                end: tile.number("end")? as u64,
                begin_ms: tile.number("beginMs")?,
                end_ms: tile.number("endMs")?,
            })
        };
        Some(TraceRun {
            workload: self.text("workload")?,
            strategy: self.text("strategy")?,
            elapsed_ms: self.number("elapsedMs")?,
            per_worker: self.items("perWorker").into_iter().map(span).collect::<Option<_>>()?,
            tile_log: self.items("tileLog").into_iter().map(tile).collect::<Option<_>>()?,
        })
    }

    fn csv_row(&self) -> Option<CsvRow> {
        let run = self.field("medianRun");
        Some(CsvRow {
            workload: run.text("workload")?,
            strategy: self.text("strategy")?,
            workers: run.number("workers")? as u32,
            steps: run.number("steps")? as u64,
            tiles: run.number("tiles")? as u32,
            samples_ms: self.items("samplesMs").iter().map(|sample| sample.0.as_f64()).collect::<Option<_>>()?,
            outliers: self
                .items("outliers")
                .iter()
                .filter_map(|index| index.0.as_f64())
                .map(|index| index as u32)
                .collect(),
        })
    }
}
