//! What a worker answers to a chunk, whichever kind of function it was.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::super::link::Received;
use super::super::protocol::Reply;
use super::broken::rethrown;

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
