//! The state of a crew: its phase, its workers and their chunks, and the tally of its jobs for `join()`.

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
    /// The error that ended the pool, if there was one.
    pub(super) fault: Option<PoolError>,
    /// One place for each worker, or a single one for the coordinator where memory is shared.
    pub(super) places: Vec<Place>,
    /// The chunk that each worker or thread has.
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

/// A place for a worker. A worker that is lost is replaced by another one in the same place.
#[derive(Default)]
pub(super) struct Place {
    pub(super) link: Option<Link>,
    /// The number of workers started here. It identifies late events of an earlier worker, which are ignored.
    pub(super) generation: u32,
    pub(super) is_up: bool,
    /// The timeout for the worker's start, in turns of the page's event loop.
    pub(super) timer: Option<Interval>,
}

/// A chunk that a worker has not answered yet.
pub(super) struct Held {
    pub(super) work: Rc<Piecework>,
    pub(super) chunk: TaskChunk,
}

/// The numbers of jobs that are over.
#[derive(Default)]
pub(super) struct Tally {
    completed: u32,
    /// Jobs that failed and whose error had not been fetched at the last check.
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

    /// Returns `{ completed, failed, uncollected }`.
    pub(super) fn written(&mut self) -> JsValue {
        let before = self.failed.len();
        // A job whose error was fetched only needs to be counted.
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
