//! The part of a run's time that is in view, for zooming and panning. The code is pure.

use every_core::draw::Scale;

/// The smallest share of a run that can be in view.
const LEAST_SHARE: f64 = 1.0 / 2_000.0;

/// A window on the time of a run, in milliseconds. It never reaches outside the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    from_ms: f64,
    to_ms: f64,
    whole_ms: f64,
}

impl Window {
    /// Returns the window that shows a whole run.
    pub(crate) fn whole(whole_ms: f64) -> Self {
        let whole_ms = whole_ms.max(1e-3);
        Self { from_ms: 0.0, to_ms: whole_ms, whole_ms }
    }

    fn span_ms(self) -> f64 {
        self.to_ms - self.from_ms
    }

    /// Returns the magnification, which is 1 if the whole run is in view.
    pub(crate) fn zoom(self) -> f64 {
        self.whole_ms / self.span_ms()
    }

    fn placed(self, from_ms: f64, span_ms: f64) -> Self {
        let span_ms = span_ms.clamp(self.whole_ms * LEAST_SHARE, self.whole_ms);
        let from_ms = from_ms.clamp(0.0, self.whole_ms - span_ms);
        Self { from_ms, to_ms: from_ms + span_ms, ..self }
    }

    /// Returns the window enlarged by `factor`, with `around_ms` at the same place.
    pub(crate) fn zoomed(self, factor: f64, around_ms: f64) -> Self {
        let span_ms = (self.span_ms() / factor).clamp(self.whole_ms * LEAST_SHARE, self.whole_ms);
        let kept = (around_ms - self.from_ms) / self.span_ms();
        self.placed(around_ms - kept * span_ms, span_ms)
    }

    /// Returns the window moved by a share of its width, to the right if the share is positive.
    pub(crate) fn panned(self, share: f64) -> Self {
        self.placed(self.from_ms + share * self.span_ms(), self.span_ms())
    }

    /// Returns the window moved as little as possible to show `ms` and a margin on both sides.
    pub(crate) fn showing(self, ms: f64) -> Self {
        let margin_ms = 0.05 * self.span_ms();
        let (least_ms, most_ms) = (ms + margin_ms - self.span_ms(), ms - margin_ms);
        self.placed(self.from_ms.clamp(least_ms, most_ms), self.span_ms())
    }

    /// Returns the window moved so that `ms` is in its middle.
    pub(crate) fn centred(self, ms: f64) -> Self {
        self.placed(ms - self.span_ms() / 2.0, self.span_ms())
    }

    /// Returns the time at a share of the window's width.
    pub(crate) fn at(self, share: f64) -> f64 {
        self.from_ms + share.clamp(0.0, 1.0) * self.span_ms()
    }

    /// Returns the place of a time, in percent of the width. It is outside of 0 to 100 if the time is not in view.
    pub(crate) fn percent(self, ms: f64) -> f64 {
        (ms - self.from_ms) / self.span_ms() * 100.0
    }

    /// Returns the begin and width of a stretch of time in percent, cut at the window's edges. `None` if none of it is in view.
    pub(crate) fn stretch(self, begin_ms: f64, end_ms: f64) -> Option<(f64, f64)> {
        let begin = self.percent(begin_ms).max(0.0);
        let width = self.percent(end_ms).min(100.0) - begin;
        (width > 0.0).then_some((begin, width))
    }

    /// Returns the begin and width of the window, in percent of the whole run.
    pub(crate) fn of_whole(self) -> (f64, f64) {
        (self.from_ms / self.whole_ms * 100.0, self.span_ms() / self.whole_ms * 100.0)
    }

    /// Returns the round times in view.
    pub(crate) fn ticks_ms(self) -> impl Iterator<Item = f64> {
        let tick_ms = Scale::up_to(self.span_ms()).tick_ms;
        let first = (self.from_ms / tick_ms).ceil() as u32;
        (first..).map(move |index| f64::from(index) * tick_ms).take_while(move |&ms| ms <= self.to_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zooming_keeps_the_time_under_the_pointer() {
        let window = Window::whole(200.0).zoomed(4.0, 150.0);
        assert_eq!((window.zoom(), window.percent(150.0)), (4.0, 75.0));
        assert_eq!(window.zoomed(0.1, 120.0), Window::whole(200.0), "zooming out stops at the whole run");
    }

    #[test]
    fn panning_stops_at_the_ends() {
        let window = Window::whole(200.0).zoomed(2.0, 0.0);
        assert_eq!(window.panned(-1.0), window);
        assert_eq!(window.panned(9.0).at(1.0), 200.0);
        assert_eq!(window.panned(0.5).at(0.0), 50.0);
    }

    proptest! {
        #[test]
        fn a_window_stays_inside_the_run_and_shows_the_requested_time(
            steps in proptest::collection::vec((0.2..5.0f64, 0.0..1.0f64, -2.0..2.0f64), 0..20), asked in 0.0..1.0f64,
        ) {
            let mut window = Window::whole(300.0);
            for (factor, share, pan) in steps {
                window = window.zoomed(factor, window.at(share)).panned(pan);
                prop_assert!(window.at(0.0) >= 0.0 && window.at(1.0) <= 300.0 + 1e-9);
                prop_assert!((1.0..=2_000.1).contains(&window.zoom()));
                prop_assert!(window.ticks_ms().count() <= 11);
            }
            let at = window.showing(asked * 300.0).percent(asked * 300.0);
            prop_assert!((-1e-6..=100.0 + 1e-6).contains(&at), "{at}");
        }
    }
}
