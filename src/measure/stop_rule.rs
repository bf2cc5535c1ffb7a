//! The rule that ends an experiment when enough rounds have been run.

use super::Interval;
use super::interval::FEWEST_FOR_INTERVAL;

/// The time after which an experiment ends that has enough rounds for an interval, milliseconds.
const LONG_MS: f64 = 20_000.0;
/// The time after which it ends with any number of rounds, milliseconds.
const LONGEST_MS: f64 = 60_000.0;
/// The number of rounds after which it ends in any case.
const MOST_ROUNDS: u32 = 1_000;

/// The decision after a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Run another round.
    Continue,
    /// Every interval is resolved: its half-width is at most 3 % of its value.
    Resolved,
    /// The rounds or the time are used up, and some interval is not resolved.
    Unresolved,
}

/// A rule that stops after the rounds that the reader chose. Without a choice, it stops as soon as every interval is resolved, or
/// after 20 s (but then only with the six rounds that an interval needs, or after 60 s).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StopRule {
    /// The rounds the reader chose.
    pub rounds: Option<u32>,
}

impl StopRule {
    /// Returns the verdict after `rounds` rounds and `spent_ms` milliseconds; `intervals` has one entry per strategy compared
    /// with `serial`.
    pub fn verdict(&self, rounds: u32, spent_ms: f64, intervals: &[Interval]) -> Verdict {
        let resolved = intervals.iter().all(Interval::is_resolved);
        let is_over = match self.rounds {
            Some(chosen) => rounds >= chosen,
            None if (rounds as usize) < FEWEST_FOR_INTERVAL => rounds > 0 && spent_ms >= LONGEST_MS,
            None => resolved || spent_ms >= LONG_MS || rounds >= MOST_ROUNDS,
        };
        match (is_over, resolved) {
            (false, _) => Verdict::Continue,
            (true, true) => Verdict::Resolved,
            (true, false) => Verdict::Unresolved,
        }
    }
}
