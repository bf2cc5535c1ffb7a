//! Reads single values from scripts. A value of the wrong type or range is rejected with an error that names the option.

use wasm_bindgen::JsValue;

use super::errors::{out_of_range, wrong_type};
use crate::lab::drawn_seed;

/// Reads one of the allowed names, or `None` if undefined.
pub(crate) fn one_of<T>(
    value: &JsValue,
    option: &str,
    from_name: impl Fn(&str) -> Option<T>,
    names: &[&str],
) -> Result<Option<T>, JsValue> {
    if value.is_undefined() {
        return Ok(None);
    }
    let allowed = || format!("one of {}", names.join(", "));
    let name = value.as_string().ok_or_else(|| wrong_type(option, value, &allowed()))?;
    from_name(&name).map(Some).ok_or_else(|| out_of_range(option, value, &allowed()))
}

/// Reads an integer of `1..=most`, or `None` if undefined.
pub(crate) fn integer(value: &JsValue, option: &str, most: u64) -> Result<Option<u64>, JsValue> {
    between(value, option, 1, most)
}

/// Reads a seed, which is any 32-bit number. The default is drawn at random.
pub(crate) fn seed(value: &JsValue) -> Result<u32, JsValue> {
    Ok(between(value, "seed", 0, u32::MAX.into())?.map_or_else(drawn_seed, |seed| seed as u32))
}

fn between(value: &JsValue, option: &str, least: u64, most: u64) -> Result<Option<u64>, JsValue> {
    if value.is_undefined() {
        return Ok(None);
    }
    let allowed = format!("a whole number from {least} to {most}");
    let number = value.as_f64().ok_or_else(|| wrong_type(option, value, &allowed))?;
    // Bounds are at most 10^12, which f64 represents exactly. NaN fails the first test.
    let whole = number.fract() == 0.0 && (least as f64..=most as f64).contains(&number);
    if whole { Ok(Some(number as u64)) } else { Err(out_of_range(option, value, &allowed)) }
}

/// Reads a bool, or `None` if undefined.
pub(crate) fn flag(value: &JsValue, option: &str) -> Result<Option<bool>, JsValue> {
    match (value.is_undefined(), value.as_bool()) {
        (true, _) => Ok(None),
        (false, Some(flag)) => Ok(Some(flag)),
        (false, None) => Err(wrong_type(option, value, "true or false")),
    }
}
