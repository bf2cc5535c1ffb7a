//! Rounds: one run of everything under comparison, in seeded random order, until the stop rule ends them.

use std::cell::Cell;

use super::contender::{Contender, Pools};
use super::earlier::{self, Earlier};
use super::reference::reference;
use super::{LabError, Observer, Options, Progress};
use crate::pool::now_ms;
use every_core::measure::{FEWEST_FOR_RESOLVED, Interval, SplitMix64, StopRule, Verdict, median, median_interval};
use every_core::report::{Shortfall, Strategy};

/// The number of rounds to expect while the stop rule has not chosen: the fewest after which it stops.
const USUAL_ROUNDS: u32 = FEWEST_FOR_RESOLVED as u32;

/// An experiment under way.
pub(super) struct Rounds<'a> {
    pub(super) contenders: Vec<Contender>,
    /// The number of completed rounds.
    pub(super) completed: u32,
    pub(super) options: &'a Options,
    pools: Pools,
    rng: SplitMix64,
    /// The number of rounds of the experiment that this one continues.
    continued: u32,
    /// The number of samples of this experiment, without those that it continues.
    sampled: u32,
    /// Whether the stop rule has ended it.
    is_finished: Cell<bool>,
    /// The time that the earlier rounds took.
    earlier_ms: f64,
    began_ms: f64,
    observer: &'a Observer,
}

impl<'a> Rounds<'a> {
    /// Begins an experiment, or continues the last one if the options say so.
    pub(super) fn new(contenders: Vec<Contender>, pools: Pools, options: &'a Options, observer: &'a Observer) -> Self {
        let continued = options.continues.then(|| earlier::take(options.seed, &contenders)).flatten();
        let rng = SplitMix64::new(u64::from(options.seed));
        let Earlier { pools, contenders, rng, took_ms } =
            continued.unwrap_or(Earlier { pools, contenders, rng, took_ms: 0.0 });
        let completed = contenders.first().map_or(0, |first| first.samples.len() as u32);
        Self {
            contenders,
            completed,
            options,
            pools,
            rng,
            continued: completed,
            sampled: 0,
            is_finished: Cell::new(false),
            earlier_ms: took_ms,
            began_ms: now_ms(),
            observer,
        }
    }

    /// Returns the number of rounds after which to stop, if it was chosen. The rounds of a continued experiment come on top.
    fn chosen_rounds(&self) -> Option<u32> {
        self.options.rounds.map(|rounds| self.continued + rounds)
    }

