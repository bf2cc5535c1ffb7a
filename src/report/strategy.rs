//! The strategies by name. Pure: links are read without the rest of the room.

use serde::{Deserialize, Serialize};

/// Largest pool with shared memory: rayon counts its threads in 8 bits where an address has 32.
pub const MAX_SHARED_WORKERS: u32 = 255;

/// How a workload is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// One call on the main thread: the page freezes while it runs.
    Serial,
    /// Tasks that take turns on the main thread: concurrent, not parallel.
    Interleaved,
    /// Workers with an instance and a memory each; arguments and results are messages.
    Isolated,
    /// Workers with one memory: rayon.
    Shared,
}

impl Strategy {
    /// Every strategy, the reference first.
    pub const ALL: [Self; 4] = [Self::Serial, Self::Interleaved, Self::Isolated, Self::Shared];

    /// The name used in the API, links and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Serial => "serial",
            Self::Interleaved => "interleaved",
            Self::Isolated => "isolated",
            Self::Shared => "shared",
        }
    }

    /// The strategy of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.name() == name)
    }

    /// Whether it runs on a pool of workers.
    pub fn is_parallel(self) -> bool {
        matches!(self, Self::Isolated | Self::Shared)
    }

    /// Whether a run of it holds the main thread from beginning to end.
    pub fn freezes_page(self) -> bool {
        self == Self::Serial
    }
}
