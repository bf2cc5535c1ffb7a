//! An axis of time: from zero, with round ticks.

use crate::measure::power_of_ten_below;

/// Maps milliseconds to percent of the plot's width, so that text need not scale with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    end_ms: f64,
    /// Distance between two ticks, milliseconds.
    pub tick_ms: f64,
}

impl Scale {
    /// A scale that shows `0..=longest_ms`, with a little air, and four to eight ticks.
    pub fn up_to(longest_ms: f64) -> Self {
        let end_ms = longest_ms.max(1e-3) * 1.03;
        let rough_ms = end_ms / 3.0;
        let power = power_of_ten_below(rough_ms);
        let tick_ms =
            [5.0, 2.0, 1.0].into_iter().map(|step| step * power).find(|&tick| tick <= rough_ms).unwrap_or(power);
        Self { end_ms, tick_ms }
    }

    /// Where a time lies, percent of the width.
    pub fn percent(&self, ms: f64) -> f64 {
        (ms / self.end_ms * 100.0).clamp(0.0, 100.0)
    }

    /// The ticks, from zero.
    pub fn ticks_ms(&self) -> impl Iterator<Item = f64> {
        let (tick_ms, end_ms) = (self.tick_ms, self.end_ms);
        (0..).map(move |index| f64::from(index) * tick_ms).take_while(move |&ms| ms <= end_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ticks_are_few_round_and_inside(longest_ms in 1e-3..1e8f64) {
            let scale = Scale::up_to(longest_ms);
            let ticks: Vec<f64> = scale.ticks_ms().collect();
            prop_assert!((4..=8).contains(&ticks.len()), "{} ticks", ticks.len());
            prop_assert!(ticks.iter().all(|&ms| (0.0..=100.0).contains(&scale.percent(ms))));
            prop_assert!(scale.percent(longest_ms) < 100.0);
        }
    }
}
