//! The limits of the options.

/// The largest number of workers that an option may ask for.
pub const MAX_WORKERS: u32 = 256;
/// The largest number of steps that an option may ask for; a workload's own limit may be lower.
pub const MAX_STEPS: u64 = 1_000_000_000_000;
/// The largest number of tiles that a range may be cut into.
pub const MAX_TILES: u32 = 1_000_000;
/// The largest number of rounds that an option may ask for.
pub const MAX_ROUNDS: u32 = 1_000;
/// The number of rounds that an interval needs. Reports of fewer have the range of the rounds.
pub const FEWEST_ROUNDS: u32 = crate::measure::FEWEST_FOR_INTERVAL as u32;
/// The number of rounds of the page's sweeps and tenfold comparisons: the fewest that carry an interval. Comparisons of strategies go on
/// until they are certain.
pub const PAGE_ROUNDS: u32 = 6;
