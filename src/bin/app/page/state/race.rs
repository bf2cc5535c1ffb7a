//! The race: the same work once on the page's own thread and once on a pool, for the reader to watch before the first comparison.
//! Its runs are watched, so they are not samples, and none of their times is kept.

use std::rc::Rc;

use js_sys::{Error, Function};

use super::super::events;
use super::super::experiment::Experiment;
use super::super::live::Live;
use super::State;
use crate::api::{method, one_of};
use crate::lab::{self, Cancel, Observer, Options, Progress};
use every_core::kernel::WorkloadId;
use every_core::report::Strategy;
use every_core_js::{promise, to_js};

/// The expected time of the race's serial run. The page stands still for that long.
const RACE_SERIAL_MS: f64 = 900.0;

impl State {
    /// Returns the function that makes a run of the race, if this comparison begins with one: that of the first press of the main
    /// button. The race is the lecture's loop, whose sum is known in advance. The function takes the name of a strategy, and returns a
    /// promise of the run's report.
    pub(super) fn race(self, options: &Options, cancel: &Cancel) -> Option<Function> {
        let calibration = self.calibration.get_untracked()?;
        let is_due = self.races.get_untracked() && options.workload == WorkloadId::DoMath;
        if options.continues || !is_due || !self.is_possible(self.best_pool()) {
            return None;
        }
        self.races.set_silent(false);
        let options = Options {
            steps: calibration.steps_within(RACE_SERIAL_MS),
            tiles: Some(Experiment::Watch.tiles(options.workers)),
            is_watched: true,
            ..options.clone()
        };
        let cancel = cancel.clone();
        let observer: Observer = Rc::new(move |progress| match progress {
            Progress::Seen(seen) => self.live.update_silent(|live| live.see(seen)),
            Progress::Running { .. } | Progress::SetAside { .. } => {
                self.live.set_silent(Live::default());
                events::race();
            }
            _ => {}
        });
        Some(method(move |name| {
            let strategy = one_of(&name, "strategy", Strategy::from_name, &Strategy::ALL.map(Strategy::name))?;
            let strategies = vec![strategy.unwrap_or(Strategy::Serial)];
            let (options, cancel) = (Options { strategies, ..options.clone() }, cancel.clone());
            let run = lab::run(options, cancel, Rc::clone(&observer));
            let report = async move { Ok(to_js(&run.await.map_err(|error| Error::new(&error.to_string()))?)) };
            Ok(promise(Box::pin(report)).into())
        }))
    }
}
