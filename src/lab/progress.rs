//! What an experiment tells its observer while it runs. The page draws it; the JavaScript API counts it.

use crate::pool::Strategy;

/// One thing that happened, in the order it happened. Durations are milliseconds; rounds count from 1; `rounds` is how many
/// there will be as far as is known; `expected_ms` is NaN where nothing is known yet.
#[allow(missing_docs, reason = "the fields say in full what they are")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// A short trial run finds out how fast this machine is.
    Calibrating,
    /// A pool is asked for.
    Spawning { strategy: Strategy, workers: u32 },
    /// All its workers are ready.
    Spawned { strategy: Strategy, workers: u32, spawn_ms: f64 },
    /// Code is run until its rate is steady; nothing is recorded.
    WarmingUp { strategy: Strategy },
    /// A timed run begins. `freezes` is true where it holds the main thread: the page cannot answer for `expected_ms`.
    Running { strategy: Strategy, round: u32, rounds: u32, expected_ms: f64, freezes: bool },
    /// It ended, its checksum verified.
    Sampled { strategy: Strategy, round: u32, rounds: u32, elapsed_ms: f64, frozen_ms: f64 },
}

/// Whoever wants to know how an experiment goes.
pub type Observer = std::rc::Rc<dyn Fn(Progress)>;
