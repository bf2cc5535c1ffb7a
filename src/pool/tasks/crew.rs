//! The workers of one learner's pool, the queue before them, and its end.
//!
//! No borrow of the state is held while anything of the learner's may run (an iterator, a getter of an argument): it may call
//! the pool again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::JsValue;

use super::super::environment::memory_can_be_shared;
use super::super::link::{Link, Received};
use super::super::protocol::{Reply, Request};
use super::super::worker::SPAWN_PATIENCE_MS;
use super::super::{MAX_SHARED_WORKERS, PoolError, link};
use super::broken::named;
use super::piecework::TaskChunk;
use super::place::Held;
use super::results::Results;
use super::sink::{Outcome, Settle};
use super::state::{Phase, State};
use super::{Piecework, Stream};

/// How the workers of a pool keep what they work on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// Each has its own: they run workloads and JavaScript functions.
    Isolated,
    /// They have one, and are rayon's threads: they run workloads.
    Shared,
}

/// The workers of one pool. It lives until it is closed and done, or terminated, whether or not somebody still holds it.
pub struct Crew {
    size: u32,
    memory: Memory,
    state: RefCell<State>,
    is_dispatching: Cell<bool>,
}

impl Crew {
    /// A crew without workers: it never does anything.
    pub fn ended() -> Rc<Self> {
        Rc::new(Self {
            size: 0,
            memory: Memory::Isolated,
            state: RefCell::new(State::new(Phase::Ended, 0, 0)),
            is_dispatching: Cell::new(false),
        })
    }

    /// Starts `size` workers.
    ///
    /// # Errors
    /// [`PoolError`] if memory cannot be shared here, or no worker can be started. What goes wrong later, the jobs say.
    pub fn start(size: u32, memory: Memory) -> Result<Rc<Self>, PoolError> {
        if memory == Memory::Shared && !memory_can_be_shared() {
            return Err(PoolError::NotIsolated);
        }
        if memory == Memory::Shared && size > MAX_SHARED_WORKERS {
            return Err(PoolError::TooManyThreads(size));
        }
        let places = if memory == Memory::Shared { 1 } else { size };
        let state = RefCell::new(State::new(Phase::Open, places, size));
        let crew = Rc::new(Self { size, memory, state, is_dispatching: Cell::new(false) });
        for place in 0..places as usize {
            if let Err(error) = crew.fill(place) {
                // The workers hold the crew: let go of them.
                crew.end();
                return Err(error);
            }
        }
        Ok(crew)
    }

    /// Number of workers.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// How they keep what they work on.
    pub fn memory(&self) -> Memory {
        self.memory
    }

    /// Puts a new worker into a place.
    fn fill(self: &Rc<Self>, place: usize) -> Result<(), PoolError> {
        let generation = {
            let mut state = self.state.borrow_mut();
            let place = &mut state.places[place];
            place.generation += 1;
            place.is_up = false;
            place.generation
        };
        let crew = Rc::clone(self);
        let link = Link::start(Rc::new(move |received| crew.hear(place, generation, received)))?;
        if self.memory == Memory::Shared {
            link::post(link.worker(), &Request::Spawn { threads: self.size }, &JsValue::UNDEFINED)?;
        }
        let crew = Rc::clone(self);
        let timer = Timeout::new(SPAWN_PATIENCE_MS, move || {
            crew.lose(place, generation, PoolError::spawn_timed_out(crew.size));
        });
        let mut state = self.state.borrow_mut();
        state.places[place].link = Some(link);
        state.places[place].timer = Some(timer);
        Ok(())
    }

    fn hear(self: &Rc<Self>, place: usize, generation: u32, received: Result<Received, PoolError>) {
        let heard = match received {
            // Its threads are not up yet.
            Ok(Received { reply: Reply::Listening, .. }) if self.memory == Memory::Shared => return,
            Ok(Received { reply: Reply::Listening | Reply::Ready, .. }) => {
                self.welcome(place);
                Ok(())
            }
            Ok(Received { reply: Reply::Failed { message }, .. }) => Err(PoolError::WorkerFailed(message)),
            Ok(received) => match Results::of(&received) {
                Some((seat, results)) => self.take(seat, results),
                None => Err(received.unexpected()),
            },
            Err(error) => Err(error),
        };
        match heard {
            Ok(()) => self.dispatch(),
            Err(error) => self.lose(place, generation, error),
        }
    }

    /// The worker is up: it gets work from now on.
    fn welcome(&self, place: usize) {
        let mut state = self.state.borrow_mut();
        let place = &mut state.places[place];
        place.is_up = true;
        place.timer = None;
    }

