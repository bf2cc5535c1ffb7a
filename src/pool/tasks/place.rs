//! The places of a crew: which worker sits where, and what it holds.

use std::rc::Rc;

use gloo_timers::callback::Interval;

use super::super::link::Link;
use super::Piecework;
use super::piecework::TaskChunk;

/// A place for a worker. When one dies, another takes its place.
#[derive(Default)]
pub(super) struct Place {
    pub(super) link: Option<Link>,
    /// Counts the workers that sat here, so that late news of an earlier one is known for what it is.
    pub(super) generation: u32,
    pub(super) is_up: bool,
    /// Counts the page's turns until the worker must be up.
    pub(super) timer: Option<Interval>,
}

/// A chunk that a worker has, and has not answered.
pub(super) struct Held {
    pub(super) work: Rc<Piecework>,
    pub(super) chunk: TaskChunk,
}
