//! Reports, handed back by a script, as files.

use js_sys::{Array, JSON, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use super::convert::to_js;
use super::errors::wrong_type;
use crate::lab::{Csv, CsvRow, Trace, TraceRun};

/// `everyCore.trace(runReport)`: the text of a `trace.json`.
pub(super) fn trace(report: JsValue) -> Result<JsValue, JsValue> {
    let run: TraceRun = from_report(&report, "a RunReport, such as that of `everyCore.run()` or a `medianRun`")?;
    Ok(JSON::stringify(&to_js(&Trace::of(&run))?)?.into())
}

/// `everyCore.csv(report)`: a table of every sample of a comparison, a sweep or a tenfold report.
pub(super) fn csv(report: JsValue) -> Result<JsValue, JsValue> {
    const EXPECTED: &str = "a CompareReport, SweepReport or TenfoldReport";
    let schema = field(&report, "schema").as_string().unwrap_or_default();
    if !["every-core/compare/1", "every-core/sweep/1", "every-core/tenfold/1"].contains(&schema.as_str()) {
        return Err(wrong_type("report", &report, EXPECTED));
    }
    let sizes = items(&report, "sizes").into_iter().flat_map(|size| {
        let strategies = items(&size, "strategies");
        if strategies.is_empty() { vec![size] } else { strategies }
    });
    let serial = Some(field(&report, "serial")).filter(JsValue::is_object);
    let rows = serial.into_iter().chain(items(&report, "strategies")).chain(sizes);
    let rows = rows.map(|row| from_report::<CsvRow>(&row, EXPECTED)).collect::<Result<Vec<_>, _>>()?;
    Ok(Csv(rows).text().into())
}

/// A field of an object; undefined of anything else.
fn field(value: &JsValue, name: &str) -> JsValue {
    if value.is_object() { Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED) } else { JsValue::UNDEFINED }
}

/// The items of a field that is an array; none of anything else.
fn items(value: &JsValue, name: &str) -> Vec<JsValue> {
    field(value, name).dyn_into::<Array>().map_or_else(|_| Vec::new(), |array| array.iter().collect())
}

fn from_report<T: DeserializeOwned>(report: &JsValue, expected: &str) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(report.clone())
        .map_err(|error| wrong_type("report", report, &format!("{expected} ({error})")))
}
