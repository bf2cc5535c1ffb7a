//! The learner's pool: Python's `multiprocessing.Pool`, without what hangs there. `docs/POOL.md` compares the two.
//!
//! A [`Crew`] of workers takes [`Piecework`], one chunk per worker at a time, so that no task waits behind a long one on the
//! same worker. Results settle a [`Job`] or a [`Stream`]. Everything happens in event listeners; no future waits.

mod crew;
mod function;
mod job;
mod piecework;
mod sink;
mod stream;

pub(crate) use crew::{Crew, Memory};
pub(crate) use function::{Function, TaskRange};
pub(crate) use job::Job;
pub(crate) use piecework::{Piecework, default_chunk_size};
pub(crate) use stream::Stream;
