//! The queue: handing out chunks, and taking results back.

use std::rc::Rc;

use wasm_bindgen::JsValue;

use super::super::piecework::TaskChunk;
use super::super::sink::{Outcome, Results};
use super::super::{Piecework, Stream};
use super::state::{Held, Phase};
use super::{Crew, Memory};
use crate::pool::thrown::named;
use crate::pool::{PoolError, bridge};

impl Crew {
    /// Adds a piece of work to the queue.
    ///
    /// # Errors
    /// The `Error` for a pool that is closed.
    pub(crate) fn submit(self: &Rc<Self>, work: Rc<Piecework>) -> Result<(), JsValue> {
        self.check_open()?;
        if work.sink.is_over() {
            // The work has no items.
            self.note(&work, Some(true));
        } else {
            self.state.borrow_mut().queue.push_back(work);
            self.dispatch();
        }
        Ok(())
    }

    /// Checks that the pool accepts work.
    ///
    /// # Errors
    /// The `Error` for a pool that is closed.
    pub(crate) fn check_open(&self) -> Result<(), JsValue> {
        let state = self.state.borrow();
        match (&state.fault, state.phase) {
            (_, Phase::Open) => Ok(()),
            (None, _) => Err(js_sys::Error::new("Pool not running").into()),
            (Some(fault), _) => Err(named("BrokenPoolError", &format!("Pool not running: {fault}"))),
        }
    }

    /// Gives a chunk to every free seat, for as long as there are chunks.
    pub(super) fn dispatch(self: &Rc<Self>) {
        // The learner's iterator may call this again from inside the loop below. That loop then also hands out the new work.
        if self.is_dispatching.replace(true) {
            return;
        }
        while let Some(seat) = self.free_seat() {
            let Some((work, chunk)) = self.next_chunk() else { break };
            self.hand_out(seat, work, chunk);
        }
        self.is_dispatching.set(false);
        self.end_if_done();
    }

    fn place_of(&self, seat: usize) -> usize {
        if self.memory == Memory::Shared { 0 } else { seat }
    }

    fn free_seat(&self) -> Option<usize> {
        let state = self.state.borrow();
        let is_up = |seat: usize| state.places.get(self.place_of(seat)).is_some_and(|place| place.is_up);
        state.seats.iter().enumerate().find(|(seat, held)| held.is_none() && is_up(*seat)).map(|(seat, _)| seat)
    }

    fn next_chunk(&self) -> Option<(Rc<Piecework>, TaskChunk)> {
        loop {
            let work = self.state.borrow().queue.front().cloned()?;
            let (chunk, over) = work.next_chunk();
            self.note(&work, over);
            if let Some(chunk) = chunk {
                return Some((work, chunk));
            }
            let mut state = self.state.borrow_mut();
            if state.queue.front().is_some_and(|front| Rc::ptr_eq(front, &work)) {
                state.queue.pop_front();
            }
        }
    }

    fn hand_out(&self, seat: usize, work: Rc<Piecework>, chunk: TaskChunk) {
        let (request, attached) = work.manner.request(seat as u32, &chunk.items);
        let worker = {
            let mut state = self.state.borrow_mut();
            let link = state.places.get(self.place_of(seat)).and_then(|place| place.link.as_ref());
            // There is no link if the learner's iterator has terminated the pool meanwhile. That has also ended this work.
            let Some(worker) = link.map(|link| link.worker().clone()) else { return };
            state.seats[seat] = Some(Held { work, chunk });
            worker
        };
        let Err(error) = bridge::post(&worker, &request, &attached) else { return };
        let detail = if let PoolError::WorkerFailed(detail) = error { detail } else { error.to_string() };
        let error = named("DataCloneError", &format!("args: an argument cannot be copied to a worker: {detail}"));
        let held = self.state.borrow_mut().seats.get_mut(seat).and_then(Option::take);
        if let Some(Held { work, chunk }) = held {
            self.note(&work, work.sink.take(chunk.failed(&error)));
        }
    }

    /// Drops the rest of a stream that is no longer read.
    pub(crate) fn abandon(self: &Rc<Self>, work: &Rc<Piecework>, stream: &Stream) {
        self.note(work, stream.close());
        self.dispatch();
    }

    pub(super) fn take(&self, seat: u32, results: Results) -> Result<(), PoolError> {
        let held = self.state.borrow_mut().seats.get_mut(seat as usize).and_then(Option::take);
        let Some(Held { work, chunk }) = held else {
            return Err(PoolError::Protocol("an answer to nothing".to_owned()));
        };
        let (first, length) = (chunk.first, chunk.items.length());
        let over = work.sink.take(Outcome { first, length, values: results.values, failures: results.failures });
        self.note(&work, over);
        Ok(())
    }
}
