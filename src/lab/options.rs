//! What may be asked of the lab: typed, and in range by the time it exists.

use crate::kernel::WorkloadId;
use crate::pool::Strategy;

/// Largest pool one may ask for.
pub const MAX_WORKERS: u32 = 256;
/// Largest range one may ask for.
pub const MAX_STEPS: u64 = 1_000_000_000_000;
/// Most tiles a range may be cut into.
pub const MAX_TILES: u32 = 1_000_000;
/// Most rounds one may ask for.
pub const MAX_ROUNDS: u32 = 1_000;
/// The lecture's size of the work.
pub const LECTURE_STEPS: u64 = 30_000_000;

/// A checked request: every field is in its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// What is computed.
    pub workload: WorkloadId,
    /// How; for a comparison, the strategies set against `serial`.
    pub strategies: Vec<Strategy>,
    /// Pool size, 1..=256.
    pub workers: u32,
    /// Size of the range, which starts at 0: 1..=10^12.
    pub steps: u64,
    /// How many tiles the range is cut into: 1..=10^6, at most `steps`.
    pub tiles: u32,
    /// Rounds of a comparison; `None` lets the stop rule choose.
    pub rounds: Option<u32>,
    /// Seed of the order within rounds and of the bootstrap.
    pub seed: u32,
}
