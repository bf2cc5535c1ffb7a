//! The page's confidence interval, for scripts that measure on their own.

use wasm_bindgen::prelude::*;

use super::errors::wrong_type;
use crate::pool::array;
use every_core::measure::median_interval as interval;
use every_core::report::MeasuredCores;
use every_core_js::to_js;

/// The most values: as many as an experiment can have rounds.
const MOST_VALUES: u32 = 1_000;

/// Implements `everyCore.medianInterval(values)`, which returns `{ value, low, high, confidence }`.
pub(super) fn median_interval(values: JsValue) -> Result<JsValue, JsValue> {
    let finite = |item: JsValue| item.as_f64().filter(|number| number.is_finite());
    let list = array(&values)?.filter(|list| (1..=MOST_VALUES).contains(&list.length()));
    let numbers = list.and_then(|list| list.iter().map(finite).collect::<Option<Vec<_>>>());
    let numbers = numbers.ok_or_else(|| wrong_type("values", &values, "an array of 1 to 1000 finite numbers"))?;
    Ok(to_js(&MeasuredCores::from(interval(&numbers))))
}
