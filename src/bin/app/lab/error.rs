//! Why an experiment gave no report.

use thiserror::Error;

use crate::kernel::WorkloadId;
use crate::pool::{Cancelled, PoolError, Strategy};

/// An experiment ended without a report. Each text says what to do next.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum LabError {
    /// The reader gave it up.
    #[error("cancelled")]
    Cancelled,
    /// A pool failed.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// A run came back with a wrong checksum, and so has no time.
    #[error(
        "the {} run returned the checksum {got} where {expected} is right: it has no time. Run again; if it happens twice, \
         please report it with your browser and processor", strategy.name()
    )]
    WrongChecksum {
        /// Which strategy.
        strategy: Strategy,
        /// The right checksum.
        expected: u64,
        /// What came back.
        got: u64,
    },
    /// There is nothing to hold the checksum against.
    #[error("{} over this range has no known checksum, so a run of it has no time: choose fewer steps", .0.name())]
    CannotVerify(WorkloadId),
    /// A run came back with tiles that are not a partition of the range.
    #[error("the {} run did not cover the range exactly once: it has no time. Run again, and please report it", .0.name())]
    NotCovered(Strategy),
}

impl From<Cancelled> for LabError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl LabError {
    /// Whether it ended at the reader's request.
    pub fn is_cancelled(&self) -> bool {
        *self == Self::Cancelled
    }
}
