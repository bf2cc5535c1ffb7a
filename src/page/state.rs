//! Everything the page knows: one struct of signals, one phase.

use std::rc::Rc;

use sycamore::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::kernel::WorkloadId;
use crate::lab::Strategy;
use crate::lab::{
    self, Calibration, Cancel, CompareReport, Environment, LECTURE_STEPS, MAX_STEPS, MAX_WORKERS, Options, Progress,
};

/// Rounds of a comparison on the page.
pub(super) const ROUNDS: u32 = 5;
/// The default work is sized to take about this long serially: with five rounds, a few seconds in all.
const SERIAL_TARGET_MS: f64 = 600.0;

/// What the page is doing.
#[derive(Clone)]
pub(super) enum Phase {
    /// Looking at the browser and sizing the work.
    Loading,
    /// Ready for the first, or the next, comparison.
    Idle,
    /// A comparison is under way.
    Running(Running),
    /// The last one failed; the sentence says what to do.
    Failed(String),
}

/// A comparison under way.
#[derive(Clone)]
pub(super) struct Running {
    pub(super) cancel: Cancel,
    pub(super) last: Option<Progress>,
    pub(super) samples_done: u32,
    pub(super) samples_total: u32,
}

/// How much work is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Size {
    /// So that the comparison takes a few seconds here.
    Sized,
    /// As in the lecture.
    Lecture,
    /// Ten times the lecture's.
    TenTimes,
    /// What the reader typed, in millions.
    Other,
}

/// The page's state. Copies share the same signals.
#[derive(Clone, Copy)]
pub(super) struct State {
    pub(super) phase: Signal<Phase>,
    pub(super) environment: Signal<Option<Environment>>,
    pub(super) calibration: Signal<Option<Calibration>>,
    pub(super) size: Signal<Size>,
    /// As typed; checked by [`State::steps`].
    pub(super) other_millions: Signal<String>,
    /// As typed; checked by [`State::workers`].
    pub(super) workers_text: Signal<String>,
    /// The last comparison that was finished. A new one that fails or is cancelled does not take it away.
    pub(super) report: Signal<Option<Rc<CompareReport>>>,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            phase: create_signal(Phase::Loading),
            environment: create_signal(None),
            calibration: create_signal(None),
            size: create_signal(Size::Sized),
            other_millions: create_signal("100".to_owned()),
            workers_text: create_signal(String::new()),
            report: create_signal(None),
        }
    }

    /// Looks at the browser and sizes the work.
    pub(super) async fn get_ready(self) {
        lab::prepare().await;
        let environment = lab::environment();
        self.workers_text.set(environment.reported_processors.to_string());
        self.environment.set(Some(environment));
        match lab::calibrate(WorkloadId::DoMath, SERIAL_TARGET_MS, &Cancel::new()).await {
            Ok(calibration) => {
                self.calibration.set(Some(calibration));
                self.phase.set(Phase::Idle);
            }
            Err(error) => self.phase.set(Phase::Failed(error.to_string())),
        }
    }

    /// The steps chosen, or what is wrong with what was typed.
    pub(super) fn steps(self) -> Result<u64, String> {
        match self.size.get() {
            Size::Sized => Ok(self.calibration.get().map_or(LECTURE_STEPS, |calibration| calibration.steps)),
            Size::Lecture => Ok(LECTURE_STEPS),
            Size::TenTimes => Ok(10 * LECTURE_STEPS),
            Size::Other => {
                let most = MAX_STEPS / 1_000_000;
                let millions = wasm_bindgen::JsValue::from(self.other_millions.get_clone()).unchecked_into_f64();
                let steps = (millions * 1e6).round();
                let allowed = (1.0..=MAX_STEPS as f64).contains(&steps);
                allowed
                    .then_some(steps as u64)
                    .ok_or_else(|| format!("Size: a number of millions, above 0 and at most {most}."))
            }
        }
    }

    /// The pool size chosen, or what is wrong with what was typed.
    pub(super) fn workers(self) -> Result<u32, String> {
        let typed = self.workers_text.get_clone().trim().parse::<u32>();
        let workers = typed.ok().filter(|workers| (1..=MAX_WORKERS).contains(workers));
        workers.ok_or_else(|| format!("Workers: a whole number from 1 to {MAX_WORKERS}."))
    }

    /// The strategies that can be compared with `serial` here.
    fn others(self) -> Vec<Strategy> {
        self.environment.with(|environment| {
            let possible = |strategy: &Strategy| match (strategy, environment) {
                (_, None) | (Strategy::Serial, _) => false,
                (Strategy::Interleaved, _) => true,
                (Strategy::Isolated, Some(seen)) => seen.workers_available,
                (Strategy::Shared, Some(seen)) => seen.shared_memory,
            };
            Strategy::ALL.into_iter().filter(possible).collect()
        })
    }

    /// How long one serial run will take here, milliseconds, as far as is known.
    pub(super) fn expected_serial_ms(self) -> Option<f64> {
        let calibration = self.calibration.get()?;
        Some(calibration.ms_per_step * self.steps().ok()? as f64)
    }

    /// How long the whole comparison will take, milliseconds: rounds of a serial run and of a pool's, and the making ready.
    pub(super) fn expected_total_ms(self) -> Option<f64> {
        const MAKING_READY_MS: f64 = 1_000.0;
        let serial_ms = self.expected_serial_ms()?;
        let cores =
            self.environment.with(|environment| environment.as_ref().map_or(1, |seen| seen.reported_processors));
        let pooled = f64::from(self.workers().ok()?.min(cores)).max(1.0);
        Some(f64::from(ROUNDS) * (serial_ms + serial_ms / pooled) + MAKING_READY_MS)
    }

    /// Starts a comparison with what is chosen, if it is allowed.
    pub(super) fn start(self) {
        let (Ok(steps), Ok(workers)) = (self.steps(), self.workers()) else { return };
        let strategies = self.others();
        let cancel = Cancel::new();
        let samples_total = ROUNDS * (1 + strategies.len() as u32);
        self.phase.set(Phase::Running(Running { cancel: cancel.clone(), last: None, samples_done: 0, samples_total }));
        let options = Options {
            workload: WorkloadId::DoMath,
            strategies,
            workers,
            steps,
            sizes: Vec::new(),
            tiles: None,
            is_recorded: true,
            rounds: Some(ROUNDS),
            seed: (js_sys::Math::random() * f64::from(u32::MAX)) as u32,
        };
        let observer = Rc::new(move |progress| self.note(progress));
        spawn_local(async move {
            let outcome = lab::compare(options, cancel, observer).await;
            self.phase.set(match outcome {
                Ok(report) => {
                    self.report.set(Some(Rc::new(report)));
                    Phase::Idle
                }
                Err(error) if error.is_cancelled() => Phase::Idle,
                Err(error) => Phase::Failed(error.to_string()),
            });
        });
    }

    /// Takes note of progress.
    fn note(self, progress: Progress) {
        let Phase::Running(mut running) = self.phase.get_clone() else { return };
        running.samples_done += u32::from(matches!(progress, Progress::Sampled { .. }));
        running.last = Some(progress);
        self.phase.set(Phase::Running(running));
    }

    /// Gives up the comparison under way.
    pub(super) fn cancel(self) {
        if let Phase::Running(running) = self.phase.get_clone() {
            running.cancel.cancel();
        }
    }

    /// Whether a comparison is under way.
    pub(super) fn is_running(self) -> bool {
        self.phase.with(|phase| matches!(phase, Phase::Running(_)))
    }
}
