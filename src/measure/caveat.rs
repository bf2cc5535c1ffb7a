//! The caveats of a figure, which reports hold and the page shows beside it.

use serde::{Deserialize, Serialize};

/// A fact that the reader should know before trusting a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Caveat {
    /// The first round was much slower than the others.
    SlowFirstSample,
    /// A sample is too short for the clock's resolution.
    CoarseTimer,
    /// The pool has more workers than the browser reports processors.
    PoolLargerThanReported,
    /// The speed-up differs from the reported processors more than losses explain.
    ReportedDiffersFromMeasured,
    /// The serial time moved by more than 5 % during the comparison.
    DriftBetweenRounds,
    /// The page cannot share memory.
    NotIsolated,
    /// The interval is wider than 3 % on either side.
    Unresolved,
    /// The page was hidden during a sample, which was run again.
    PageHidden,
    /// The machine slept, or its clock was set, during a sample, which was run again.
    MachineSlept,
    /// A worker was lost during a sample, which was run again.
    WorkerLost,
}

impl Caveat {
    /// Returns what it means and what to do about it.
    pub fn text(self) -> &'static str {
        match self {
            Self::SlowFirstSample => {
                "The first round was much slower than the rest; another comparison now will be steadier."
            }
            Self::CoarseTimer => "The runs are short against this browser's clock: choose more work.",
            Self::PoolLargerThanReported => {
                "There are more workers than the browser reports processors: they have to share, unless it reports too few."
            }
            Self::ReportedDiffersFromMeasured => {
                "The measured speed-up does not fit the number of processors reported; browsers may cap or randomise it."
            }
            Self::DriftBetweenRounds => {
                "The machine changed speed by more than 5 % during the comparison: let it cool or rest, then compare again."
            }
            Self::NotIsolated => {
                "This page may not share memory between workers, so only strategies without it were run."
            }
            Self::Unresolved => {
                "The interval is wider than ±3 %: close other programs, or choose more rounds or more work."
            }
            Self::PageHidden => {
                "The page was hidden during a sample, and browsers slow hidden pages down: keep this tab in front."
            }
            Self::MachineSlept => {
                "The machine slept, or its clock was set, during a sample: keep it awake, then compare again."
            }
            Self::WorkerLost => {
                "The browser ended a worker during a sample, often for want of memory: close other tabs, or choose less work."
            }
        }
    }
}
