//! Every message between the page and the workers of experiments. Those of `everyCore.Pool` are in `www/pool/wire.ts`.

use std::ops::Range;

use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use super::{Order, PoolError, Tile};

/// A request from the page to a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Spawn a pool of this many threads in the worker's instance.
    Spawn { threads: u32 },
    /// Run small tiles of this order on every thread until the rates are steady.
    WarmUp(Order),
    /// Read every thread's clock.
    ReadClocks,
    /// Make the input of this order. Sent before the run.
    Prepare(Order),
    /// Run this order on the pool's threads.
    Run(Order),
    /// Compute one tile.
    Compute(Piece),
    /// Return what was recorded of the last run. Sent after the run.
    Collect,
}

/// One tile of an order, for an isolated worker. The tile's part of the workload's input is attached as a `Uint32Array`, or
/// undefined if the workload reads none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Piece {
    pub(super) order: Order,
    pub(super) tile: Range<u64>,
}

/// A worker's reply.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// The instance exists and its listener is set.
    Listening,
    /// So many threads of the pool have come. Sent while a pool is made.
    Coming { came: u32 },
    /// The pool, or the input, is ready.
    Ready,
    /// The rates are steady. The duration of each thread's first, cold call, milliseconds.
    Warm(Vec<f64>),
    /// Each thread's clock, milliseconds since the epoch.
    Clocks(Vec<f64>),
    /// The run, or the tile, is done. This is its checksum.
    Done { checksum: u64 },
    /// This tile of a watched run is done. Its pixels are attached as a `Uint8Array` if the order is painted.
    Seen(Tile),
    /// Every tile of the last run, with times in milliseconds since the epoch.
    Log(Vec<Tile>),
    /// The request could not be carried out.
    Failed { message: String },
}

/// Makes the data to post: the message encoded by postcard, where 64-bit integers and floats keep every bit, and beside it the
/// attached value, unchanged.
pub(super) fn encode(message: &impl Serialize, attached: &JsValue) -> Result<JsValue, PoolError> {
    let bytes = postcard::to_allocvec(message).map_err(|error| PoolError::Protocol(error.to_string()))?;
    // Copied, because a view of shared memory cannot be posted.
    Ok(Array::of2(&Uint8Array::from(bytes.as_slice()), attached).into())
}

/// Reads received data. Returns the message, and the value attached to it.
pub(super) fn decode<T: DeserializeOwned>(data: &JsValue) -> Result<(T, JsValue), PoolError> {
    let Some(parts) = data.dyn_ref::<Array>() else { return Err(PoolError::Protocol("no list".to_owned())) };
    let Ok(bytes) = parts.get(0).dyn_into::<Uint8Array>() else {
        return Err(PoolError::Protocol("no bytes".to_owned()));
    };
    let message = postcard::from_bytes(&bytes.to_vec()).map_err(|error| PoolError::Protocol(error.to_string()))?;
    Ok((message, parts.get(1)))
}