    /// Spawns every pool before the first round, so that no round waits for one. The first may have fewer workers than were asked for.
    /// If there is no room for another one beside it, each round makes all pools anew, one after the other.
    pub(super) async fn make_ready(&mut self) -> Result<(), LabError> {
        if self.pools == Pools::MadeAnew {
            return Ok(());
        }
        for index in 0..self.contenders.len() {
            let is_alone = !self.contenders[..index].iter().any(|contender| contender.strategy.is_parallel());
            let contender = &mut self.contenders[index];
            reference(&contender.order, self.observer).await?;
            // Taken before the pool is made: what it had to do without, it may have when it is alone.
            let asked = (contender.workers, contender.order.clone(), contender.shortfall.clone());
            match contender.prepare(self.options, self.observer).await {
                Ok(bench) if is_alone || bench.shortfall.is_none() => contender.bench = Some(bench),
                Err(error) if !error.is_shortfall() => return Err(error),
                _ => {
                    (contender.workers, contender.order, contender.shortfall) = asked;
                    self.pools = Pools::MadeAnew;
                    self.contenders.iter_mut().for_each(|contender| contender.bench = None);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Returns the error of the pools if none of them could be run.
    pub(super) fn all_failed(&mut self) -> Option<LabError> {
        let has_run = |contender: &Contender| contender.strategy != Strategy::Serial && !contender.samples.is_empty();
        if self.contenders.iter().any(has_run) {
            return None;
        }
        self.contenders.iter_mut().find_map(|contender| contender.failed.take())
    }

    /// Returns the pools that have fewer workers than were asked for, or none.
    pub(super) fn shortfalls(&self) -> Vec<Shortfall> {
        let of = |contender: &Contender| {
            let (workers, reason) = match (&contender.failed, &contender.shortfall) {
                (Some(error), _) => (0, error.to_string()),
                (None, Some(error)) => (contender.workers, error.to_string()),
                (None, None) => return None,
            };
            Some(Shortfall { strategy: contender.strategy, workers, reason })
        };
        self.contenders.iter().filter_map(of).collect()
    }

    /// Runs every contender once. Where pools are made anew, a contender that fails is excluded from later rounds and its
    /// earlier samples are kept. A failure of the first contender, `serial`, ends the experiment.
    pub(super) async fn one_round(&mut self) -> Result<(), LabError> {
        let round = self.completed + 1;
        let rounds = self.chosen_rounds().unwrap_or(USUAL_ROUNDS).max(round);
        let mut order: Vec<usize> = (0..self.contenders.len()).collect();
        self.rng.shuffle(&mut order);
        order.retain(|&index| self.contenders[index].failed.is_none());
        let mut later = (rounds - round) * order.len() as u32;
        for (place, &index) in order.iter().enumerate() {
            let left = (order.len() - 1 - place) as u32;
            let contender = &mut self.contenders[index];
            let (strategy, workers, freezes) =
                (contender.strategy, contender.workers, contender.strategy.freezes_page());
            let expected_ms = median(&contender.elapsed_ms());
            (self.observer)(Progress::Running { strategy, workers, round, rounds, expected_ms, freezes });
            let outcome = contender.sample(self.options, self.observer).await;
            if self.pools == Pools::MadeAnew {
                contender.bench = None;
            }
            match outcome {
                Ok(()) => self.keep_one_shortfall(index),
                Err(error) if self.pools == Pools::MadeAnew && index > 0 => {
                    contender.failed = Some(error);
                    later -= rounds - round;
                    let (done, total) = (self.sampled, self.sampled + left + later);
                    (self.observer)(Progress::LeftOut { workers, done, total });
                    continue;
                }
                Err(error) => return Err(error),
            }
            let elapsed_ms = self.contenders[index].samples.last().map_or(f64::NAN, |sample| sample.elapsed_ms);
            self.sampled += 1;
            let (done, total) = (self.sampled, self.sampled + left + later);
            (self.observer)(Progress::Sampled { strategy, round, rounds, elapsed_ms, done, total });
        }
        self.completed = round;
        Ok(())
    }

    /// Excludes a size of a sweep that has as many workers as another one, because it got fewer than were asked for. Of the sizes that
    /// are too large, one is run with as many as there can be.
    fn keep_one_shortfall(&mut self, index: usize) {
        let [size, ..] = &self.contenders[index..] else { return };
        let is_same = |(other_index, other): (usize, &Contender)| {
            let is_counted = other_index != index && other.strategy == size.strategy && other.baseline == size.baseline;
            is_counted
                && other.order.is_recorded == size.order.is_recorded
                && (other.workers == size.workers || other.shortfall.is_some())
        };
        if size.shortfall.is_none() || !self.contenders.iter().enumerate().any(is_same) {
            return;
        }
        let size = &mut self.contenders[index];
        size.failed = size.shortfall.take().map(LabError::from);
        size.samples.clear();
        size.elapsed.clear();
    }

    /// Whether to stop: by the chosen number of rounds, or by the stop rule.
    pub(super) fn is_enough(&self) -> bool {
        let others = self.contenders.iter().filter(|contender| contender.failed.is_none());
        let others = others.filter(|contender| contender.strategy != Strategy::Serial);
        let intervals: Vec<Interval> = others.map(|contender| self.speedup(contender)).collect();
        let rule = StopRule { rounds: self.chosen_rounds() };
        self.is_finished.set(rule.verdict(self.completed, self.took_ms(), &intervals) != Verdict::Continue);
        self.is_finished.get()
    }

    /// Returns the ratio `T1 / T` of each round.
    pub(super) fn speedups(&self, contender: &Contender) -> Vec<f64> {
        self.ratios(&self.contenders[contender.baseline], contender)
    }

    /// Returns the median of [`Rounds::speedups`] with its interval; exactly 1 for `serial` itself.
    pub(super) fn speedup(&self, contender: &Contender) -> Interval {
        if contender.strategy == Strategy::Serial {
            return Interval { value: 1.0, low: 1.0, high: 1.0, count: usize::MAX };
        }
        median_interval(&self.speedups(contender))
    }

    /// Returns the ratio of two contenders' times in each round.
    pub(super) fn ratios(&self, above: &Contender, below: &Contender) -> Vec<f64> {
        above.elapsed.iter().zip(&below.elapsed).map(|(above, below)| above.over(*below)).collect()
    }

    /// Returns the time that the experiment took so far, with that of the rounds it continues.
    pub(super) fn took_ms(&self) -> f64 {
        self.earlier_ms + now_ms() - self.began_ms
    }
}

/// Keeps the complete rounds of a comparison, so that a later one can continue them, also after this one was cancelled or has failed.
impl Drop for Rounds<'_> {
    fn drop(&mut self) {
        if !self.options.is_kept || self.completed == 0 {
            return;
        }
        let took_ms = self.took_ms();
        let mut contenders = std::mem::take(&mut self.contenders);
        for contender in &mut contenders {
            contender.samples.truncate(self.completed as usize);
            contender.elapsed.truncate(self.completed as usize);
            contender.bench = None;
        }
        let earlier = Earlier { pools: self.pools, contenders, rng: self.rng.clone(), took_ms };
        earlier::keep(self.options.seed, self.is_finished.get(), earlier);
    }
}
