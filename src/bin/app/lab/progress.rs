//! The events that an experiment reports to its observer while it runs. The page draws them; the JavaScript API counts them.

use std::rc::Rc;

use crate::pool::SeenTile;
use every_core::report::{CompareReport, Strategy, SweepReport};

/// An event of an experiment, reported when it happens. Durations are milliseconds, and rounds count from 1. `rounds` and
/// `total` are the numbers of rounds and samples expected at that time. `expected_ms` is NaN if nothing is known yet.
#[allow(missing_docs, reason = "the fields say in full what they are")]
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// The right checksum is being computed in another way, in turns on the main thread. Nothing is recorded.
    FindingReference,
    /// A pool is requested.
    Spawning { workers: u32 },
    /// All workers of the pool are ready.
    Spawned { workers: u32, spawn_ms: f64 },
    /// The code is run until its rate is steady. Nothing is recorded.
    WarmingUp { strategy: Strategy },
    /// A timed run begins. If `freezes` is true, it blocks the main thread: the page cannot respond for `expected_ms`.
    Running { strategy: Strategy, workers: u32, round: u32, rounds: u32, expected_ms: f64, freezes: bool },
    /// A tile of a watched run is done.
    Seen(SeenTile),
    /// The run was not valid, and is repeated.
    SetAside { strategy: Strategy },
    /// The run ended, and its checksum is right.
    Sampled { strategy: Strategy, round: u32, rounds: u32, elapsed_ms: f64, done: u32, total: u32 },
    /// A pool size failed, and is left out of this round and the later ones.
    LeftOut { workers: u32, done: u32, total: u32 },
    /// The report so far of a comparison, after each round but the last.
    Compared(Rc<CompareReport>),
    /// The report so far of a sweep, after each round but the last. The page keeps it even if a later round fails.
    Swept(Rc<SweepReport>),
}

/// A callback for the progress of an experiment.
pub(crate) type Observer = Rc<dyn Fn(Progress)>;
