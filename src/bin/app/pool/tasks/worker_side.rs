//! What a worker does for the learner's pool.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use super::super::protocol::{Reply, encode};
use super::TaskRange;
use every_core::kernel::WorkloadId;

// From `www/worker.js`, which this worker began with.
#[wasm_bindgen(js_namespace = everyCoreWorker)]
extern "C" {
    #[wasm_bindgen(js_name = callEach)]
    fn call_each(call: &JsValue, reply: &JsValue);
}

/// Calls a function of the learner's. Only JavaScript can evaluate it, and await it: that side also posts the reply, and what
/// it cannot post it reports as this worker's error.
pub(in crate::pool) fn call(seat: u32, call: &JsValue) {
    let reply = encode(&Reply::Returned { seat }, &JsValue::UNDEFINED);
    call_each(call, &reply.ok().and_then(|reply| Reflect::get_u32(&reply, 0).ok()).unwrap_or_default());
}

/// The ranges of a chunk.
pub(in crate::pool) fn read_ranges(list: &JsValue, workload: WorkloadId) -> Option<Vec<TaskRange>> {
    let list = list.dyn_ref::<Array>()?;
    let mut ranges = Vec::with_capacity(list.length() as usize);
    for index in 0..list.length() {
        ranges.push(TaskRange::read(&list.get(index), workload).ok()?);
    }
    Some(ranges)
}

/// Checksums, in the form of the results of any function: as strings, because they may pass 2^53; and no failures.
pub(in crate::pool) fn sums(checksums: &[u64]) -> JsValue {
    let values = Array::new();
    for checksum in checksums {
        values.push(&checksum.to_string().into());
    }
    Array::of2(&values, &Array::new()).into()
}
