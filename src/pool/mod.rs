//! How work is spread: one strategy a file, behind one trait, and what they share: messages, clocks, workers, cancel.
//! The only room that may use `unsafe`.

mod cancel;
mod clock;
mod coordinator;
mod environment;
mod error;
mod frames;
mod handshake;
mod inputs;
mod interleave;
mod interleaved;
mod isolated;
mod link;
mod not_isolated;
mod protocol;
mod serial;
mod serve;
mod shared;
mod strategy;
mod strategy_id;
mod surroundings;
mod tasks;
mod tile;
mod warm_up;
mod worker;

pub use cancel::{Cancel, Cancelled};
pub use clock::{now_ms, resolution_ms};
pub use environment::{Environment, IS_DEVELOPMENT_BUILD, IsolationSource, detect};
pub use error::PoolError;
pub use frames::next_frame;
pub use interleaved::Interleaved;
pub use isolated::Isolated;
pub use not_isolated::{NotIsolated, why_not_isolated};
pub use serial::Serial;
pub use serve::serve_worker;
pub use shared::Shared;
pub use strategy::{Executor, Order, RawRun, SeenTile, Watcher, WorkerClock};
pub use strategy_id::{MAX_SHARED_WORKERS, Strategy};
pub use surroundings::{Seen, Surroundings};
pub use tasks::{Crew, Function, Job, Memory, Piecework, Stream, TaskRange, default_chunk_size};
pub use tile::Tile;
pub use worker::printed;
