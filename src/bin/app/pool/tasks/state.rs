//! What a crew knows of itself.

use std::collections::VecDeque;
use std::rc::Rc;

use super::super::PoolError;
use super::Piecework;
use super::place::{Held, Place};
use super::sink::Settle;
use super::tally::Tally;

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
