//! Summarises rounds: each contender's part of a report, and the caveats.

use super::assemble::{Sample, run_report};
use super::caveats::{Caveats, caveats_of, note_sample};
use super::contender::Contender;
use super::rounds::Rounds;
use super::session::environment;
use every_core::measure::{
    Caveat, Elapsed, is_drifting, is_slow_first, is_slower_together, loss_stack, median, min_sample_ms, pace,
    reports_too_few,
};
use every_core::report::{Measured, SetAside, StrategyReport};

impl Rounds<'_> {
    /// Returns one contender's part of the report, or `None` if it never finished a run.
    pub(super) fn summary(&self, contender: &Contender) -> Option<StrategyReport> {
        let resolution_ms = environment().timer_resolution_ms;
        let middle = contender.median_round()?;
        let sample = contender.samples.get(middle)?;
        let baseline = &self.contenders[contender.baseline];
        let is_short = |time: &Elapsed| time.ms() < min_sample_ms(resolution_ms);
        let measured = Measured {
            strategy: contender.strategy,
            workers: contender.workers,
            recorded: contender.order.is_recorded,
            elapsed: contender.elapsed.clone(),
            speedup: self.speedup(contender),
            middle: (*baseline.elapsed.get(middle)?, contender.times(middle)?),
            spawn_ms: median(&contender.samples.iter().map(|sample| sample.spawn_ms).collect::<Vec<_>>()),
            is_coarse: contender.elapsed.iter().chain(&baseline.elapsed).any(is_short),
            invalid: contender.samples.iter().map(not_counted).sum(),
            set_aside: contender.samples.iter().zip(1..).flat_map(set_aside).collect(),
            median_run: run_report(sample, self.options.seed, caveats_of(sample)),
        };
        Some(measured.report())
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
            let serial = self.contenders[contender.baseline].elapsed.get(round);
            let (Some(serial), Some(times)) = (serial, contender.times(round)) else { continue };
            let stack = loss_stack(*serial, &times);
            caveats.add_if(reports_too_few(&interval, reported), Caveat::ReportedDiffersFromMeasured);
            caveats.add_if(is_slower_together(&interval, &stack, reported), Caveat::SlowerTogether);
        }
        caveats.add_if(!self.shortfalls().is_empty(), Caveat::FewerWorkers);
        caveats.0
    }
}

/// Counts the runs that did not count: those that were repeated, and the last one if it did not count either.
fn not_counted(sample: &Sample) -> u32 {
    sample.set_aside.len() as u32 + u32::from(!sample.status.is_valid())
}

/// Returns the runs of a round that did not count and were repeated.
fn set_aside((sample, round): (&Sample, u32)) -> impl Iterator<Item = SetAside> {
    let aside = sample.set_aside.iter();
    aside.filter_map(move |(status, elapsed_ms)| {
        Some(SetAside { round, reason: status.caveat()?, elapsed_ms: *elapsed_ms })
    })
}
