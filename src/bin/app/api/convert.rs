//! Reports as plain JavaScript objects.

use serde::Serialize;
use wasm_bindgen::JsValue;

/// The value as plain objects, arrays, strings and numbers. Integers of reports are below 2^53 by their ranges; those that
/// are not are strings already.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}
