//! The check whether a sample counts.

use super::Caveat;

/// The largest difference between the wall clock's and the monotonic clock's duration of a sample, milliseconds. If it is larger,
/// one of the clocks stopped or was set.
const CLOCK_JUMP_MS: f64 = 50.0;
/// The number of times an invalid sample is run again before it is kept with a caveat.
pub const MOST_RETRIES: u32 = 2;

/// The events during one sample that may make it invalid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// Whether the page was hidden at some moment of the sample.
    pub was_hidden: bool,
    /// Whether a worker ended or stopped answering.
    pub lost_worker: bool,
    /// Duration by the wall clock (`Date.now()`), milliseconds.
    pub wall_ms: f64,
    /// Duration by the monotonic clock (`performance.now()`), milliseconds.
    pub monotonic_ms: f64,
}

/// The status of a sample: valid, or the reason why it does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SampleStatus {
    /// It counts.
    Valid,
    /// The page was hidden during it.
    PageHidden,
    /// The machine slept, or its clock was set.
    MachineSlept,
    /// A worker was lost.
    WorkerLost,
}

impl SampleStatus {
    /// Returns the status. A lost worker is checked first, because then there is no result at all.
    pub fn of(circumstances: &Circumstances) -> Self {
        let jump_ms = (circumstances.wall_ms - circumstances.monotonic_ms).abs();
        match circumstances {
            Circumstances { lost_worker: true, .. } => Self::WorkerLost,
            Circumstances { was_hidden: true, .. } => Self::PageHidden,
            _ if jump_ms > CLOCK_JUMP_MS => Self::MachineSlept,
            _ => Self::Valid,
        }
    }

    /// Whether the sample counts.
    pub fn is_valid(self) -> bool {
        self == Self::Valid
    }

    /// Returns the caveat for the reader; `None` for a valid sample.
    pub fn caveat(self) -> Option<Caveat> {
        match self {
            Self::Valid => None,
            Self::PageHidden => Some(Caveat::PageHidden),
            Self::MachineSlept => Some(Caveat::MachineSlept),
            Self::WorkerLost => Some(Caveat::WorkerLost),
        }
    }
}
