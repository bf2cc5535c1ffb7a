//! Everything the page knows: one struct of signals, one phase.

use std::rc::Rc;

use super::signal::{Signal, create_signal};
use wasm_bindgen_futures::spawn_local;

use super::experiment::{Experiment, Failure, Running};
use super::live::Live;
use super::plan::ROUNDS;
use crate::kernel::WorkloadId;
use crate::lab::{
    self, Calibration, Cancel, CompareReport, Environment, LabError, MAX_SHARED_WORKERS, MAX_STEPS, MAX_WORKERS,
    Options, Progress, RunReport, Strategy, SweepReport, TENFOLD, TenfoldReport,
};

/// The default work is sized to take about this long serially: with five rounds of four strategies, a few seconds in all.
const SERIAL_TARGET_MS: f64 = 400.0;
/// The page asks again before it stands still for longer than this.
const LONG_FREEZE_MS: f64 = 10_000.0;

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

    /// Looks at the browser and sizes the work.
    pub(super) async fn get_ready(self) {
        lab::prepare().await;
        let environment = lab::environment();
        self.workers_text.set(environment.reported_processors.min(MAX_SHARED_WORKERS).to_string());
        self.most_workers_text.set(lab::beyond(environment.reported_processors).to_string());
        if !environment.shared_memory {
            self.watched_strategy.set(Strategy::Isolated);
        }
        super::remember::restore(self);
        self.environment.set(Some(environment));
        super::door::open(self);
        self.size_work().await;
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

    async fn size_work(self) {
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

    /// The steps chosen, or what is wrong with what was typed.
    pub(super) fn steps(self) -> Result<u64, String> {
        let workload = self.workload.get();
        let usual = workload.default_steps();
        match self.size.get() {
            Size::Sized => {
                Ok(self.calibration.get().map_or(usual, |calibration| calibration.steps_within(SERIAL_TARGET_MS)))
            }
            Size::Lecture => Ok(usual),
            Size::TenTimes => Ok((TENFOLD * usual).min(workload.max_steps())),
            Size::Other => {
                let most = workload.max_steps().min(MAX_STEPS);
                // As JavaScript reads numbers; what is none becomes NaN, which no range contains.
                let typed = wasm_bindgen::JsValue::from(self.other_millions.get());
                let steps = (typed.unchecked_into_f64() * 1e6).round();
                let allowed = (1.0..=most as f64).contains(&steps);
                allowed
                    .then_some(steps as u64)
                    .ok_or_else(|| format!("Size: a number of millions, above 0 and at most {}.", most / 1_000_000))
            }
        }
    }

    /// The pool size chosen, or what is wrong with what was typed.
    pub(super) fn workers(self) -> Result<u32, String> {
        whole_number("Workers", &self.workers_text.get(), 1)
    }

    /// The largest pool of a sweep, or what is wrong with what was typed.
    pub(super) fn most_workers(self) -> Result<u32, String> {
        whole_number("Largest pool", &self.most_workers_text.get(), 2)
    }

    /// The comparison to show: the one under way, as far as it is, or the last one.
    pub(super) fn compared(self) -> Option<Rc<CompareReport>> {
        // Both are read, so that both are followed.
        let last = self.report.get();
        self.partial.get().or(last)
    }

    /// Whether a strategy can be run here.
    pub(super) fn is_possible(self, strategy: Strategy) -> bool {
        self.environment.with(|environment| match (strategy, environment) {
            (_, None) => false,
            (Strategy::Serial | Strategy::Interleaved, _) => true,
            (Strategy::Isolated, Some(seen)) => seen.workers_available,
            (Strategy::Shared, Some(seen)) => seen.shared_memory,
        })
    }

    /// The best pool there is here: with shared memory where that exists.
    pub(super) fn best_pool(self) -> Strategy {
        if self.is_possible(Strategy::Shared) { Strategy::Shared } else { Strategy::Isolated }
    }

    /// The strategies of an experiment, `serial` left out.
    pub(super) fn strategies(self, experiment: Experiment) -> Vec<Strategy> {
        match experiment {
            Experiment::Compare => {
                let others = Strategy::ALL.into_iter().filter(|&strategy| strategy != Strategy::Serial);
                others.filter(|&strategy| self.is_possible(strategy)).collect()
            }
            Experiment::Watch => vec![self.watched_strategy.get()],
            Experiment::Sweep | Experiment::Tenfold => vec![self.best_pool()],
        }
    }

    /// What must be mended before an experiment can run, if anything.
    pub(super) fn mistake(self, experiment: Experiment) -> Option<String> {
        let most = || if experiment == Experiment::Sweep { self.most_workers().map(drop) } else { Ok(()) };
        self.steps().and(self.workers().map(drop)).and(most()).err()
    }

    /// How long an experiment will take in all, milliseconds, as far as is known.
    pub(super) fn expected_total_ms(self, experiment: Experiment) -> Option<f64> {
        const MAKING_READY_MS: f64 = 500.0;
        let serial_ms = self.expected_serial_ms(experiment)?;
        let cores = lab::environment().reported_processors;
        let on = |workers: u32| serial_ms / f64::from(workers.min(cores).max(1));
        let workers = self.workers().ok()?;
        let of_strategy = |strategy: Strategy| if strategy.is_parallel() { on(workers) } else { serial_ms };
        let round_ms = match experiment {
            Experiment::Watch => return Some(of_strategy(self.watched_strategy.get()) + MAKING_READY_MS),
            Experiment::Compare => serial_ms + self.strategies(experiment).into_iter().map(of_strategy).sum::<f64>(),
            Experiment::Sweep => {
                let sizes = lab::sweep_sizes(cores, self.most_workers().ok()?);
                serial_ms + sizes.into_iter().map(|size| on(size) + MAKING_READY_MS).sum::<f64>()
            }
            Experiment::Tenfold => 1.1 * (serial_ms + on(workers)),
        };
        Some(f64::from(ROUNDS) * round_ms + 4.0 * MAKING_READY_MS)
    }

    /// How long the longest serial run of an experiment will take here, milliseconds, as far as is known.
    pub(super) fn expected_serial_ms(self, experiment: Experiment) -> Option<f64> {
        let calibration = self.calibration.get()?;
        Some(calibration.expected_ms(self.steps_of(experiment).ok()?))
    }

    /// The steps of an experiment; of the tenfold one, the larger number.
    pub(super) fn steps_of(self, experiment: Experiment) -> Result<u64, String> {
        let steps = self.steps()?;
        Ok(if experiment == Experiment::Tenfold { self.tenth(steps) * TENFOLD } else { steps })
    }

    /// What ten times as much of is allowed.
    fn tenth(self, steps: u64) -> u64 {
        steps.min(self.workload.get().max_steps() / TENFOLD)
    }

    /// The reader asks for an experiment: it starts, unless the page would stand still so long that it asks again.
    pub(super) fn ask(self, experiment: Experiment) {
        let freezes = experiment != Experiment::Watch || self.watched_strategy.get() == Strategy::Serial;
        let is_long = self.expected_serial_ms(experiment).is_some_and(|ms| ms > LONG_FREEZE_MS);
        if freezes && is_long { self.phase.set(Phase::Asking(experiment)) } else { self.start(experiment) }
    }

    /// Starts an experiment with what is chosen, if it is allowed.
    pub(super) fn start(self, experiment: Experiment) {
        let (Ok(steps), Ok(workers)) = (self.steps(), self.workers()) else { return };
        if self.is_running() || self.mistake(experiment).is_some() {
            return;
        }
        // Only a sweep needs it, and its mistake is looked at above.
        let most = self.most_workers().unwrap_or(workers);
        let cancel = Cancel::new();
        self.phase.set(Phase::Running(Running::new(experiment, cancel.clone())));
        let reported = lab::environment().reported_processors;
        let is_watch = experiment == Experiment::Watch;
        let options = Options {
            workload: self.workload.get(),
            strategies: self.strategies(experiment),
            workers,
            sizes: lab::sweep_sizes(reported, most),
            steps: if experiment == Experiment::Tenfold { self.tenth(steps) } else { steps },
            tiles: is_watch.then(|| experiment.tiles(workers)),
            rounds: (!is_watch).then_some(ROUNDS),
            seed: self.seed.get_untracked().unwrap_or_else(lab::drawn_seed),
            is_recorded: true,
            adds_unrecorded: false,
            wants_partial: true,
            is_watched: is_watch,
        };
        self.live.set_silent(Live::default());
        let observer = Rc::new(move |progress| self.note(progress));
        spawn_local(async move {
            super::door::tell_start().await;
            let outcome = self.carry_out(experiment, options, cancel, observer).await;
            self.finished.set(outcome.is_ok().then_some(experiment));
            let partial = self.partial.get_untracked();
            self.partial.set(None);
            if partial.is_some() && self.report.get_untracked().is_none() {
                // Given up, or failed: what was measured is better than nothing.
                self.report.set(partial);
            }
            self.phase.set(match outcome {
                Ok(()) => Phase::Idle,
                Err(error) if error.is_cancelled() => Phase::Idle,
                Err(error) => Phase::Failed(Failure::new(experiment, &error)),
            });
            super::door::tell_report();
        });
    }

    async fn carry_out(
        self,
        experiment: Experiment,
        options: Options,
        cancel: Cancel,
        observer: lab::Observer,
    ) -> Result<(), LabError> {
        match experiment {
            Experiment::Compare => self.report.set(Some(Rc::new(lab::compare(options, cancel, observer).await?))),
            Experiment::Watch => self.watched.set(Some(Rc::new(lab::run(options, cancel, observer).await?))),
            Experiment::Sweep => self.sweep.set(Some(Rc::new(lab::sweep(options, cancel, observer).await?))),
            Experiment::Tenfold => self.tenfold.set(Some(Rc::new(lab::tenfold(options, cancel, observer).await?))),
        }
        Ok(())
    }

    /// Takes note of progress.
    fn note(self, progress: Progress) {
        match &progress {
            // What is measured is shown, and kept if the rest is given up.
            Progress::Compared(report) => {
                self.partial.set(Some(Rc::clone(report)));
                super::door::tell_report();
            }
            Progress::Swept(report) => {
                self.sweep.set(Some(Rc::clone(report)));
                super::door::tell_report();
            }
            // Too often to draw each: whoever draws them looks now and then.
            Progress::Seen(seen) => return self.live.update_silent(|live| live.see(seen.clone())),
            Progress::Running { .. } | Progress::SetAside { .. } => self.live.set_silent(Live::default()),
            _ => {}
        }
        let Phase::Running(mut running) = self.phase.get_untracked() else { return };
        running.note(progress);
        self.phase.set(Phase::Running(running));
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

fn whole_number(name: &str, typed: &str, least: u32) -> Result<u32, String> {
    let number = typed.trim().parse::<u32>().ok().filter(|number| (least..=MAX_WORKERS).contains(number));
    number.ok_or_else(|| format!("{name}: a whole number from {least} to {MAX_WORKERS}."))
}
