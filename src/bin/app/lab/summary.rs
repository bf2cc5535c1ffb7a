//! Summarises rounds: each contender's part of a report, and the caveats.

use super::assemble::{Sample, run_report};
use super::rounds::{Contender, Rounds};
use super::session::environment;
use every_core::measure::{
    Caveat, SampleStatus, break_even_runs, efficiency, is_drifting, is_slow_first, karp_flatt, largest_loss,
    loss_stack, mad, median, min_sample_ms, pop_efficiencies, reported_differs, tukey_outliers,
};
use every_core::report::{Strategy, StrategyReport};

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
        let mut caveats = Vec::new();
        for contender in &self.contenders {
            let elapsed_ms = contender.elapsed_ms();
            let is_serial = contender.strategy == Strategy::Serial;
            caveats.extend(contender.samples.iter().flat_map(caveats_of));
            caveats.extend((is_serial && is_drifting(&elapsed_ms)).then_some(Caveat::DriftBetweenRounds));
            caveats.extend(is_slow_first(&elapsed_ms).then_some(Caveat::SlowFirstSample));
            let interval = self.speedup(contender);
            // With too few rounds there is no interval yet, so nothing can be wide.
            let is_wide = interval.is_known() && !interval.is_resolved();
            caveats.extend(is_wide.then_some(Caveat::Unresolved));
            let differs = contender.median_round().is_some_and(|round| {
                let (sample, t1) = (&contender.samples[round], &self.contenders[contender.baseline].samples);
                let stack = t1.get(round).map(|serial| loss_stack(serial.times.elapsed_ms, &sample.times));
                stack.is_some_and(|stack| reported_differs(&interval, &stack, environment.reported_processors))
            });
            caveats.extend((contender.has_stack() && differs).then_some(Caveat::ReportedDiffersFromMeasured));
        }
        let mut each_once = Vec::new();
        for caveat in caveats {
            if !each_once.contains(&caveat) {
                each_once.push(caveat);
            }
        }
        each_once
    }
}

/// Counts the runs that did not count: those that were repeated, and the last one if it did not count either.
fn not_counted(sample: &Sample) -> u32 {
    sample.set_aside.len() as u32 + u32::from(!sample.status.is_valid())
}

/// Returns the caveats of a single sample.
pub(super) fn caveats_of(sample: &Sample) -> Vec<Caveat> {
    let environment = environment();
    let is_parallel = sample.strategy.is_parallel();
    let mut caveats = Vec::new();
    if sample.times.elapsed_ms < min_sample_ms(environment.timer_resolution_ms) {
        caveats.push(Caveat::CoarseTimer);
    }
    if is_parallel && sample.times.workers.len() as u32 > environment.reported_processors {
        caveats.push(Caveat::PoolLargerThanReported);
    }
    if !environment.shared_memory {
        caveats.push(Caveat::NotIsolated);
    }
    caveats.extend(sample.set_aside.iter().chain([&sample.status]).filter_map(|status| SampleStatus::caveat(*status)));
    caveats
}
