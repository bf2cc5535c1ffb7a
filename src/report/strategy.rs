//! The strategies by name. They are in the library because the program that reads links needs them without the pool.

use serde::{Deserialize, Serialize};

use crate::names;

/// The size of the largest pool with shared memory: on 32-bit targets such as wasm, rayon counts its threads in 8 bits.
pub const MAX_SHARED_WORKERS: u32 = 255;

/// How a workload is run. The serial reference is first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Strategy {
    /// One call on the main thread: the page freezes while it runs.
    Serial,
    /// Tasks that take turns on the main thread: concurrent, not parallel.
    Interleaved,
    /// Workers with an instance and a memory each; arguments and results are sent as messages.
    Isolated,
    /// Workers that share one memory, scheduled by rayon.
    Shared,
}

names!(Strategy { Serial = "serial", Interleaved = "interleaved", Isolated = "isolated", Shared = "shared" });

impl Strategy {
    /// Whether it runs on a pool of workers.
    pub fn is_parallel(self) -> bool {
        matches!(self, Self::Isolated | Self::Shared)
    }

    /// Whether a run blocks the main thread from beginning to end.
    pub fn freezes_page(self) -> bool {
        self == Self::Serial
    }
}
