//! What the figures need of the pool: the strategies' names.

#[path = "../../src/pool/strategy_id.rs"]
mod strategy_id;

pub use strategy_id::{MAX_SHARED_WORKERS, Strategy};
