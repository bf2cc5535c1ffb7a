//! Where results go.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::JsValue;

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
