//! The caveats of a figure, which reports hold and the page shows beside it.

use crate::names;

/// A fact that the reader should know before trusting a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caveat {
    /// The first round was more than 10 % slower than the others, and far outside of their range.
    SlowFirstSample,
    /// A sample is too short for the clock's resolution.
    CoarseTimer,
    /// The pool has more workers than the browser reports processors.
    PoolLargerThanReported,
    /// The speed-up is above the number of reported processors.
    ReportedDiffersFromMeasured,
    /// The workers of a pool no larger than the reported processors were much slower together than one alone.
    SlowerTogether,
    /// The times rose or fell by more than 5 % during the rounds, with a trend that is seldom chance.
    DriftBetweenRounds,
    /// The page cannot share memory.
    NotIsolated,
    /// The interval is wider than 3 % on either side, or from fewer than twelve rounds.
    Unresolved,
    /// The page was hidden during a sample, which was run again.
    PageHidden,
    /// A `Pool` had work in hand during a sample.
    BusyPool,
    /// The machine slept, or its clock was set, during a sample, which was run again.
    MachineSlept,
    /// A worker was lost during a sample, which was run again.
    WorkerLost,
    /// A pool has fewer workers than were asked for.
    FewerWorkers,
}

names!(Caveat {
    SlowFirstSample = "slowFirstSample",
    CoarseTimer = "coarseTimer",
    PoolLargerThanReported = "poolLargerThanReported",
    ReportedDiffersFromMeasured = "reportedDiffersFromMeasured",
    SlowerTogether = "slowerTogether",
    DriftBetweenRounds = "driftBetweenRounds",
    NotIsolated = "notIsolated",
    Unresolved = "unresolved",
    PageHidden = "pageHidden",
    BusyPool = "busyPool",
    MachineSlept = "machineSlept",
    WorkerLost = "workerLost",
    FewerWorkers = "fewerWorkers",
});

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
                "The speed-up is above the number of processors that the browser reports: it reports too few. Browsers may cap \
                 or randomise the number."
            }
            Self::SlowerTogether => {
                "Together, the workers took much longer for the same steps than one alone. These times cannot tell why: two \
                 processors may share one core, the clock may be lower when all of them work, other programs may run, or there \
                 are fewer processors than reported. Close other programs and run again. If that changes nothing, run the pool \
                 sizes: shared cores still gain a little from each worker, missing processors gain nothing."
            }
            Self::DriftBetweenRounds => {
                "The runs became steadily faster or slower, by more than 5 % over all rounds. Each speed-up is of one round, so \
                 it hardly suffers. The times do: let the machine cool or rest, and run again."
            }
            Self::NotIsolated => {
                "This page may not share memory between workers, so only strategies without it were run."
            }
            Self::Unresolved => "It is not certain within ±3 %: close other programs, or choose more work.",
            Self::PageHidden => {
                "The page was hidden during a sample, and browsers slow hidden pages down: keep this tab in front."
            }
            Self::BusyPool => "A Pool of this page was at work during a sample: wait for its jobs, then run again.",
            Self::MachineSlept => {
                "The machine slept, or its clock was set, during a sample: keep it awake, then compare again."
            }
            Self::FewerWorkers => {
                "The browser has no room for as many workers as were asked for: a pool has fewer, or was left out."
            }
            Self::WorkerLost => {
                "The browser ended a worker during a sample, often for want of memory: close other tabs, or choose less work."
            }
        }
    }
}
