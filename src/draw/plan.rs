//! How the page measures.

/// Rounds of every experiment on the page.
pub const ROUNDS: u32 = 5;
