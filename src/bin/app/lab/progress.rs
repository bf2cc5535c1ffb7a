//! What an experiment tells its observer while it runs. The page draws it; the JavaScript API counts it.

use std::rc::Rc;

use crate::pool::SeenTile;
use every_core::report::{CompareReport, Strategy, SweepReport};

/// One thing that happened, in the order it happened. Durations are milliseconds; rounds count from 1; `rounds` is how many
/// there will be as far as is known, and `total` how many samples; `expected_ms` is NaN where nothing is known yet.
#[allow(missing_docs, reason = "the fields say in full what they are")]
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// The right checksum is found out in another way, in turns on the main thread; nothing is recorded.
    FindingReference,
    /// A pool is asked for.
    Spawning { workers: u32 },
    /// All its workers are ready.
    Spawned { workers: u32, spawn_ms: f64 },
    /// Code is run until its rate is steady; nothing is recorded.
    WarmingUp { strategy: Strategy },
    /// A timed run begins. `freezes` is true where it holds the main thread: the page cannot answer for `expected_ms`.
    Running { strategy: Strategy, workers: u32, round: u32, rounds: u32, expected_ms: f64, freezes: bool },
    /// A tile of a watched run is done.
    Seen(SeenTile),
    /// It was not valid, and is run again.
    SetAside { strategy: Strategy },
    /// It ended, its checksum verified.
    Sampled { strategy: Strategy, round: u32, rounds: u32, elapsed_ms: f64, done: u32, total: u32 },
    /// What a comparison has found so far, after each round but the last.
    Compared(Rc<CompareReport>),
    /// What a sweep has found so far, likewise: kept, whatever happens to the rest.
    Swept(Rc<SweepReport>),
}

/// Whoever wants to know how an experiment goes.
pub(crate) type Observer = Rc<dyn Fn(Progress)>;
