//! The end of a crew: closed and done, terminated, or failed.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::JsValue;

use super::super::sink::Settle;
use super::Crew;
use super::state::Phase;
use crate::pool::PoolError;
use crate::pool::thrown::named;

impl Crew {
    /// Stops accepting work. Work that was submitted before is still done.
    pub(crate) fn close(self: &Rc<Self>) {
        {
            let mut state = self.state.borrow_mut();
            if state.phase == Phase::Open {
                state.phase = Phase::Closed;
            }
        }
        self.dispatch();
    }

    /// Ends the workers, even in the middle of a task. Every unfinished job rejects.
    pub(crate) fn terminate(&self) {
        self.reject_all(&named("AbortError", "the pool was terminated before this job was done"));
    }

    /// Ends a pool that cannot continue.
    pub(super) fn give_up(&self, error: PoolError) {
        let thrown = named("BrokenPoolError", &error.to_string());
        self.state.borrow_mut().fault = Some(error);
        self.reject_all(&thrown);
    }

    fn reject_all(&self, error: &JsValue) {
        let mut state = self.state.borrow_mut();
        let held: Vec<_> = state.seats.iter_mut().filter_map(Option::take).map(|held| held.work).collect();
        let queued = std::mem::take(&mut state.queue);
        drop(state);
        for work in held.into_iter().chain(queued) {
            self.note(&work, work.sink.give_up(error));
        }
        self.end();
    }

    pub(super) fn end_if_done(&self) {
        let state = self.state.borrow();
        let is_done = state.phase == Phase::Closed && state.queue.is_empty() && state.seats.iter().all(Option::is_none);
        drop(state);
        if is_done {
            self.end();
        }
    }

    pub(super) fn end(&self) {
        let mut state = self.state.borrow_mut();
        state.phase = Phase::Ended;
        let (places, joiners) = (std::mem::take(&mut state.places), std::mem::take(&mut state.joiners));
        drop(state);
        // Dropping a link terminates its worker.
        drop(places);
        for joiner in joiners {
            joiner.settle(&Ok(self.state.borrow_mut().tally.written()));
        }
    }

    /// Returns a promise that resolves with the tally when the pool has ended.
    pub(crate) fn join(&self) -> Result<Promise, JsValue> {
        if self.state.borrow().phase == Phase::Open {
            return Err(js_sys::Error::new("Pool is still running").into());
        }
        let (promise, joiner) = Settle::promise();
        let mut state = self.state.borrow_mut();
        if state.phase == Phase::Ended {
            joiner.settle(&Ok(state.tally.written()));
        } else {
            state.joiners.push(joiner);
        }
        Ok(promise)
    }
}
