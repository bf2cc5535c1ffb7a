//! What a worker answers to a chunk, and where results go.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::super::bridge::Received;
use super::super::protocol::Reply;
use super::super::thrown::rethrown;

/// What a worker answered to a chunk, whichever kind of function it was.
pub(super) struct Results {
    pub(super) values: Array,
    pub(super) failures: Vec<(u32, JsValue)>,
}

impl Results {
    /// The seat that answers, and its results; `None` if this is no such answer.
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

/// What one chunk came to: its values in order, and what went wrong by index.
pub(super) struct Outcome {
    /// Index of the chunk's first item.
    pub(super) first: u32,
    /// The number of its items.
    pub(super) length: u32,
    pub(super) values: Array,
    /// Ascending.
    pub(super) failures: Vec<(u32, JsValue)>,
}

impl Outcome {
    /// Every item failed, for the same reason.
    pub(super) fn failed(first: u32, length: u32, error: &JsValue) -> Self {
        let failures = (0..length).map(|index| (index, error.clone())).collect();
        Self { first, length, values: Array::new(), failures }
    }
}

/// Takes results until it is over. Each method says whether it is over now: `Some(true)` if all went well. Once it is over,
/// it takes no notice of anything.
pub(super) trait Sink {
    /// Takes what a chunk came to.
    fn take(&self, outcome: Outcome) -> Option<bool>;
    /// There are `total` items, and no more.
    fn end_at(&self, total: u32) -> Option<bool>;
    /// What is not there yet will not come.
    fn give_up(&self, error: &JsValue) -> Option<bool>;
    /// Whether it is over.
    fn is_over(&self) -> bool;
    /// Whether it failed, and nobody fetched the error.
    fn is_uncollected(&self) -> bool;
}

/// A promise, from its inside.
pub(super) struct Settle {
    resolve: Function,
    reject: Function,
}

impl Settle {
    pub(super) fn promise() -> (Promise, Self) {
        let mut settle = None;
        let promise = Promise::new(&mut |resolve, reject| settle = Some(Self { resolve, reject }));
        // The constructor of a promise calls back at once.
        let Some(settle) = settle else { wasm_bindgen::throw_str("a promise without its inside") };
        (promise, settle)
    }

    pub(super) fn settle(&self, outcome: &Result<JsValue, JsValue>) {
        let (function, value) = match outcome {
            Ok(value) => (&self.resolve, value),
            Err(error) => (&self.reject, error),
        };
        // These two never throw.
        let _ = function.call1(&JsValue::UNDEFINED, value);
    }
}
