//! The page's state: a struct of signals.

mod chosen;
mod experiments;
mod race;

use std::rc::Rc;

use super::signal::{Signal, create_signal};
use every_core::report::{CompareReport, MAX_SHARED_WORKERS, RunReport, Strategy, SweepReport, TenfoldReport};
use wasm_bindgen_futures::spawn_local;

use super::experiment::{Experiment, Failure, Running};
use super::live::Live;
use crate::lab::{self, Calibration, Cancel, Environment};
use every_core::kernel::WorkloadId;

#[derive(Clone)]
pub(super) enum Phase {
    /// Detecting what the browser supports, and sizing the work.
    Loading,
    /// Ready for an experiment.
    Idle,
    /// Waiting for the reader to confirm a long freeze.
    Asking(Experiment),
    /// Running an experiment.
    Running(Running),
    /// The last experiment failed.
    Failed(Failure),
}

/// The amount of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// As much as makes the comparison take a few seconds here.
    Sized,
    /// The number of steps of the lecture, or a similar amount of another workload.
    Lecture,
    /// Ten times the amount of the lecture.
    TenTimes,
    /// The number that the reader typed, in millions.
    Other,
}

/// The page's state. Copies share the same signals.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) phase: Signal<Phase>,
    pub(super) environment: Signal<Option<Environment>>,
    pub(super) workload: Signal<WorkloadId>,
    pub(super) calibration: Signal<Option<Calibration>>,
    pub(super) size: Signal<Size>,
    /// The text that the reader typed; checked by [`State::steps`].
    pub(super) other_millions: Signal<String>,
    /// The text that the reader typed; checked by [`State::workers`].
    pub(super) workers_text: Signal<String>,
    /// The strategy of the watched run in section 2.
    pub(super) watched_strategy: Signal<Strategy>,
    /// The text for the largest pool of a sweep; checked by [`State::most_workers`].
    pub(super) most_workers_text: Signal<String>,
    /// The seed of all experiments. If it is `None`, each draws its own.
    pub(super) seed: Signal<Option<u32>>,
    /// The rounds of a comparison. If it is `None`, the stop rule decides.
    pub(super) rounds: Signal<Option<u32>>,
    /// Whether the next press of the main button begins with a race.
    pub(super) races: Signal<bool>,
    /// The last finished comparison. Before there is one, the finished rounds of the first comparison that was cancelled or
    /// failed. Later ones that fail or are cancelled do not replace it. Nor do failed runs replace `watched` or `tenfold`.
    pub(super) report: Signal<Option<Rc<CompareReport>>>,
    /// The finished rounds of the comparison in progress.
    pub(super) partial: Signal<Option<Rc<CompareReport>>>,
    /// The last experiment, if it finished.
    pub(super) finished: Signal<Option<Experiment>>,
    /// The known tiles of the watched run.
    pub(super) live: Signal<Live>,
    /// The last watched run.
    pub(super) watched: Signal<Option<Rc<RunReport>>>,
    /// The last sweep. Each of its rounds sets it, and cancelling keeps them.
    pub(super) sweep: Signal<Option<Rc<SweepReport>>>,
    /// The last tenfold comparison.
    pub(super) tenfold: Signal<Option<Rc<TenfoldReport>>>,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            phase: create_signal(Phase::Loading),
            environment: create_signal(None),
            workload: create_signal(WorkloadId::DoMath),
            calibration: create_signal(None),
            size: create_signal(Size::Sized),
            other_millions: create_signal("100".to_owned()),
            workers_text: create_signal(String::new()),
            watched_strategy: create_signal(Strategy::Shared),
            most_workers_text: create_signal(String::new()),
            seed: create_signal(None),
            rounds: create_signal(None),
            races: create_signal(true),
            report: create_signal(None),
            partial: create_signal(None),
            finished: create_signal(None),
            live: create_signal(Live::default()),
            watched: create_signal(None),
            sweep: create_signal(None),
            tenfold: create_signal(None),
        }
    }

    /// Detects what the browser supports and sets the defaults accordingly.
    pub(super) async fn look_at_browser(self) -> Environment {
        lab::prepare().await;
        let environment = lab::environment();
        self.workers_text.set(environment.reported_processors.min(MAX_SHARED_WORKERS).to_string());
        self.most_workers_text.set(lab::beyond(environment.reported_processors).to_string());
        if !environment.shared_memory {
            self.watched_strategy.set(Strategy::Isolated);
        }
        environment
    }

    /// Chooses another workload and sizes it.
    pub(super) fn choose_workload(self, workload: WorkloadId) {
        if self.is_running() || self.workload.get() == workload {
            return;
        }
        self.workload.set(workload);
        self.calibration.set(None);
        self.phase.set(Phase::Loading);
        spawn_local(self.size_work());
    }

    /// Measures the speed of the workload here, to size the work.
    pub(super) async fn size_work(self) {
        let workload = self.workload.get_untracked();
        let outcome = lab::calibrate(workload, &Cancel::new()).await;
        if self.workload.get_untracked() != workload {
            // The reader has chosen another workload since, which is being sized.
            return;
        }
        match outcome {
            Ok(calibration) => {
                self.calibration.set(Some(calibration));
                self.end_loading(Phase::Idle);
            }
            Err(error) => self.end_loading(Phase::Failed(Failure::new(Experiment::Compare, &error))),
        }
    }

    /// Ends the phase `Loading`. An experiment that has started since goes on.
    fn end_loading(self, next: Phase) {
        if matches!(self.phase.get_untracked(), Phase::Loading) {
            self.phase.set(next);
        }
    }

    /// Returns the comparison to show: the finished rounds of the one in progress, or the last one.
    pub(super) fn compared(self) -> Option<Rc<CompareReport>> {
        // Both signals are read, so that the running effect follows both.
        let last = self.report.get();
        self.partial.get().or(last)
    }

    /// Cancels the experiment in progress, or the confirmation of a long freeze.
    pub(super) fn cancel(self) {
        match self.phase.get_untracked() {
            Phase::Running(running) => running.cancel.cancel(),
            Phase::Asking(_) => self.phase.set(Phase::Idle),
            Phase::Loading | Phase::Idle | Phase::Failed(_) => {}
        }
    }

    pub(super) fn is_running(self) -> bool {
        self.phase.with(|phase| matches!(phase, Phase::Running(_)))
    }
}
