//! Every message between the page and its workers. Nothing else is ever posted.

use std::ops::Range;

use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use super::{Order, PoolError, Tile, WorkerClock};
use every_core::kernel::WorkloadId;

/// What the page asks of a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Make a pool of this many threads in your instance.
    Spawn { threads: u32 },
    /// Run small tiles of this order on every thread until the rates are steady.
    WarmUp(Order),
    /// Read every thread's clock.
    ReadClocks,
    /// Get ready what this order reads. Asked for before the run.
    Prepare(Order),
    /// Run this order on your threads.
    Run(Order),
    /// Compute one tile.
    Compute(Piece),
    /// Hand over what was recorded of the last run. Asked for when the run is over.
    Collect,
    /// Compute the ranges of one chunk, for this seat of the learner's pool. Attached is a list of them.
    Work { seat: u32, workload: WorkloadId },
    /// Call a function of the learner's, for this seat. Attached is what `callEach` in worker.ts takes.
    Call { seat: u32 },
}

/// One tile of an order, for an isolated worker. Attached is the tile's part of what the workload reads, an `Uint32Array`;
/// undefined where the range alone is enough.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Piece {
    pub(super) order: Order,
    pub(super) tile: Range<u64>,
}

/// What a worker answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// The instance exists and listens.
    Listening,
    /// The pool, or the input, is ready.
    Ready,
    /// The rates are steady; one entry per thread.
    Warm(Vec<WorkerClock>),
    /// Each thread's clock, milliseconds since the epoch.
    Clocks(Vec<f64>),
    /// The run, or the tile, is over; this is its checksum.
    Done { checksum: u64 },
    /// This tile of a watched run is done; attached are its pixels, an `Uint8Array`, if the order is painted.
    Seen(Tile),
    /// Every tile of the last run, times in milliseconds since the epoch.
    Log(Vec<Tile>),
    /// The seat's chunk is done. Attached are its values, and its failures.
    Returned { seat: u32 },
    /// The request could not be carried out.
    Failed { message: String },
}

/// What is posted: the message in postcard's form (64-bit integers and floats keep every bit), and beside it what travels
/// as it is.
pub(super) fn encode(message: &impl Serialize, attached: &JsValue) -> Result<JsValue, PoolError> {
    let bytes = postcard::to_allocvec(message).map_err(|error| PoolError::Protocol(error.to_string()))?;
    // Copied: a view of memory that may be shared cannot be posted.
    Ok(Array::of2(&Uint8Array::from(bytes.as_slice()), attached).into())
}

/// Reads what came in: the message, and what was attached to it.
pub(super) fn decode<T: DeserializeOwned>(data: &JsValue) -> Result<(T, JsValue), PoolError> {
    let Some(parts) = data.dyn_ref::<Array>() else { return Err(PoolError::Protocol("no list".to_owned())) };
    let Ok(bytes) = parts.get(0).dyn_into::<Uint8Array>() else {
        return Err(PoolError::Protocol("no bytes".to_owned()));
    };
    let message = postcard::from_bytes(&bytes.to_vec()).map_err(|error| PoolError::Protocol(error.to_string()))?;
    Ok((message, parts.get(1)))
}
