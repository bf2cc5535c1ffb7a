//! What the page can be asked to do, and how far it is.

use crate::lab::{Cancel, LabError, Progress};

/// Pieces for each worker where the cores are watched: enough to see them being handed out.
const WATCHED_TILES_PER_WORKER: u32 = 8;

/// One of the page's experiments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Experiment {
    /// Every strategy that can run here, in rounds.
    Compare,
    /// One run of one strategy in many pieces, watched while it goes on.
    Watch,
    /// Rounds over pool sizes.
    Sweep,
    /// `serial` and a pool over the work and ten times the work, in rounds.
    Tenfold,
}

impl Experiment {
    /// Into how many pieces the watched run is cut.
    pub(super) fn tiles(self, workers: u32) -> u32 {
        WATCHED_TILES_PER_WORKER * workers
    }
}

/// An experiment under way.
#[derive(Clone)]
pub(super) struct Running {
    pub(super) experiment: Experiment,
    pub(super) cancel: Cancel,
    /// The last thing that happened.
    pub(super) last: Option<Progress>,
    pub(super) samples_done: u32,
    /// 0 until it is known.
    pub(super) samples_total: u32,
    /// When the first timed run began, milliseconds of the page's clock: what comes before it says nothing of what is left.
    began_ms: Option<f64>,
}

impl Running {
    pub(super) fn new(experiment: Experiment, cancel: Cancel) -> Self {
        Self { experiment, cancel, last: None, samples_done: 0, samples_total: 0, began_ms: None }
    }

    /// Takes note of progress.
    pub(super) fn note(&mut self, progress: Progress) {
        match progress {
            Progress::Running { .. } => {
                self.began_ms.get_or_insert_with(crate::lab::now_ms);
            }
            Progress::Sampled { done, total, .. } => (self.samples_done, self.samples_total) = (done, total),
            _ => {}
        }
        self.last = Some(progress);
    }

    /// How long the rest will take, milliseconds, if it goes on as it went; `None` before the first sample.
    pub(super) fn left_ms(&self) -> Option<f64> {
        let spent_ms = crate::lab::now_ms() - self.began_ms?;
        let (done, total) = (f64::from(self.samples_done), f64::from(self.samples_total));
        (done > 0.0).then(|| spent_ms / done * (total - done))
    }
}

/// An experiment that failed.
#[derive(Clone)]
pub(super) struct Failure {
    pub(super) experiment: Experiment,
    /// What happened, and what to do about it.
    pub(super) sentence: String,
}

impl Failure {
    pub(super) fn new(experiment: Experiment, error: &LabError) -> Self {
        Self { experiment, sentence: error.to_string() }
    }
}
