//! What a worker does for the learner's pool.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::super::protocol::{Chunk, Reply, encode};

#[wasm_bindgen(module = "/www/worker.js")]
extern "C" {
    #[wasm_bindgen(js_name = callEach)]
    fn call_each(call: &JsValue, reply: &JsValue);
}

/// Computes a chunk of a workload, here and now.
pub(in crate::pool) fn work(chunk: &Chunk) -> Reply {
    let checksums = chunk.pieces.iter().map(|piece| piece.compute(chunk.workload)).collect();
    Reply::Sums { seat: chunk.seat, checksums }
}

/// Calls a function of the learner's. Only JavaScript can evaluate it, and await it: that side also posts the reply, and what
/// it cannot post it reports as this worker's error.
pub(in crate::pool) fn call(seat: u32, call: &JsValue) {
    match encode(&Reply::Returned { seat }, &JsValue::UNDEFINED) {
        Ok(reply) => call_each(
            call,
            &js_sys::Reflect::get_u32(&reply, 0).unwrap_or_else(|_| Uint8Array::new_with_length(0).into()),
        ),
        Err(error) => wasm_bindgen::throw_str(&error.to_string()),
    }
}
