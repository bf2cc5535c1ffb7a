//! A worker's answer to a chunk, and the interface of what receives results.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::super::bridge::Received;
use super::super::protocol::Reply;
use super::super::thrown::rethrown;

/// A worker's answer to a chunk, in the same form for both kinds of functions.
pub(super) struct Results {
    pub(super) values: Array,
    pub(super) failures: Vec<(u32, JsValue)>,
}

impl Results {
    /// Reads the seat that answers, and its results. Returns `None` if the message is not an answer to a chunk.
    pub(super) fn of(received: &Received) -> Option<(u32, Self)> {
        let Reply::Returned { seat } = received.reply else { return None };
        let parts = received.attached.dyn_ref::<Array>()?;
        let values = parts.get(0).dyn_into::<Array>().ok()?;
        let written = parts.get(1).dyn_into::<Array>().ok()?;
        let mut failures = Vec::new();
        for place in 0..written.length() {
            let failure = written.get(place);
            let index = Reflect::get(&failure, &"index".into()).ok()?.as_f64()?;
            failures.push((index as u32, rethrown(&failure)));
        }
        Some((seat, Self { values, failures }))
    }
}

/// The outcome of one chunk: its values in order, and its errors by index.
pub(super) struct Outcome {
    /// Index of the chunk's first item.
    pub(super) first: u32,
    pub(super) length: u32,
    pub(super) values: Array,
    /// The errors and the indices of their items, ascending.
    pub(super) failures: Vec<(u32, JsValue)>,
}

impl Outcome {
    /// Creates the outcome of a chunk of which every item failed with the same error.
    pub(super) fn failed(first: u32, length: u32, error: &JsValue) -> Self {
        let failures = (0..length).map(|index| (index, error.clone())).collect();
        Self { first, length, values: Array::new(), failures }
    }
}

/// A receiver of results. Methods that return `Option<bool>` return `Some` if the work became over by this call: `Some(true)`
/// if it succeeded. After that, they ignore every call.
pub(super) trait Sink {
    fn take(&self, outcome: Outcome) -> Option<bool>;
    /// Sets the number of items.
    fn end_at(&self, total: u32) -> Option<bool>;
    /// Fails everything that has not arrived yet.
    fn give_up(&self, error: &JsValue) -> Option<bool>;
    fn is_over(&self) -> bool;
    /// Whether it failed, and the error was not fetched.
    fn is_uncollected(&self) -> bool;
}

/// The two functions that settle a promise.
pub(super) struct Settle {
    resolve: Function,
    reject: Function,
}

impl Settle {
    pub(super) fn promise() -> (Promise, Self) {
        let mut settle = None;
        let promise = Promise::new(&mut |resolve, reject| settle = Some(Self { resolve, reject }));
        // The constructor of a promise calls its argument before it returns.
        let Some(settle) = settle else { wasm_bindgen::throw_str("a promise without its inside") };
        (promise, settle)
    }

    pub(super) fn settle(&self, outcome: &Result<JsValue, JsValue>) {
        let (function, value) = match outcome {
            Ok(value) => (&self.resolve, value),
            Err(error) => (&self.reject, error),
        };
        // The two functions never throw.
        let _ = function.call1(&JsValue::UNDEFINED, value);
    }
}
