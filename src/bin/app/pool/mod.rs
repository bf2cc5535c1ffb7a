//! The strategies, one a file, behind one trait, and what they share: messages, clocks, workers and cancellation.
//! This is the only module that may use `unsafe`.

mod bridge;
mod cancel;
mod clock;
mod coordinator;
mod environment;
mod error;
mod handshake;
mod inputs;
mod interleaved;
mod isolated;
mod memory;
mod page_thread;
mod protocol;
mod serial;
mod serve;
mod shared;
mod strategy;
mod thrown;
mod tile;
mod warm_up;

pub(crate) use bridge::main_script;
pub(crate) use cancel::{Cancel, Cancelled};
pub(crate) use clock::now_ms;
pub(crate) use environment::{Environment, IS_DEVELOPMENT_BUILD, NotIsolated, detect, memory_can_be_shared};
pub(crate) use error::PoolError;
pub(crate) use interleaved::Interleaved;
pub(crate) use isolated::Isolated;
pub(crate) use memory::isolated_pages;
pub(crate) use page_thread::{Seen, Surroundings, next_frame};
pub(crate) use serial::Serial;
pub(crate) use serve::compute_ranges;
pub(crate) use shared::Shared;
pub(crate) use strategy::{Executor, Order, RawRun, SeenTile, Watcher, WorkerClock};
pub(crate) use thrown::{array, is_array, printed};
pub(crate) use tile::Tile;
pub(crate) use warm_up::note_first_call;
