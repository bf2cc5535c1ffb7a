//! The scale of a time axis, which begins at zero and has round ticks.

use crate::measure::power_of_ten_below;

/// A scale that maps milliseconds to percent of the plot's width. With percentages, text keeps its size when the plot is resized.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    end_ms: f64,
    /// The distance between two ticks, milliseconds.
    pub tick_ms: f64,
}

impl Scale {
    /// Creates a scale that shows `0..=longest_ms`, with a small margin, and four to eight ticks.
    pub fn up_to(longest_ms: f64) -> Self {
        let end_ms = longest_ms.max(1e-3) * 1.03;
        let rough_ms = end_ms / 3.0;
        let power = power_of_ten_below(rough_ms);
        let tick_ms =
            [5.0, 2.0, 1.0].into_iter().map(|step| step * power).find(|&tick| tick <= rough_ms).unwrap_or(power);
        Self { end_ms, tick_ms }
    }

    /// Returns the position of a time, percent of the width.
    pub fn percent(&self, ms: f64) -> f64 {
        (ms / self.end_ms * 100.0).clamp(0.0, 100.0)
    }

    /// Returns the ticks, from zero.
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
        fn there_are_four_to_eight_ticks_inside_the_plot(longest_ms in 1e-3..1e8f64) {
            let scale = Scale::up_to(longest_ms);
            let ticks: Vec<f64> = scale.ticks_ms().collect();
            prop_assert!((4..=8).contains(&ticks.len()), "{} ticks", ticks.len());
            prop_assert!(ticks.iter().all(|&ms| (0.0..=100.0).contains(&scale.percent(ms))));
            prop_assert!(scale.percent(longest_ms) < 100.0);
        }
    }
}
