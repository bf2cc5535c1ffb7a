//! The caveats of one sample, and a list that has each caveat once.

use super::assemble::Sample;
use super::session::environment;
use crate::pool::Environment;
use every_core::measure::{Caveat, min_sample_ms};

/// Caveats, each once.
#[derive(Default)]
pub(super) struct Caveats(pub(super) Vec<Caveat>);

impl Caveats {
    /// Adds the caveat if it holds.
    pub(super) fn add_if(&mut self, holds: bool, caveat: Caveat) {
        if holds && !self.0.contains(&caveat) {
            self.0.push(caveat);
        }
    }
}

/// Returns the caveats of a single sample.
pub(super) fn caveats_of(sample: &Sample) -> Vec<Caveat> {
    let mut caveats = Caveats::default();
    note_sample(&mut caveats, sample, &environment());
    caveats.0
}

/// Adds the caveats of a sample.
pub(super) fn note_sample(caveats: &mut Caveats, sample: &Sample, environment: &Environment) {
    let is_parallel = sample.strategy.is_parallel();
    let is_short = sample.elapsed_ms < min_sample_ms(environment.timer_resolution_ms);
    caveats.add_if(is_short, Caveat::CoarseTimer);
    let is_large = is_parallel && sample.workers.len() as u32 > environment.reported_processors;
    caveats.add_if(is_large, Caveat::PoolLargerThanReported);
    caveats.add_if(!environment.shared_memory, Caveat::NotIsolated);
    caveats.add_if(sample.beside_busy_pool, Caveat::BusyPool);
    let statuses = sample.set_aside.iter().map(|(status, _)| status).chain([&sample.status]);
    for caveat in statuses.filter_map(|status| status.caveat()) {
        caveats.add_if(true, caveat);
    }
}
