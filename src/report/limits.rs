//! How much may be asked for.

/// Largest pool one may ask for.
pub const MAX_WORKERS: u32 = 256;
/// Largest range one may ask for; a workload's own limit may be lower.
pub const MAX_STEPS: u64 = 1_000_000_000_000;
/// Most tiles a range may be cut into.
pub const MAX_TILES: u32 = 1_000_000;
/// Most rounds one may ask for.
pub const MAX_ROUNDS: u32 = 1_000;
/// The lecture's size of the work.
pub const LECTURE_STEPS: u64 = 30_000_000;
