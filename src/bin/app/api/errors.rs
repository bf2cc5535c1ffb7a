//! Converts errors to JavaScript's `Error`, with a name that code can test and a message for people.

use js_sys::{Error, RangeError, TypeError};
use wasm_bindgen::JsValue;

use crate::lab::LabError;
use crate::pool::{PoolError, is_array, printed};

/// Converts an experiment's error to a JavaScript `Error`.
pub(super) fn to_error(error: &LabError) -> JsValue {
    let thrown = Error::new(&error.to_string());
    thrown.set_name(match error {
        LabError::Cancelled => "AbortError",
        LabError::Pool(PoolError::NotIsolated) => "NotIsolatedError",
        LabError::Pool(PoolError::TooFew { message: None, .. }) => "TimeoutError",
        LabError::Pool(PoolError::TooManyThreads(_)) | LabError::TooShort { .. } => "RangeError",
        LabError::Pool(_) => "BrokenPoolError",
        LabError::WrongChecksum { .. } | LabError::NotCovered(_) => "VerificationError",
    });
    thrown.into()
}

/// Returns the `TypeError` for an option of the wrong type. Its message names the option, the value and what is allowed.
pub(crate) fn wrong_type(option: &str, value: &JsValue, allowed: &str) -> JsValue {
    TypeError::new(&sentence(option, value, allowed)).into()
}

/// Returns the `RangeError` for an option out of its range. Its message has the same form.
pub(super) fn out_of_range(option: &str, value: &JsValue, allowed: &str) -> JsValue {
    RangeError::new(&sentence(option, value, allowed)).into()
}

/// The most characters of a value that an error quotes: a script can pass a value of any length.
pub(super) const LONGEST_QUOTED: usize = 80;

fn sentence(option: &str, value: &JsValue, allowed: &str) -> String {
    let written = match value.as_string() {
        Some(text) => format!("\"{text}\""),
        None => printed(value),
    };
    let short: String = written.chars().take(LONGEST_QUOTED).collect();
    let short = match short.as_str() {
        // An empty array prints as nothing, and so does an object whose own conversion returns an empty text.
        "" if is_array(value).unwrap_or(false) => "[]",
        "" => "a value that prints as nothing",
        short => short,
    };
    format!("{option}: {short} is not allowed; {option} must be {allowed}")
}
