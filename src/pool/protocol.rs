//! Every message between the page and its workers. Nothing else is ever posted.

use std::ops::Range;

use js_sys::{Array, Uint32Array};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use super::{Order, PoolError, Tile, WorkerClock};

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
}

/// One tile of an order, for an isolated worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Piece {
    pub(super) order: Order,
    pub(super) tile: Range<u64>,
    /// The tile's part of what the workload reads, an `Uint32Array`; undefined where the range alone is enough.
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub(super) input: JsValue,
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
    /// Every tile of the last run, times in milliseconds since the epoch.
    Log(Vec<Tile>),
    /// The request could not be carried out.
    Failed { message: String },
}

impl Request {
    /// What is handed over with the message instead of being copied.
    pub(super) fn handed_over(&self) -> Array {
        match self {
            Self::Compute(Piece { input, .. }) => {
                input.dyn_ref::<Uint32Array>().map_or_else(Array::new, |input| Array::of1(&input.buffer()))
            }
            _ => Array::new(),
        }
    }
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
