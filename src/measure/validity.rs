//! Which samples count.

use super::Caveat;

/// A wall clock and a monotonic clock that disagree by more than this about a sample, milliseconds, were not both
/// running.
const CLOCK_JUMP_MS: f64 = 50.0;
/// How often an invalid sample is run again before it is reported instead.
pub const MOST_RETRIES: u32 = 2;

/// What went on around one sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// The page was hidden at some moment of the sample.
    pub was_hidden: bool,
    /// A worker ended or stopped answering.
    pub lost_worker: bool,
    /// Duration by the wall clock (`Date.now()`), milliseconds.
    pub wall_ms: f64,
    /// Duration by the monotonic clock (`performance.now()`), milliseconds.
    pub monotonic_ms: f64,
}

/// Whether a sample counts.
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
    /// The judgement: a lost worker first, for then there is no result at all.
    pub fn of(circumstances: &Circumstances) -> Self {
        let jump_ms = (circumstances.wall_ms - circumstances.monotonic_ms).abs();
        match circumstances {
            Circumstances { lost_worker: true, .. } => Self::WorkerLost,
            Circumstances { was_hidden: true, .. } => Self::PageHidden,
            _ if jump_ms > CLOCK_JUMP_MS => Self::MachineSlept,
            _ => Self::Valid,
        }
    }

    /// Whether it counts.
    pub fn is_valid(self) -> bool {
        self == Self::Valid
    }

    /// What to tell the reader; `None` for a valid sample.
    pub fn caveat(self) -> Option<Caveat> {
        match self {
            Self::Valid => None,
            Self::PageHidden => Some(Caveat::PageHidden),
            Self::MachineSlept => Some(Caveat::MachineSlept),
            Self::WorkerLost => Some(Caveat::WorkerLost),
        }
    }
}
