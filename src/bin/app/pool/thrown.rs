//! Values that JavaScript throws: describing them, creating them, and throwing them again. Also values that may throw while they are
//! read, because reading them runs a script's own code.

use js_sys::{Array, Error, Function, JsString, RangeError, Reflect};
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
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn copied(value: &JsValue) -> Result<Array, JsValue>;
    type Indexed;
    #[wasm_bindgen(catch, method, getter, structural)]
    fn length(this: &Indexed) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, method, structural, indexing_getter)]
    fn at(this: &Indexed, index: u32) -> Result<JsValue, JsValue>;
    /// Returns the source of a function.
    #[wasm_bindgen(catch, js_namespace = ["Function", "prototype", "toString"], js_name = call)]
    pub(crate) fn source_of(function: &Function) -> Result<JsString, JsValue>;
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
        return Err(
            RangeError::new(&format!("an array of {length} items was given; at most 100000000 are allowed")).into()
        );
    }
    copied(value).map(Some)
}

/// Returns the items of an array of at most `most`, or `None` if the value is something else. For short arrays this is several times as
/// fast as [`array()`], which goes through an iterator.
pub(crate) fn short_array(value: &JsValue, most: u32) -> Result<Option<Vec<JsValue>>, JsValue> {
    if !is_array(value)? {
        return Ok(None);
    }
    let length = length_of(value)?;
    if length > f64::from(most) {
        return Ok(None);
    }
    (0..length as u32).map(|index| value.unchecked_ref::<Indexed>().at(index)).collect::<Result<_, _>>().map(Some)
}

fn length_of(array: &JsValue) -> Result<f64, JsValue> {
    Ok(array.unchecked_ref::<Indexed>().length()?.as_f64().unwrap_or(f64::INFINITY))
}

/// Creates an `Error` with a name that code can test.
pub(super) fn named(name: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name(name);
    error.into()
}

/// Restores what a function threw in its worker, from the form that `failure` in worker.ts gave it. An error gets its name, its
/// message and the worker's stack. Any other value is returned unchanged.
pub(super) fn rethrown(failure: &JsValue) -> JsValue {
    let field = |name: &str| Reflect::get(failure, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let Some(message) = field("message").as_string() else { return field("thrown") };
    let name = field("name");
    // A TypeError must stay a TypeError, so that `instanceof` works.
    let error = match Reflect::get(&js_sys::global(), &name) {
        Ok(class) if is_native(&name) => {
            Reflect::construct(class.unchecked_ref::<Function>(), &Array::of1(&message.as_str().into()))
                .unwrap_or_else(|_| Error::new(&message).into())
        }
        _ => Error::new(&message).into(),
    };
    for (key, value) in [("name", name), ("stack", field("stack"))] {
        // Setting an own property of a fresh error does not fail.
        let _ = Reflect::set(&error, &key.into(), &value);
    }
    error
}

fn is_native(name: &JsValue) -> bool {
    const NATIVE: [&str; 6] = ["TypeError", "RangeError", "ReferenceError", "SyntaxError", "EvalError", "URIError"];
    name.as_string().is_some_and(|name| NATIVE.contains(&name.as_str()))
}
