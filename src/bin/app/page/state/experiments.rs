//! The start, progress and outcome of the page's experiments.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::super::events;
use super::super::experiment::{Experiment, Failure, Running};
use super::super::live::Live;
use super::{Phase, State};
use crate::lab::{self, Cancel, LabError, Options, Progress};
use every_core::report::{CompareReport, PAGE_ROUNDS, Strategy, StrategyReport};

/// The page asks for confirmation before a longer freeze than this.
const LONG_FREEZE_MS: f64 = 10_000.0;

/// The rounds that the button "Five more rounds" adds.
const ADDED_ROUNDS: u32 = 5;

impl State {
    /// Starts an experiment, or asks for confirmation first if the page would freeze for long.
    pub(in crate::page) fn ask(self, experiment: Experiment) {
        let freezes = experiment != Experiment::Watch || self.watched_strategy.get() == Strategy::Serial;
        let is_long = self.expected_serial_ms(experiment).is_some_and(|ms| ms > LONG_FREEZE_MS);
        if freezes && is_long { self.phase.set(Phase::Asking(experiment)) } else { self.start(experiment) }
    }

    /// Starts an experiment with the chosen settings, if they are valid and no other is in progress.
    pub(in crate::page) fn start(self, experiment: Experiment) {
        if self.mistake(experiment).is_none() {
            self.begin(experiment, None);
        }
    }

    /// Adds rounds to the last comparison, with its settings, if no experiment is in progress.
    pub(in crate::page) fn add_rounds(self) {
        if let Some(report) = self.report.get_untracked() {
            self.begin(Experiment::Compare, Some(report));
        }
    }

    /// Whether the last comparison has an interval that is wider than ±3 %, or too few rounds to tell.
    pub(in crate::page) fn is_uncertain(self) -> bool {
        let is_open = |entry: &StrategyReport| entry.strategy != Strategy::Serial && !entry.resolved;
        self.report.with(|report| report.as_ref().is_some_and(|report| report.strategies.iter().any(is_open)))
    }

    fn begin(self, experiment: Experiment, continued: Option<Rc<CompareReport>>) {
        let chosen = (self.steps(), self.workers());
        let (steps, workers) = match (&continued, chosen) {
            _ if self.is_running() => return,
            (Some(report), _) => (report.steps, report.workers),
            (None, (Ok(steps), Ok(workers))) => (steps, workers),
            (None, _) => return,
        };
        // Only a sweep uses this number, and it was checked above.
        let most = self.most_workers().unwrap_or(workers);
        let cancel = Cancel::new();
        self.phase.set(Phase::Running(Running::new(experiment, cancel.clone())));
        let reported = lab::environment().reported_processors;
        let is_watch = experiment == Experiment::Watch;
        let options = Options {
            workload: continued.as_ref().map_or_else(|| self.workload.get(), |report| report.workload),
            strategies: continued.as_ref().map_or_else(
                || self.strategies(experiment),
                |report| report.strategies.iter().map(|entry| entry.strategy).collect(),
            ),
            workers,
            takes_fewer: true,
            sizes: lab::sweep_sizes(reported, most),
            steps: if experiment == Experiment::Tenfold { self.tenth(steps) } else { steps },
            tiles: is_watch.then(|| experiment.tiles(workers)),
            // A comparison goes on until it is certain within ±3 %, or for 20 s, unless a script of the page chose its rounds.
            rounds: match experiment {
                Experiment::Compare => continued.as_ref().map(|_| ADDED_ROUNDS).or(self.rounds.get_untracked()),
                Experiment::Watch => None,
                Experiment::Sweep | Experiment::Tenfold => Some(PAGE_ROUNDS),
            },
            continues: continued.is_some(),
            is_kept: experiment == Experiment::Compare,
            seed: match continued {
                Some(report) => report.seed,
                None => self.seed.get_untracked().unwrap_or_else(lab::drawn_seed),
            },
            is_recorded: true,
            adds_unrecorded: false,
            wants_partial: true,
            is_watched: is_watch,
        };
        self.live.set_silent(Live::default());
        let last_sweep = self.sweep.get_untracked();
        let observer = Rc::new(move |progress| self.note(progress));
        let race = (experiment == Experiment::Compare).then(|| self.race(&options, &cancel)).flatten();
        spawn_local(async move {
            // If it is cancelled here, the experiment ends at its first step.
            let _ = cancel.or_cancelled(events::start(race)).await;
            let outcome = self.carry_out(experiment, options, cancel, observer).await;
            self.finished.set(outcome.is_ok().then_some(experiment));
            if experiment == Experiment::Sweep && outcome.is_err() && last_sweep.is_some() {
                // As with comparisons, one that was cancelled or has failed does not replace another one.
                self.sweep.set(last_sweep);
            }
            let partial = self.partial.get_untracked();
            self.partial.set(None);
            if partial.is_some() && self.report.get_untracked().is_none() {
                // The experiment was cancelled or failed before any comparison was complete. Its finished rounds are kept.
                self.report.set(partial);
            }
            self.phase.set(match outcome {
                Ok(()) => Phase::Idle,
                Err(error) if error.is_cancelled() => Phase::Idle,
                Err(error) => Phase::Failed(Failure::new(experiment, &error)),
            });
            events::report();
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

    /// Handles a progress message.
    fn note(self, progress: Progress) {
        match &progress {
            // The finished rounds are shown, and are kept if the experiment is cancelled.
            Progress::Compared(report) => {
                self.partial.set(Some(Rc::clone(report)));
                events::report();
            }
            Progress::Swept(report) => {
                self.sweep.set(Some(Rc::clone(report)));
                events::report();
            }
            // These come too often to draw each one. The figures poll the tiles with a timer.
            Progress::Seen(seen) => return self.live.update_silent(|live| live.see(seen.clone())),
            Progress::Running { .. } | Progress::SetAside { .. } => self.live.set_silent(Live::default()),
            _ => {}
        }
        let Phase::Running(mut running) = self.phase.get_untracked() else { return };
        running.note(progress);
        self.phase.set(Phase::Running(running));
    }
}
