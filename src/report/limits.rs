//! How much may be asked for.

/// Largest pool one may ask for.
pub const MAX_WORKERS: u32 = 256;
/// Largest range one may ask for; a workload's own limit may be lower.
pub const MAX_STEPS: u64 = 1_000_000_000_000;
/// Most tiles a range may be cut into.
pub const MAX_TILES: u32 = 1_000_000;
/// Most rounds one may ask for.
pub const MAX_ROUNDS: u32 = 1_000;
/// Rounds of every experiment on the page.
pub const PAGE_ROUNDS: u32 = 5;
