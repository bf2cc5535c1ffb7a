//! The workers of one learner's pool, their queue, and the pool's end.
//!
//! No borrow of the state is held while the learner's code may run (an iterator, a getter of an argument), because that code
//! may call the pool again.

mod end;
mod state;
mod work;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Interval;
use wasm_bindgen::JsValue;

use super::Piecework;
use super::sink::Results;
use crate::pool::PoolError;
use crate::pool::bridge::{self, Link, Received};
use crate::pool::environment::memory_can_be_shared;
use crate::pool::error::{SPAWN_TURN_MS, SPAWN_TURNS};
use crate::pool::protocol::{Reply, Request};
use crate::pool::thrown::named;
use every_core::report::MAX_SHARED_WORKERS;
use state::{Held, Phase, State};

/// How the workers of a pool use memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Memory {
    /// Each worker has its own memory. They run workloads and JavaScript functions.
    Isolated,
    /// The workers share one memory and are rayon's threads. They run only workloads.
    Shared,
}

thread_local! {
    /// All crews that may be at work.
    static CREWS: RefCell<Vec<Weak<Crew>>> = const { RefCell::new(Vec::new()) };
}

/// The workers of one pool. They run until the pool is closed and done, or terminated, even if the learner's code no longer
/// refers to it.
pub(crate) struct Crew {
    size: u32,
    memory: Memory,
    state: RefCell<State>,
    is_dispatching: Cell<bool>,
}

impl Crew {
    /// Creates a crew without workers that has already ended.
    pub(crate) fn ended() -> Rc<Self> {
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
    /// [`PoolError`] if memory cannot be shared here, or a worker cannot be started. Later errors are reported by the jobs.
    pub(crate) fn start(size: u32, memory: Memory) -> Result<Rc<Self>, PoolError> {
        if memory == Memory::Shared && !memory_can_be_shared() {
            return Err(PoolError::NotIsolated);
        }
        if memory == Memory::Shared && size > MAX_SHARED_WORKERS {
            return Err(PoolError::TooManyThreads(size));
        }
        let places = if memory == Memory::Shared { 1 } else { size };
        let state = RefCell::new(State::new(Phase::Open, places, size));
        let crew = Rc::new(Self { size, memory, state, is_dispatching: Cell::new(false) });
        CREWS.with_borrow_mut(|crews| {
            crews.retain(|crew| crew.strong_count() > 0);
            crews.push(Rc::downgrade(&crew));
        });
        for place in 0..places as usize {
            if let Err(error) = crew.fill(place) {
                // The workers' listeners hold references to the crew. Ending it drops them.
                crew.end();
                return Err(error);
            }
        }
        Ok(crew)
    }

    /// Whether any crew of the page has work in hand. Experiments beside it are disturbed.
    pub(crate) fn is_any_busy() -> bool {
        let is_busy = |crew: Rc<Self>| crew.state.borrow().seats.iter().any(Option::is_some);
        CREWS.with_borrow(|crews| crews.iter().filter_map(Weak::upgrade).any(is_busy))
    }

    pub(crate) fn size(&self) -> u32 {
        self.size
    }

    pub(crate) fn memory(&self) -> Memory {
        self.memory
    }

    /// Starts a new worker in a place.
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
            bridge::post(link.worker(), &Request::Spawn { threads: self.size }, &JsValue::UNDEFINED)?;
        }
        let crew = Rc::clone(self);
        let mut turns_left = SPAWN_TURNS;
        let timer = Interval::new(SPAWN_TURN_MS, move || {
            turns_left -= 1;
            if turns_left == 0 {
                crew.lose(place, generation, PoolError::spawn_timed_out(crew.size));
            }
        });
        let mut state = self.state.borrow_mut();
        state.places[place].link = Some(link);
        state.places[place].timer = Some(timer);
        Ok(())
    }

    fn hear(self: &Rc<Self>, place: usize, generation: u32, received: Result<Received, PoolError>) {
        let result = match received {
            // The coordinator listens, but its threads are not up yet.
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
        match result {
            Ok(()) => self.dispatch(),
            Err(error) => self.lose(place, generation, error),
        }
    }

    /// Marks the worker as up: it gets work from now on.
    fn welcome(&self, place: usize) {
        let mut state = self.state.borrow_mut();
        let place = &mut state.places[place];
        place.is_up = true;
        place.timer = None;
    }

    /// Handles the loss of a worker: the jobs that it held reject. A worker that had been up is replaced. If it never was up, a
    /// replacement would not start either, so the whole pool fails.
    fn lose(self: &Rc<Self>, place: usize, generation: u32, error: PoolError) {
        let mut state = self.state.borrow_mut();
        let is_current =
            state.places.get(place).is_some_and(|place| place.generation == generation && place.link.is_some());
        if !is_current {
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
            // The worker held no job, so no job reports the error.
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

    /// Counts a piece of work if it is over.
    fn note(&self, work: &Rc<Piecework>, over: Option<bool>) {
        if let Some(is_successful) = over {
            self.state.borrow_mut().tally.note(&work.sink, is_successful);
        }
    }
}
