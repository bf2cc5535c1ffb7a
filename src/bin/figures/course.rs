//! The course of a replay: which moment of the run is shown, and how it is said. The code is pure.

use super::charts::Sorting;
use super::tables::precise_duration;

/// The number of positions of the bar to drag, beside the first.
pub(super) const POSITIONS: u32 = 200;
/// How many times slower than the run a replay can be.
pub(super) const SLOWNESSES: [u32; 4] = [10, 20, 50, 100];
/// The time that a replay should take at least, in milliseconds, unless that would need more than the largest slowness.
const WANTED_MS: f64 = 5_000.0;
/// The longest time between two frames that counts, in milliseconds. While the page is hidden there are none, and the replay waits.
const LONGEST_FRAME_MS: f64 = 250.0;
/// The number of moments that a replay shows if the reader wants no motion.
const STILLS: f64 = 10.0;

/// A replay's two parts, in milliseconds of the run: the run, and the time in which its last pieces are still being sorted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Course {
    pub(super) run_ms: f64,
    pub(super) end_ms: f64,
}

impl Course {
    /// Returns the course of a run that took so many milliseconds.
    pub(super) fn of(run_ms: f64) -> Self {
        let run_ms = if run_ms.is_finite() { run_ms.max(0.0) } else { 0.0 };
        Self { run_ms, end_ms: run_ms + Sorting::flight_ms(run_ms) }
    }

    /// Returns the moment at a position of the bar.
    pub(super) fn at(self, position: u32) -> f64 {
        if position >= POSITIONS { self.end_ms } else { self.end_ms * f64::from(position) / f64::from(POSITIONS) }
    }

    /// Returns the position of the bar at a moment. Only the end has the last position.
    pub(super) fn position(self, at_ms: f64) -> u32 {
        if at_ms >= self.end_ms {
            return POSITIONS;
        }
        ((at_ms / self.end_ms * f64::from(POSITIONS)).round() as u32).min(POSITIONS - 1)
    }

    /// Returns the moment that is shown after so many real milliseconds of a replay.
    pub(super) fn after(self, at_ms: f64, real_ms: f64, slowness: u32) -> f64 {
        (at_ms + real_ms.clamp(0.0, LONGEST_FRAME_MS) / f64::from(slowness.max(1))).min(self.end_ms)
    }

    /// Returns the last moment among the few that are shown without motion.
    pub(super) fn still(self, at_ms: f64) -> f64 {
        if at_ms >= self.end_ms || self.end_ms <= 0.0 {
            return self.end_ms;
        }
        (at_ms / self.end_ms * STILLS).floor() / STILLS * self.end_ms
    }

    /// Returns the slowness to begin with: the least with which the replay can be followed.
    pub(super) fn usual_slowness(self) -> u32 {
        let is_enough = |&slowness: &u32| self.end_ms * f64::from(slowness) >= WANTED_MS;
        SLOWNESSES.into_iter().find(is_enough).unwrap_or(SLOWNESSES[SLOWNESSES.len() - 1])
    }

    /// Describes a moment in words.
    pub(super) fn words(self, at_ms: f64) -> String {
        let whole = precise_duration(self.run_ms);
        match at_ms {
            at_ms if at_ms >= self.end_ms => format!("{whole}, the end: all is sorted"),
            at_ms if at_ms >= self.run_ms => format!("{whole}, the end: the last pieces are being sorted"),
            at_ms => format!("{} of {whole}", precise_duration(at_ms)),
        }
    }

    /// Writes the time of a moment, which stands still when the run is over.
    pub(super) fn time(self, at_ms: f64) -> String {
        precise_duration(at_ms.min(self.run_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_moment_is_said_in_milliseconds_of_the_run() {
        let course = Course::of(290.0);
        let said = |ms| course.words(ms).replace('\u{a0}', " ");
        assert_eq!(said(191.04), "191.0 ms of 290.0 ms");
        assert!(said(295.0).contains("being sorted") && said(course.end_ms).contains("all is sorted"));
        assert_eq!(course.time(300.0).replace('\u{a0}', " "), "290.0 ms");
    }

    #[test]
    fn short_runs_are_slowed_down_more() {
        let usual = [0.5, 20.0, 60.0, 250.0, 1_400.0, 7_800.0].map(|ms| Course::of(ms).usual_slowness());
        assert_eq!(usual, [100, 100, 100, 20, 10, 10]);
    }

    #[test]
    fn a_run_without_a_duration_is_over_at_once() {
        for ms in [0.0, f64::NAN, -1.0] {
            let course = Course::of(ms);
            assert_eq!((course.position(0.0), course.at(POSITIONS), course.still(0.0)), (POSITIONS, 0.0, 0.0));
        }
    }

    proptest! {
        #[test]
        fn every_replay_ends_at_the_end_and_never_goes_back(
            run_ms in 0.1..20_000.0f64, frames in prop::collection::vec(0.0..2_000.0f64, 1..200), slow in 0usize..4,
        ) {
            let (course, mut at) = (Course::of(run_ms), 0.0);
            for real_ms in frames {
                let next = course.after(at, real_ms, SLOWNESSES[slow]);
                prop_assert!(next >= at && next <= course.end_ms && course.still(next) <= next);
                at = next;
            }
            let mut count = 0;
            while at < course.end_ms {
                at = course.after(at, 250.0, SLOWNESSES[slow]);
                count += 1;
                prop_assert!(count < 20_000_000);
            }
            prop_assert_eq!(course.position(at), POSITIONS);
        }

        #[test]
        fn positions_and_moments_agree(run_ms in 0.1..20_000.0f64, position in 0..=POSITIONS) {
            let course = Course::of(run_ms);
            prop_assert_eq!(course.position(course.at(position)), position);
            prop_assert!(position == POSITIONS || course.at(position) < course.end_ms);
        }
    }
}
