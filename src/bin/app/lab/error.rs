//! The errors of experiments.

use every_core::draw::format::decimal;
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
    /// A run was too short for the clock, so no ratio can be made of its time.
    #[error(
        "steps: {steps} is not enough for a comparison here: the {} run took less than one step of this browser's clock, {}. {}",
        strategy.name(), milliseconds(*resolution_ms), remedy(*enough)
    )]
    TooShort { strategy: Strategy, steps: u64, resolution_ms: f64, enough: Option<u64> },
    /// The tiles of a run do not cover the range exactly once.
    #[error("the {} run did not cover the range exactly once: it has no time. Run again, and please report it", .0.name())]
    NotCovered(Strategy),
}

fn milliseconds(ms: f64) -> String {
    decimal(ms, 3).trim_end_matches('0').trim_end_matches('.').to_owned() + "\u{a0}ms"
}

fn remedy(enough: Option<u64>) -> String {
    match enough {
        Some(steps) => format!("Choose at least {steps} steps"),
        None => "This workload has too few steps for this clock: choose another one, or another browser".to_owned(),
    }
}

impl From<Cancelled> for LabError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl LabError {
    /// Whether a pool cannot have as many workers as were asked for. Other pools may still run.
    pub(super) fn is_shortfall(&self) -> bool {
        matches!(self, Self::Pool(error) if error.most_workers().is_some())
    }

    /// Whether the reader cancelled the experiment.
    pub(crate) fn is_cancelled(&self) -> bool {
        *self == Self::Cancelled
    }
}
