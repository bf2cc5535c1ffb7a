//! A future result: Python's `AsyncResult`.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;

use super::super::thrown::named;
use super::sink::{Outcome, Settle, Sink};

/// A submitted job: one call, or a list of calls.
pub(crate) struct Job {
    is_list: bool,
    state: RefCell<State>,
}

struct State {
    /// The values of each chunk, in the order of the chunks.
    parts: Array,
    chunk_size: u32,
    chunks_left: u32,
    outcome: Option<Result<JsValue, JsValue>>,
    waiters: Vec<Waiter>,
    next_waiter: u32,
    was_fetched: bool,
}

struct Waiter {
    number: u32,
    /// Whether it gets the value, or is only told that the job is done.
    fetches: bool,
    settle: Settle,
    /// Dropped with the waiter, which cancels the timeout.
    _timer: Option<Timeout>,
}

impl Job {
    /// Creates a job of `items`, handed out `chunk_size` at a time. Its value is a list of their values if `is_list`.
    pub(super) fn new(is_list: bool, items: u32, chunk_size: u32) -> Rc<Self> {
        let chunks_left = items.div_ceil(chunk_size);
        let outcome = (items == 0).then(|| Ok(Array::new().into()));
        let parts = Array::new_with_length(chunks_left);
        let state =
            State { parts, chunk_size, chunks_left, outcome, waiters: Vec::new(), next_waiter: 0, was_fetched: false };
        Rc::new(Self { is_list, state: RefCell::new(state) })
    }

    /// Returns a promise of the value. With `fetches` false, it resolves without the value once the job is done. After
    /// `timeout_ms` the first kind rejects with a `TimeoutError` and the second resolves; the job continues.
    pub(crate) fn promise(self: &Rc<Self>, timeout_ms: Option<u32>, fetches: bool) -> Promise {
        let (promise, settle) = Settle::promise();
        let mut state = self.state.borrow_mut();
        let number = state.next_waiter;
        state.next_waiter += 1;
        let timer = timeout_ms.filter(|_| state.outcome.is_none()).map(|timeout_ms| {
            let job = Rc::clone(self);
            Timeout::new(timeout_ms, move || job.run_out(number, timeout_ms))
        });
        state.waiters.push(Waiter { number, fetches, settle, _timer: timer });
        drop(state);
        self.tell();
        promise
    }

    /// Whether the job is done, with or without an error.
    pub(crate) fn is_ready(&self) -> bool {
        self.state.borrow().outcome.is_some()
    }

    /// Whether the job is done without an error; `None` if it is not done.
    pub(crate) fn is_successful(&self) -> Option<bool> {
        self.state.borrow().outcome.as_ref().map(Result::is_ok)
    }

    fn run_out(&self, number: u32, timeout_ms: u32) {
        let mut state = self.state.borrow_mut();
        let Some(index) = state.waiters.iter().position(|waiter| waiter.number == number) else { return };
        let waiter = state.waiters.swap_remove(index);
        drop(state);
        let outcome = if waiter.fetches {
            let message =
                format!("the job was not done after {timeout_ms} ms; it goes on, and get() may be called again");
            Err(named("TimeoutError", &message))
        } else {
            Ok(JsValue::UNDEFINED)
        };
        waiter.settle.settle(&outcome);
    }

    /// Settles every waiter if the job is done.
    fn tell(&self) {
        let mut state = self.state.borrow_mut();
        let Some(outcome) = state.outcome.clone() else { return };
        let waiters = std::mem::take(&mut state.waiters);
        state.was_fetched |= waiters.iter().any(|waiter| waiter.fetches);
        drop(state);
        let end = Ok(JsValue::UNDEFINED);
        for waiter in waiters {
            waiter.settle.settle(if waiter.fetches { &outcome } else { &end });
        }
    }

    fn finish(&self, outcome: Result<JsValue, JsValue>) -> Option<bool> {
        if self.is_ready() {
            return None;
        }
        let is_successful = outcome.is_ok();
        self.state.borrow_mut().outcome = Some(outcome);
        self.tell();
        Some(is_successful)
    }
}

impl Sink for Job {
    fn take(&self, outcome: Outcome) -> Option<bool> {
        // The first error ends the job at once. Python waits for the last chunk, but another chunk may never return.
        if let Some((_, error)) = outcome.failures.into_iter().next() {
            return self.finish(Err(error));
        }
        let mut state = self.state.borrow_mut();
        state.parts.set(outcome.first / state.chunk_size, outcome.values.into());
        state.chunks_left = state.chunks_left.saturating_sub(1);
        if state.chunks_left > 0 {
            return None;
        }
        let values = std::mem::take(&mut state.parts).flat(1);
        drop(state);
        self.finish(Ok(if self.is_list { values.into() } else { values.get(0) }))
    }

    fn end_at(&self, _total: u32) -> Option<bool> {
        // The number of chunks was known from the start.
        None
    }

    fn give_up(&self, error: &JsValue) -> Option<bool> {
        self.finish(Err(error.clone()))
    }

    fn is_over(&self) -> bool {
        self.is_ready()
    }

    fn is_uncollected(&self) -> bool {
        let state = self.state.borrow();
        matches!(state.outcome, Some(Err(_))) && !state.was_fetched
    }
}
