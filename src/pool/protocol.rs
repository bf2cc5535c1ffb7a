//! Every message between the page and its workers. Nothing else is ever posted.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use super::{Order, PoolError, Tile, WorkerClock};

/// What the page asks of a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Request {
    /// Make a pool of this many threads in your instance.
    Spawn { threads: u32 },
    /// Run small tiles of this order on every worker until the rates are steady.
    WarmUp(Order),
    /// Read every worker's clock.
    ReadClocks,
    /// Run this order.
    Run(Order),
    /// Hand over what was recorded of the last run. Asked for when the run is over.
    Collect,
}

/// What a worker answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// The instance exists and listens.
    Listening,
    /// The pool is ready.
    Ready,
    /// The rates are steady; one entry per worker.
    Warm(Vec<WorkerClock>),
    /// Each worker's clock, milliseconds since the epoch.
    Clocks(Vec<f64>),
    /// The run is over; this is its checksum.
    Done { checksum: u64 },
    /// Every tile of the last run, times in milliseconds since the epoch.
    Log(Vec<Tile>),
    /// The request could not be carried out.
    Failed { message: String },
}

/// Puts a message into the form that is posted. 64-bit integers travel as BigInt, so that none is rounded.
pub(super) fn encode(message: &impl Serialize) -> Result<JsValue, PoolError> {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_large_number_types_as_bigints(true);
    message.serialize(&serializer).map_err(|error| PoolError::Protocol(error.to_string()))
}

/// Reads a message that came in.
pub(super) fn decode<T: DeserializeOwned>(data: JsValue) -> Result<T, PoolError> {
    serde_wasm_bindgen::from_value(data).map_err(|error| PoolError::Protocol(error.to_string()))
}
