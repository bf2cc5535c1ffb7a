//! Descriptions of what JavaScript throws. Also values that may throw while they are read, because reading them runs a script's own code.

use js_sys::{Array, Error, Function, RangeError, Reflect};
use wasm_bindgen::prelude::*;

/// Describes what JavaScript threw.
pub(super) fn describe(thrown: &JsValue) -> String {
    thrown.dyn_ref::<Error>().map_or_else(|| printed(thrown), |error| String::from(error.message()))
}

/// Returns a value as JavaScript would print it.
pub(crate) fn printed(value: &JsValue) -> String {
    // `String(value)` throws if the object's own conversion throws.
    Reflect::apply(&STRING.with(Clone::clone), &JsValue::UNDEFINED, &Array::of1(value))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| "a value that cannot be printed".to_owned())
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = String)]
    static STRING: Function;
    // js-sys has the following, but does not catch. An exception would skip everything that Rust has to release.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    pub(crate) fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn copied(value: &JsValue) -> Result<Array, JsValue>;
    type Indexed;
    #[wasm_bindgen(catch, method, getter, structural)]
    fn length(this: &Indexed) -> Result<JsValue, JsValue>;
}

/// The most items of an array that a script passes. An array may have four thousand million empty places, and copying them would hold up
/// the page.
const MOST_ITEMS: f64 = 1e8;

/// Returns a copy of an array, or `None` if the value is not an array.
///
/// # Errors
/// A `RangeError` if it has more than 10^8 items; or what the script's own code throws.
pub(crate) fn array(value: &JsValue) -> Result<Option<Array>, JsValue> {
    if !is_array(value)? {
        return Ok(None);
    }
    let length = length_of(value)?;
    if length > MOST_ITEMS {
        return Err(RangeError::new(&format!(
            "an array of {} items was given; at most 100000000 are allowed",
            length as u64
        ))
        .into());
    }
    copied(value).map(Some)
}

fn length_of(array: &JsValue) -> Result<f64, JsValue> {
    Ok(array.unchecked_ref::<Indexed>().length()?.as_f64().unwrap_or(f64::INFINITY))
}
