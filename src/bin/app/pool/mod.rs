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
mod surroundings;
mod tasks;
mod tile;
mod warm_up;
mod worker;

pub(crate) use cancel::{Cancel, Cancelled};
pub(crate) use clock::now_ms;
pub(crate) use environment::{Environment, detect};
pub(crate) use error::PoolError;
pub(crate) use frames::next_frame;
pub(crate) use interleaved::Interleaved;
pub(crate) use isolated::Isolated;
pub(crate) use not_isolated::NotIsolated;
pub(crate) use serial::Serial;
pub(crate) use shared::Shared;
pub(crate) use strategy::{Executor, Order, RawRun, SeenTile, Watcher, WorkerClock};
pub(crate) use surroundings::{Seen, Surroundings};
pub(crate) use tasks::{Crew, Function, Job, Memory, Piecework, Stream, TaskRange, default_chunk_size};
pub(crate) use tile::Tile;
pub(crate) use worker::printed;
