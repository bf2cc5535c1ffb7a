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
        match &received.reply {
            Reply::Sums { seat, checksums } => {
                // As strings: a sum may pass 2^53.
                let values = checksums.iter().map(|checksum| JsValue::from(checksum.to_string())).collect();
                Some((*seat, Self { values, failures: Vec::new() }))
            }
            Reply::Returned { seat } => {
                let parts = received.attached.dyn_ref::<Array>()?;
                let values = parts.get(0).dyn_into::<Array>().ok()?;
                let failures = parts.get(1).dyn_into::<Array>().ok()?;
                let failure = |failure: JsValue| {
                    let index = Reflect::get(&failure, &"index".into()).ok()?.as_f64()?;
                    Some((index as u32, rethrown(&failure)))
                };
                let mut failures = failures.iter().map(failure).collect::<Option<Vec<_>>>()?;
                failures.sort_unstable_by_key(|(index, _)| *index);
                Some((*seat, Self { values, failures }))
            }
            _ => None,
        }
    }
}
