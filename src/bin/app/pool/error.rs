//! The errors of a pool. Each message tells the reader what to do next.

use thiserror::Error;

use every_core::report::MAX_SHARED_WORKERS;

/// The time a pool may take to be ready, in turns of the page's event loop. A page that was blocked, by a serial run or by a
/// busy machine, counts one turn for that time, and handles between two turns the messages that arrived meanwhile. A single
/// long timer would fire at the end of the blockage, before those messages.
pub(super) const SPAWN_TURNS: u32 = 10;
pub(super) const SPAWN_TURN_MS: u32 = 2_000;
const SPAWN_S: u32 = SPAWN_TURNS * SPAWN_TURN_MS / 1000;

/// An error of a pool that could not be made, or of a run that failed. The pool is gone; a new one can be made.
#[derive(Clone, Debug, PartialEq, Error)]
pub(crate) enum PoolError {
    /// Workers cannot share memory here.
    #[error(
        "a shared pool needs shared memory, which this page was not given: serve it with the headers \
         Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, or open it in its own tab"
    )]
    NotIsolated,
    /// The browser has no Web Workers, or forbids them here.
    #[error(
        "this browser did not let the page start a worker ({0}): allow workers for this site, or try another browser"
    )]
    NoWorkers(String),
    /// The worker's script did not load.
    #[error("the worker's script failed to load: check the connection, reload the page, and run again")]
    ScriptFailed,
    /// A worker stopped during its work.
    #[error("a worker stopped with an error ({0}): its run does not count; run again to use a new pool")]
    WorkerFailed(String),
    /// Fewer workers came than were asked for. Without a message, the others did not come in time.
    #[error(
        "only {came} of {workers} workers could be started ({}): choose fewer workers, or close other tabs, and run again",
        message.as_deref().map_or_else(|| format!("no other came within {SPAWN_S} s"), str::to_owned)
    )]
    TooFew { workers: u32, came: u32, message: Option<String> },
    /// More threads were requested than rayon can count where an address has 32 bits.
    #[error("a shared pool has at most {MAX_SHARED_WORKERS} workers, not {0}: choose fewer, or isolated workers")]
    TooManyThreads(u32),
    /// A message from a worker did not follow the protocol.
    #[error("a worker answered in a form this page does not know ({0}): reload the page to get files of one version")]
    Protocol(String),
}

impl PoolError {
    /// Returns the number of workers that a pool can have here if it cannot have as many as were asked for.
    pub(crate) fn most_workers(&self) -> Option<u32> {
        match self {
            Self::TooFew { came, .. } => Some(*came),
            Self::TooManyThreads(_) => Some(MAX_SHARED_WORKERS),
            _ => None,
        }
    }

    /// Whether a worker was lost that had been ready. A new pool may succeed.
    pub(crate) fn is_lost_worker(&self) -> bool {
        matches!(self, Self::WorkerFailed(_))
    }
}
