//! What a crew knows of itself: its phase, which worker sits where and what it holds, and what `join()` says of its jobs.

use std::collections::VecDeque;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use super::super::Piecework;
use super::super::piecework::TaskChunk;
use super::super::sink::{Settle, Sink};
use crate::pool::PoolError;
use crate::pool::bridge::Link;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Phase {
    Open,
    Closed,
    Ended,
}

pub(super) struct State {
    pub(super) phase: Phase,
    /// Why it ended, if that was a fault.
    pub(super) fault: Option<PoolError>,
    /// One for each worker; one for the coordinator where memory is shared.
    pub(super) places: Vec<Place>,
    /// One for each worker or thread: what it holds.
    pub(super) seats: Vec<Option<Held>>,
    pub(super) queue: VecDeque<Rc<Piecework>>,
    pub(super) tally: Tally,
    pub(super) joiners: Vec<Settle>,
}

impl State {
    pub(super) fn new(phase: Phase, places: u32, seats: u32) -> Self {
        Self {
            phase,
            fault: None,
            places: (0..places).map(|_| Place::default()).collect(),
            seats: (0..seats).map(|_| None).collect(),
            queue: VecDeque::new(),
            tally: Tally::default(),
            joiners: Vec::new(),
        }
    }
}

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

/// Counts jobs that are over.
#[derive(Default)]
pub(super) struct Tally {
    completed: u32,
    /// Jobs that failed, and whose error nobody had fetched when this was last looked at.
    failed: Vec<Rc<dyn Sink>>,
    failed_and_fetched: u32,
}

impl Tally {
    /// Counts a job that is over.
    pub(super) fn note(&mut self, sink: &Rc<dyn Sink>, is_successful: bool) {
        if is_successful {
            self.completed += 1;
        } else {
            self.failed.push(Rc::clone(sink));
        }
    }

    /// `{ completed, failed, uncollected }`.
    pub(super) fn written(&mut self) -> JsValue {
        let before = self.failed.len();
        // Once fetched, an error need not be remembered.
        self.failed.retain(|sink| sink.is_uncollected());
        let uncollected = self.failed.len();
        self.failed_and_fetched += (before - uncollected) as u32;
        let tally = Object::new();
        let failed = self.failed_and_fetched + uncollected as u32;
        for (name, count) in [("completed", self.completed), ("failed", failed), ("uncollected", uncollected as u32)] {
            // Setting a property of a plain object does not fail.
            let _ = Reflect::set(&tally, &name.into(), &count.into());
        }
        tally.into()
    }
}
