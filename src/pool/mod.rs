//! How work is spread: one strategy a file, behind one trait, and what they share: messages, clocks, workers, cancel.
//! The only room that may use `unsafe`.

mod cancel;
mod clock;
mod coordinator;
mod environment;
mod error;
mod frames;
mod interleave;
mod protocol;
mod serial;
mod shared;
mod strategy;
mod tile;
mod warm_up;
mod worker;

pub use cancel::{Cancel, Cancelled};
pub use clock::{now_ms, resolution_ms};
pub use coordinator::serve_worker;
pub use environment::{Environment, IsolationSource, detect};
pub use error::PoolError;
pub use frames::{FrameWatch, next_frame};
pub use interleave::yield_to_page;
pub use serial::Serial;
pub use shared::Shared;
pub use strategy::{Executor, Order, RawRun, Strategy, WorkerClock};
pub use tile::Tile;
