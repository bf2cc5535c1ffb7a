//! The learner's pool: Python's `multiprocessing.Pool`, without what hangs there. `docs/POOL.md` sets the two side by side.
//!
//! A [`Crew`] of workers takes [`Piecework`], one chunk a worker at a time: no worker waits behind another's long task. What
//! comes back settles a [`Job`] or a [`Stream`]. Everything happens in the handlers of messages; nothing here is a future
//! that waits.

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