    /// A worker is no more. Its jobs are lost, and say so; another worker takes its place, if it had ever been up: otherwise
    /// the next one would not be, either, and the pool is at its end.
    fn lose(self: &Rc<Self>, place: usize, generation: u32, error: PoolError) {
        let mut state = self.state.borrow_mut();
        let is_news =
            state.places.get(place).is_some_and(|place| place.generation == generation && place.link.is_some());
        if !is_news {
            return;
        }
        let (was_up, link) = (state.places[place].is_up, state.places[place].link.take());
        state.places[place].is_up = false;
        state.places[place].timer = None;
        let of_place = |seat: usize| self.memory == Memory::Shared || seat == place;
        let seats = state.seats.iter_mut().enumerate().filter(|(seat, _)| of_place(*seat));
        let held: Vec<Held> = seats.filter_map(|(_, held)| held.take()).collect();
        drop(state);
        drop(link);
        if !was_up {
            return self.give_up(error);
        }
        let message =
            format!("the worker that held this job is gone ({error}); the job is lost, and another worker goes on");
        if held.is_empty() {
            // Nobody else will say it.
            web_sys::console::warn_1(&format!("everyCore: an idle worker of a Pool is gone: {error}").into());
        }
        for Held { work, chunk } in held {
            self.note(&work, work.sink.take(chunk.failed(&named("BrokenPoolError", &message))));
        }
        match self.fill(place) {
            Ok(()) => self.dispatch(),
            Err(error) => self.give_up(error),
        }
    }

    fn take(&self, seat: u32, results: Results) -> Result<(), PoolError> {
        let held = self.state.borrow_mut().seats.get_mut(seat as usize).and_then(Option::take);
        let Some(Held { work, chunk }) = held else {
            return Err(PoolError::Protocol("an answer to nothing".to_owned()));
        };
        let (first, length) = (chunk.first, chunk.items.length());
        let over = work.sink.take(Outcome { first, length, values: results.values, failures: results.failures });
        self.note(&work, over);
        Ok(())
    }

    /// Counts a piece of work that is over.
    fn note(&self, work: &Rc<Piecework>, over: Option<bool>) {
        if let Some(is_successful) = over {
            self.state.borrow_mut().tally.note(&work.sink, is_successful);
        }
    }

    /// Takes a piece of work on.
    ///
    /// # Errors
    /// The `Error` for a pool that is closed.
    pub fn submit(self: &Rc<Self>, work: Rc<Piecework>) -> Result<(), JsValue> {
        self.check_open()?;
        if work.sink.is_over() {
            // There was nothing to do.
            self.note(&work, Some(true));
        } else {
            self.state.borrow_mut().queue.push_back(work);
            self.dispatch();
        }
        Ok(())
    }

    /// Whether work is taken on.
    ///
    /// # Errors
    /// The `Error` for a pool that is closed.
    pub fn check_open(&self) -> Result<(), JsValue> {
        let state = self.state.borrow();
        match (&state.fault, state.phase) {
            (_, Phase::Open) => Ok(()),
            (None, _) => Err(js_sys::Error::new("Pool not running").into()),
            (Some(fault), _) => Err(named("BrokenPoolError", &format!("Pool not running: {fault}"))),
        }
    }

    /// Gives every free seat a chunk, for as long as there are some.
    fn dispatch(self: &Rc<Self>) {
        // Called again from within, by the learner's own iterator: the loop that runs already sees to it.
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
            // None: an iterator of the learner's has terminated the pool meanwhile, and so ended this work.
            let Some(worker) = link.map(|link| link.worker().clone()) else { return };
            state.seats[seat] = Some(Held { work, chunk });
            worker
        };
        let Err(error) = link::post(&worker, &request, &attached) else { return };
        let detail = if let PoolError::WorkerFailed(detail) = error { detail } else { error.to_string() };
        let error = named("DataCloneError", &format!("args: an argument cannot be copied to a worker: {detail}"));
        let held = self.state.borrow_mut().seats.get_mut(seat).and_then(Option::take);
        if let Some(Held { work, chunk }) = held {
            self.note(&work, work.sink.take(chunk.failed(&error)));
        }
    }

    /// No more work is taken on; what was, is still done.
    pub fn close(self: &Rc<Self>) {
        {
            let mut state = self.state.borrow_mut();
            if state.phase == Phase::Open {
                state.phase = Phase::Closed;
            }
        }
        self.dispatch();
    }

    /// Ends the workers, whatever they are doing. Every job that is not done rejects.
    pub fn terminate(&self) {
        self.reject_all(&named("AbortError", "the pool was terminated before this job was done"));
    }

    /// The pool cannot go on.
    fn give_up(&self, error: PoolError) {
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

    /// Nobody wants the rest of a stream.
    pub fn abandon(self: &Rc<Self>, work: &Rc<Piecework>, stream: &Stream) {
        self.note(work, stream.close());
        self.dispatch();
    }

    fn end_if_done(&self) {
        let state = self.state.borrow();
        let is_done = state.phase == Phase::Closed && state.queue.is_empty() && state.seats.iter().all(Option::is_none);
        drop(state);
        if is_done {
            self.end();
        }
    }

    fn end(&self) {
        let mut state = self.state.borrow_mut();
        state.phase = Phase::Ended;
        let (places, joiners) = (std::mem::take(&mut state.places), std::mem::take(&mut state.joiners));
        drop(state);
        // Ends the workers.
        drop(places);
        for joiner in joiners {
            joiner.settle(&Ok(self.state.borrow_mut().tally.written()));
        }
    }

    /// A promise that resolves with the tally when the pool has ended.
    ///
    /// # Errors
    /// The `Error` for a pool that is still open.
    pub fn join(&self) -> Result<Promise, JsValue> {
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
