//! The run that Fig. 2 draws as lanes and Fig. 3 sorts. It is one run, so the two figures never contradict each other.

use super::charts::{Activity, Timeline};
use super::door::Reports;
use every_core::measure::LossStack;
use every_core::report::{CompareReport, Lecture, RunReport, Strategy, StrategyReport};

/// Where a run comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The reader watched it.
    Watched,
    /// It is the median run of the last comparison.
    Compared,
    /// It is the lecture's, shown while the reader has none.
    Lecture,
}

/// The run that is shown.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) source: Source,
    pub(super) report: RunReport,
    pub(super) timeline: Timeline,
    /// The time of the serial run of the same work, in milliseconds. It is known for pools, of watched ones after a comparison of the
    /// same work.
    pub(super) serial_ms: Option<f64>,
}

impl Shown {
    /// Returns the watched run if it had this strategy, or the median run of the last comparison; of the two, the later one. It returns
    /// the lecture's if the reader has no runs at all.
    pub(super) fn of(
        reports: &Reports,
        lecture: Option<&Lecture>,
        strategy: Strategy,
        prefers_compared: bool,
    ) -> Option<Self> {
        let (compared, watched) = (reports.compare.as_ref(), reports.run.as_ref());
        if compared.is_none() && watched.is_none() {
            let lecture = &lecture?.compare;
            let entry = entry_of(lecture, strategy).or_else(|| lecture.best_pool())?;
            return Some(Self::new(Source::Lecture, &entry.median_run, serial_of(entry)));
        }
        let watched = watched.filter(|run| run.strategy == strategy).map(|run| {
            let is_same = |compared: &&CompareReport| compared.workload == run.workload && compared.steps == run.steps;
            let serial = compared.filter(is_same).and_then(|compared| compared.strategies.first());
            let serial_ms = serial.filter(|_| strategy.is_parallel()).map(|serial| serial.median_ms);
            Self::new(Source::Watched, run, serial_ms)
        });
        let median = || {
            let entry = entry_of(compared?, strategy)?;
            Some(Self::new(Source::Compared, &entry.median_run, serial_of(entry)))
        };
        if prefers_compared { median().or(watched) } else { watched.or_else(median) }
    }

    fn new(source: Source, report: &RunReport, serial_ms: Option<f64>) -> Self {
        let timeline = Timeline::of(report);
        let busy_ms = timeline.total_ms(Activity::Computing);
        let slower = serial_ms.filter(|_| busy_ms > 0.0).map_or(0.0, |serial_ms| (1.0 - serial_ms / busy_ms).max(0.0));
        Self { source, report: report.clone(), timeline: timeline.with_slower(slower), serial_ms }
    }

    /// Returns where the time of the run's cores went, up to a moment in milliseconds. At its end this is the loss stack of the report.
    /// If no serial time is known, all computing counts as speed-up.
    pub(super) fn stack_at(&self, ms: f64) -> LossStack {
        let elapsed_ms = self.timeline.elapsed_ms.max(f64::MIN_POSITIVE);
        let of = |activity| self.timeline.total_ms_until(activity, ms) / elapsed_ms;
        let computing = of(Activity::Computing);
        let faster = computing * (self.useful_share() - 1.0);
        LossStack {
            speedup: computing + faster,
            inflation: of(Activity::Slower) - faster,
            dispatch: of(Activity::Dispatch),
            gaps: of(Activity::Gap),
            imbalance: of(Activity::Tail),
            join: of(Activity::Join),
        }
    }

    /// Returns the serial time for each millisecond of computing that is not slower work: 1, or more if the pieces took less time than
    /// the serial run.
    pub(super) fn useful_share(&self) -> f64 {
        let computing_ms = self.timeline.total_ms(Activity::Computing);
        self.serial_ms.filter(|_| computing_ms > 0.0).map_or(1.0, |serial_ms| serial_ms / computing_ms)
    }
}

/// Returns the comparison's entry of a strategy.
fn entry_of(compared: &CompareReport, strategy: Strategy) -> Option<&StrategyReport> {
    compared.strategies.iter().find(|entry| entry.strategy == strategy && entry.recorded)
}

/// Returns the serial time of the round of a pool's median run, in milliseconds.
fn serial_of(entry: &StrategyReport) -> Option<f64> {
    entry.stack.as_ref().map(|stack| stack.speedup * entry.median_run.elapsed_ms)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Returns the lecture's run of a strategy.
    pub(crate) fn of_lecture(strategy: Strategy) -> Shown {
        let reports = Reports { reported: 2, compare: None, run: None, sweep: None, tenfold: None };
        Shown::of(&reports, Lecture::new().as_ref(), strategy, false).expect("the lecture has runs")
    }

    #[test]
    fn the_sorted_time_at_the_end_is_the_stack_of_the_report_and_grows_until_then() {
        let lecture = Lecture::new().expect("its times are times");
        let stack = lecture.compare.best_pool().and_then(|pool| pool.stack).expect("a pool has a stack");
        let shown = of_lecture(Strategy::Isolated);
        let parts = |stack: LossStack| {
            [stack.speedup, stack.inflation, stack.dispatch, stack.gaps, stack.imbalance, stack.join]
        };
        let end = parts(shown.stack_at(shown.timeline.elapsed_ms));
        for (at_end, reported) in end.into_iter().zip(parts(stack)) {
            assert!((at_end - reported).abs() < 1e-9, "{end:?} is not {stack:?}");
        }
        let half = shown.stack_at(700.0);
        assert!((half.sum() - 6.0).abs() < 1e-9, "half of the time of twelve cores: {half:?}");
        assert_eq!(shown.stack_at(0.0).sum(), 0.0);
    }

    #[test]
    fn pieces_that_were_faster_than_serially_make_slower_work_negative() {
        let mut report = of_lecture(Strategy::Isolated).report;
        report.strategy = Strategy::Shared;
        let busy_ms: f64 = report.per_worker.iter().map(|worker| worker.busy_ms).sum();
        let shown = Shown::new(Source::Watched, &report, Some(1.25 * busy_ms));
        let stack = shown.stack_at(report.elapsed_ms);
        assert!((stack.speedup - 1.25 * busy_ms / report.elapsed_ms).abs() < 1e-9 && stack.inflation < 0.0);
        assert!((stack.sum() - 12.0).abs() < 1e-9, "{stack:?}");
    }

    #[test]
    fn each_strategy_shows_a_run_of_the_lecture() {
        for (strategy, lanes, ms) in
            [(Strategy::Serial, 1, 7_800.0), (Strategy::Interleaved, 12, 6_300.0), (Strategy::Shared, 12, 1_400.0)]
        {
            let shown = of_lecture(strategy);
            assert_eq!((shown.timeline.lanes.len(), shown.timeline.elapsed_ms), (lanes, ms));
            assert_eq!(shown.serial_ms.is_some(), strategy == Strategy::Shared);
        }
    }
}
