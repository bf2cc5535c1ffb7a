//! Results one after the other: Python's `IMapIterator`.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::JsValue;

use super::sink::{Outcome, Settle, Sink};

/// The results of `imap`, in the order of the items, or of `imap_unordered`, in the order of their arrival.
pub(crate) struct Stream {
    is_ordered: bool,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// The results that have not been requested, from number `next_out` on. `None` stands for one that has not arrived.
    ready: VecDeque<Option<Result<JsValue, JsValue>>>,
    /// The number of the next result to hand out.
    next_out: u32,
    arrived: u32,
    total: Option<u32>,
    is_over: bool,
    failures: u32,
    failures_fetched: u32,
    takers: VecDeque<Settle>,
}

impl Stream {
    pub(super) fn new(is_ordered: bool) -> Rc<Self> {
        Rc::new(Self { is_ordered, state: RefCell::default() })
    }

    /// Implements `next()` of the async iterator. One item's error rejects one `next()`; the items after it are still handed
    /// out.
    pub(crate) fn next(&self) -> Promise {
        let (promise, taker) = Settle::promise();
        self.state.borrow_mut().takers.push_back(taker);
        self.hand_out();
        promise
    }

    /// Settles the waiting takers for which there is a result.
    fn hand_out(&self) {
        loop {
            let mut state = self.state.borrow_mut();
            if state.takers.is_empty() {
                return;
            }
            let next_out = state.next_out;
            let front = state.ready.front_mut().and_then(Option::take);
            let outcome = match front {
                Some(outcome) => {
                    state.ready.pop_front();
                    state.next_out += 1;
                    state.failures_fetched += u32::from(outcome.is_err());
                    outcome.map(|value| step(&value, false))
                }
                None if state.total.is_some_and(|total| next_out >= total) => Ok(step(&JsValue::UNDEFINED, true)),
                None => return,
            };
            let taker = state.takers.pop_front();
            drop(state);
            if let Some(taker) = taker {
                taker.settle(&outcome);
            }
        }
    }

    /// Checks whether every result has arrived.
    fn finish(&self) -> Option<bool> {
        let mut state = self.state.borrow_mut();
        let ends_now = !state.is_over && state.total.is_some_and(|total| state.arrived >= total);
        state.is_over |= ends_now;
        let is_successful = state.failures == 0;
        drop(state);
        self.hand_out();
        ends_now.then_some(is_successful)
    }

    /// Implements `return()` of the async iterator: drops the rest.
    pub(super) fn close(&self) -> Option<bool> {
        let mut state = self.state.borrow_mut();
        if state.is_over {
            return None;
        }
        state.ready.clear();
        state.total = Some(state.next_out);
        state.arrived = state.arrived.max(state.next_out);
        drop(state);
        self.finish()
    }
}

/// Creates the result object of an iterator.
pub(super) fn step(value: &JsValue, done: bool) -> JsValue {
    let step = Object::new();
    // Setting a property of a plain object does not fail.
    let _ = Reflect::set(&step, &"value".into(), value);
    let _ = Reflect::set(&step, &"done".into(), &done.into());
    step.into()
}

impl Sink for Stream {
    fn take(&self, outcome: Outcome) -> Option<bool> {
        let mut state = self.state.borrow_mut();
        if state.is_over {
            return None;
        }
        let mut failures = outcome.failures.into_iter().peekable();
        for index in 0..outcome.length {
            let number = if self.is_ordered { outcome.first + index } else { state.arrived };
            let failure = failures.next_if(|(failed, _)| *failed == index);
            state.failures += u32::from(failure.is_some());
            state.arrived += 1;
            let result = failure.map_or_else(|| Ok(outcome.values.get(index)), |(_, error)| Err(error));
            let place = (number - state.next_out) as usize;
            while state.ready.len() <= place {
                state.ready.push_back(None);
            }
            state.ready[place] = Some(result);
        }
        drop(state);
        self.finish()
    }

    fn end_at(&self, total: u32) -> Option<bool> {
        self.state.borrow_mut().total.get_or_insert(total);
        self.finish()
    }

    fn give_up(&self, error: &JsValue) -> Option<bool> {
        let mut state = self.state.borrow_mut();
        if state.is_over {
            return None;
        }
        // The results before the first gap are still handed out. Then come the error and the end.
        let gap = state.ready.iter().position(Option::is_none).unwrap_or(state.ready.len());
        state.ready.truncate(gap);
        state.ready.push_back(Some(Err(error.clone())));
        state.failures += 1;
        let total = state.next_out + gap as u32 + 1;
        state.total = Some(total);
        state.arrived = state.arrived.max(total);
        drop(state);
        self.finish()
    }

    fn is_over(&self) -> bool {
        self.state.borrow().is_over
    }

    fn is_uncollected(&self) -> bool {
        let state = self.state.borrow();
        state.failures > state.failures_fetched
    }
}
