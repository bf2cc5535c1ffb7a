//! Converts reports to plain JavaScript objects.

use serde::Serialize;
use wasm_bindgen::JsValue;

/// Returns the value as plain objects, arrays, strings and numbers. Every integer of a report is below 2^53 by its range, or
/// is already serialized as a string.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}
