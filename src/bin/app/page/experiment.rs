//! The page's experiments and their progress.

use crate::lab::{Cancel, LabError, Progress};

/// The tiles for each worker of a watched run: enough to show how they are handed out.
const WATCHED_TILES_PER_WORKER: u32 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Experiment {
    /// Every strategy that can run here, in rounds.
    Compare,
    /// One run of one strategy in many tiles, shown while it runs.
    Watch,
    /// Pools of several sizes, in rounds.
    Sweep,
    /// `serial` and a pool over the work and ten times the work, in rounds.
    Tenfold,
}

impl Experiment {
    /// Returns the number of tiles of a watched run.
    pub(super) fn tiles(self, workers: u32) -> u32 {
        WATCHED_TILES_PER_WORKER * workers
    }
}

#[derive(Clone)]
pub(super) struct Running {
    pub(super) experiment: Experiment,
    pub(super) cancel: Cancel,
    /// The latest progress message.
    pub(super) last: Option<Progress>,
    pub(super) samples_done: u32,
    /// The number of samples of the whole experiment, or 0 while it is unknown.
    pub(super) samples_total: u32,
    /// The start of the first timed run, in milliseconds of the page's clock. Earlier times say nothing about the time left.
    began_ms: Option<f64>,
}

impl Running {
    pub(super) fn new(experiment: Experiment, cancel: Cancel) -> Self {
        Self { experiment, cancel, last: None, samples_done: 0, samples_total: 0, began_ms: None }
    }

    /// Records a progress message.
    pub(super) fn note(&mut self, progress: Progress) {
        match progress {
            Progress::Running { .. } => {
                self.began_ms.get_or_insert_with(crate::lab::now_ms);
            }
            Progress::Sampled { done, total, .. } | Progress::LeftOut { done, total, .. } => {
                (self.samples_done, self.samples_total) = (done, total)
            }
            _ => {}
        }
        self.last = Some(progress);
    }

    /// Returns the estimated remaining time in milliseconds, at the average time per sample. `None` before the first sample.
    pub(super) fn left_ms(&self) -> Option<f64> {
        let spent_ms = crate::lab::now_ms() - self.began_ms?;
        let (done, total) = (f64::from(self.samples_done), f64::from(self.samples_total));
        (done > 0.0).then(|| spent_ms / done * (total - done))
    }
}

#[derive(Clone)]
pub(super) struct Failure {
    pub(super) experiment: Experiment,
    /// What happened, and what the reader can do.
    pub(super) sentence: String,
}

impl Failure {
    pub(super) fn new(experiment: Experiment, error: &LabError) -> Self {
        Self { experiment, sentence: error.to_string() }
    }
}
