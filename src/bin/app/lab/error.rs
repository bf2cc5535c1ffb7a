//! The errors of experiments.

use thiserror::Error;

use crate::pool::{Cancelled, PoolError};
use every_core::report::Strategy;

/// The reason why an experiment ended without a report. Each message says what to do next.
#[derive(Clone, Debug, PartialEq, Error)]
pub(crate) enum LabError {
    /// The reader cancelled the experiment.
    #[error("cancelled")]
    Cancelled,
    /// A pool failed.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// A run returned a wrong checksum, so it has no time.
    #[error(
        "the {} run returned the checksum {got} where {expected} is right: it has no time. Run again; if it happens twice, \
         please report it with your browser and processor", strategy.name()
    )]
    WrongChecksum { strategy: Strategy, expected: u64, got: u64 },
    /// The tiles of a run do not cover the range exactly once.
    #[error("the {} run did not cover the range exactly once: it has no time. Run again, and please report it", .0.name())]
    NotCovered(Strategy),
}

impl From<Cancelled> for LabError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl LabError {
    /// Whether the reader cancelled the experiment.
    pub(crate) fn is_cancelled(&self) -> bool {
        *self == Self::Cancelled
    }
}
