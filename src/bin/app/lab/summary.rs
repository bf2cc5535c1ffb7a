//! Summarises rounds: each contender's part of a report, and the caveats.

use super::assemble::{Sample, run_report};
use super::rounds::{Contender, Rounds};
use super::session::environment;
use crate::pool::Environment;
use every_core::measure::{
    Caveat, SampleStatus, break_even_runs, efficiency, is_drifting, is_slow_first, is_slower_together, karp_flatt,
    largest_loss, loss_stack, mad, median, min_sample_ms, pace, pop_efficiencies, reports_too_few, tukey_outliers,
};
use every_core::report::StrategyReport;

impl Rounds<'_> {
    /// Returns one contender's part of the report, or `None` if it never finished a run.
    pub(super) fn summary(&self, contender: &Contender) -> Option<StrategyReport> {
        let samples_ms = contender.elapsed_ms();
        let interval = self.speedup(contender);
        let middle = contender.median_round()?;
        let sample = contender.samples.get(middle)?;
        let t1_ms = self.contenders[contender.baseline].samples.get(middle)?.times.elapsed_ms;
        let (strategy, workers) = (contender.strategy, contender.workers);
        let spawn_ms = median(&contender.samples.iter().map(|sample| sample.spawn_ms).collect::<Vec<_>>());
        let stack = contender.has_stack().then(|| loss_stack(t1_ms, &sample.times));
        Some(StrategyReport {
            strategy,
            recorded: contender.order.is_recorded,
            median_ms: median(&samples_ms),
            mad_ms: mad(&samples_ms),
            speedup: interval.value,
            speedup_low: interval.low,
            speedup_high: interval.high,
            confidence: interval.confidence(),
            resolved: interval.is_resolved(),
            invalid: contender.samples.iter().map(not_counted).sum(),
            outliers: tukey_outliers(&samples_ms).into_iter().map(|index| index as u32).collect(),
            spawn_ms,
            largest_loss: stack.as_ref().map(|stack| largest_loss(stack).0),
            efficiency: strategy.is_parallel().then(|| efficiency(interval.value, workers)),
            karp_flatt: strategy.is_parallel().then(|| karp_flatt(interval.value, workers)).flatten(),
            break_even_runs: strategy
                .is_parallel()
                .then(|| break_even_runs(spawn_ms, interval.value * median(&samples_ms), median(&samples_ms)))
                .flatten(),
            pop: contender.has_stack().then(|| pop_efficiencies(t1_ms, &sample.times)),
            stack,
            median_run: run_report(sample, self.options.seed, caveats_of(sample)),
            samples_ms,
        })
    }

    /// Returns the caveats of the experiment as a whole, each once.
    pub(super) fn caveats(&self) -> Vec<Caveat> {
        let environment = environment();
        let reported = environment.reported_processors;
        let mut caveats = Caveats::default();
        let pace = pace(&self.contenders.iter().map(Contender::elapsed_ms).collect::<Vec<_>>());
        caveats.add_if(is_drifting(&pace), Caveat::DriftBetweenRounds);
        caveats.add_if(is_slow_first(&pace), Caveat::SlowFirstSample);
        for contender in &self.contenders {
            for sample in &contender.samples {
                note_sample(&mut caveats, sample, &environment);
            }
            let interval = self.speedup(contender);
            // With too few rounds there is no interval yet, so nothing can be wide.
            caveats.add_if(interval.is_known() && !interval.is_resolved(), Caveat::Unresolved);
            let Some(round) = contender.median_round().filter(|_| contender.has_stack()) else { continue };
            let Some(serial) = self.contenders[contender.baseline].samples.get(round) else { continue };
            let stack = loss_stack(serial.times.elapsed_ms, &contender.samples[round].times);
            caveats.add_if(reports_too_few(&interval, reported), Caveat::ReportedDiffersFromMeasured);
            caveats.add_if(is_slower_together(&interval, &stack, reported), Caveat::SlowerTogether);
        }
        caveats.0
    }
}

/// Caveats, each once.
#[derive(Default)]
struct Caveats(Vec<Caveat>);

impl Caveats {
    fn add_if(&mut self, holds: bool, caveat: Caveat) {
        if holds && !self.0.contains(&caveat) {
            self.0.push(caveat);
        }
    }
}

/// Counts the runs that did not count: those that were repeated, and the last one if it did not count either.
fn not_counted(sample: &Sample) -> u32 {
    sample.set_aside.len() as u32 + u32::from(!sample.status.is_valid())
}

/// Returns the caveats of a single sample.
pub(super) fn caveats_of(sample: &Sample) -> Vec<Caveat> {
    let mut caveats = Caveats::default();
    note_sample(&mut caveats, sample, &environment());
    caveats.0
}

fn note_sample(caveats: &mut Caveats, sample: &Sample, environment: &Environment) {
    let is_parallel = sample.strategy.is_parallel();
    let is_short = sample.times.elapsed_ms < min_sample_ms(environment.timer_resolution_ms);
    caveats.add_if(is_short, Caveat::CoarseTimer);
    let is_large = is_parallel && sample.times.workers.len() as u32 > environment.reported_processors;
    caveats.add_if(is_large, Caveat::PoolLargerThanReported);
    caveats.add_if(!environment.shared_memory, Caveat::NotIsolated);
    for caveat in sample.set_aside.iter().chain([&sample.status]).filter_map(|status| SampleStatus::caveat(*status)) {
        caveats.add_if(true, caveat);
    }
}
