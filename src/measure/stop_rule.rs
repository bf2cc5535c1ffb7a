//! The rule that ends an experiment when enough rounds have been run.

use super::Interval;

/// The number of rounds that an interval needs, however narrow it is.
const FEWEST_ROUNDS: u32 = 5;
/// The time after which the experiment ends in any case, milliseconds.
const LONGEST_MS: f64 = 60_000.0;

/// The decision after a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Run another round.
    Continue,
    /// Every interval's half-width is at most 3 % of its value.
    Resolved,
    /// The rounds or the time are used up, and some interval is still wider.
    Unresolved,
}

/// A rule that stops after the rounds that the reader chose, or else as soon as every interval is narrow enough, or after 60 s.
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
            None if rounds < FEWEST_ROUNDS => spent_ms >= LONGEST_MS && rounds > 0,
            None => resolved || spent_ms >= LONGEST_MS,
        };
        match (is_over, resolved) {
            (false, _) => Verdict::Continue,
            (true, true) => Verdict::Resolved,
            (true, false) => Verdict::Unresolved,
        }
    }
}
