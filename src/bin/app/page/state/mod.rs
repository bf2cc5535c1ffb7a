//! Everything the page knows: one struct of signals, one phase.

mod chosen;
mod experiments;

use std::rc::Rc;

use super::signal::{Signal, create_signal};
use every_core::report::{CompareReport, MAX_SHARED_WORKERS, RunReport, Strategy, SweepReport, TenfoldReport};
use wasm_bindgen_futures::spawn_local;

use super::experiment::{Experiment, Failure, Running};
use super::live::Live;
use crate::lab::{self, Calibration, Cancel, Environment};
use every_core::kernel::WorkloadId;

/// What the page is doing.
#[derive(Clone)]
pub(super) enum Phase {
    /// Looking at the browser and sizing the work.
    Loading,
    /// Ready for the first, or the next, experiment.
    Idle,
    /// Waiting for the reader to say that a long freeze is meant.
    Asking(Experiment),
    /// An experiment is under way.
    Running(Running),
    /// The last one failed; the sentence says what to do.
    Failed(Failure),
}

/// How much work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// So that the comparison takes a few seconds here.
    Sized,
    /// As in the lecture, or as much of another workload.
    Lecture,
    /// Ten times that.
    TenTimes,
    /// What the reader typed, in millions.
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
    /// As typed; checked by [`State::steps`].
    pub(super) other_millions: Signal<String>,
    /// As typed; checked by [`State::workers`].
    pub(super) workers_text: Signal<String>,
    /// The strategy that section 2 watches.
    pub(super) watched_strategy: Signal<Strategy>,
    /// The largest pool of a sweep, as typed; checked by [`State::most_workers`].
    pub(super) most_workers_text: Signal<String>,
    /// The seed that experiments use; `None` where each draws its own.
    pub(super) seed: Signal<Option<u32>>,
    /// The last comparison that was finished, or, if none was, what the first one had found when it was given up. A new one that
    /// fails or is cancelled does not take it away; nor the others.
    pub(super) report: Signal<Option<Rc<CompareReport>>>,
    /// What the comparison under way has found so far.
    pub(super) partial: Signal<Option<Rc<CompareReport>>>,
    /// The last experiment, if it was finished.
    pub(super) finished: Signal<Option<Experiment>>,
    /// What is known of the run that is being watched.
    pub(super) live: Signal<Live>,
    /// The last run that was watched.
    pub(super) watched: Signal<Option<Rc<RunReport>>>,
    /// The last sweep, also while it is under way.
    pub(super) sweep: Signal<Option<Rc<SweepReport>>>,
    /// The last comparison with ten times the work.
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
            report: create_signal(None),
            partial: create_signal(None),
            finished: create_signal(None),
            live: create_signal(Live::default()),
            watched: create_signal(None),
            sweep: create_signal(None),
            tenfold: create_signal(None),
        }
    }

    /// Looks at the browser, and chooses what suits it.
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

    /// Chooses another workload, and sizes it.
    pub(super) fn choose_workload(self, workload: WorkloadId) {
        if self.is_running() || self.workload.get() == workload {
            return;
        }
        self.workload.set(workload);
        self.calibration.set(None);
        self.phase.set(Phase::Loading);
        spawn_local(self.size_work());
    }

    /// Finds out how much work takes about as long as it should here.
    pub(super) async fn size_work(self) {
        let workload = self.workload.get_untracked();
        let outcome = lab::calibrate(workload, &Cancel::new()).await;
        if self.workload.get_untracked() != workload {
            // The reader has chosen yet another one, which is being sized.
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

    /// An experiment that was begun meanwhile goes on.
    fn end_loading(self, next: Phase) {
        if matches!(self.phase.get_untracked(), Phase::Loading) {
            self.phase.set(next);
        }
    }

    /// The comparison to show: the one under way, as far as it is, or the last one.
    pub(super) fn compared(self) -> Option<Rc<CompareReport>> {
        // Both are read, so that both are followed.
        let last = self.report.get();
        self.partial.get().or(last)
    }

    /// Gives up the experiment under way, or the thought of it.
    pub(super) fn cancel(self) {
        match self.phase.get_untracked() {
            Phase::Running(running) => running.cancel.cancel(),
            Phase::Asking(_) => self.phase.set(Phase::Idle),
            Phase::Loading | Phase::Idle | Phase::Failed(_) => {}
        }
    }

    /// Whether an experiment is under way.
    pub(super) fn is_running(self) -> bool {
        self.phase.with(|phase| matches!(phase, Phase::Running(_)))
    }
}
