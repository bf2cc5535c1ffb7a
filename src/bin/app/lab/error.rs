//! Why an experiment gave no report.

use thiserror::Error;

use crate::pool::{Cancelled, PoolError};
use every_core::report::Strategy;

/// An experiment ended without a report. Each text says what to do next.
#[derive(Clone, Debug, PartialEq, Error)]
pub(crate) enum LabError {
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
    pub(crate) fn is_cancelled(&self) -> bool {
        *self == Self::Cancelled
    }
}
