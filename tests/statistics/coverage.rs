//! How often an interval holds the true ratio: for any number of rounds, stopped by the rule or not, called resolved or not.

use crate::noise::{Noise, TRUTH};
use every_core::measure::*;

/// The smallest share of intervals that must hold the truth.
const LEAST: f64 = 0.94;
/// The share of experiments that a cell of the table needs for its coverage to say anything. Where fewer than one in twenty
/// experiments are resolved, there are too few to count.
const WORTH_COUNTING: f64 = 0.05;
/// What a page can run in 20 s.
const MOST_ROUNDS: usize = 60;

/// Counts of experiments, and of those whose interval held the truth.
#[derive(Default)]
struct Count {
    all: u32,
    covered: u32,
    resolved: u32,
    resolved_covered: u32,
}

impl Count {
    fn add(&mut self, interval: &Interval) {
        let covers = u32::from(interval.low <= TRUTH && TRUTH <= interval.high);
        let resolved = u32::from(interval.is_resolved());
        self.all += 1;
        self.covered += covers;
        self.resolved += resolved;
        self.resolved_covered += resolved * covers;
    }

    /// Returns the coverage of all, of the resolved, and of the others; `None` where there are too few.
    fn coverages(&self) -> [Option<f64>; 3] {
        let (others, others_covered) = (self.all - self.resolved, self.covered - self.resolved_covered);
        let pairs = [(self.covered, self.all), (self.resolved_covered, self.resolved), (others_covered, others)];
        pairs.map(|(covered, of)| {
            (f64::from(of) >= WORTH_COUNTING * f64::from(self.all)).then(|| f64::from(covered) / f64::from(of))
        })
    }

    fn printed(&self) -> String {
        let [all, resolved, others] =
            self.coverages().map(|share| share.map_or("–".to_owned(), |share| format!("{:.1}", 100.0 * share)));
        format!("{all:>5} {resolved:>5} {others:>5} ({:>3.0})", 100.0 * f64::from(self.resolved) / f64::from(self.all))
    }
}

/// Returns the interval after exactly `rounds` rounds.
fn fixed(noise: Noise, spread: f64, rounds: usize, rng: &mut SplitMix64) -> Interval {
    let ratios: Vec<f64> = (0..rounds).map(|round| noise.ratio(spread, round, rounds, rng)).collect();
    median_interval(&ratios)
}

/// Returns the interval when the stop rule ends the experiment, which looks after each round. A round takes 0.33 s.
fn stopped(noise: Noise, spread: f64, rng: &mut SplitMix64) -> Interval {
    let mut ratios = Vec::new();
    loop {
        ratios.push(noise.ratio(spread, ratios.len(), MOST_ROUNDS, rng));
        let interval = median_interval(&ratios);
        let spent_ms = ratios.len() as f64 * 20_000.0 / MOST_ROUNDS as f64;
        if StopRule::default().verdict(ratios.len() as u32, spent_ms, &[interval]) != Verdict::Continue {
            return interval;
        }
    }
}

#[test]
fn every_kind_of_interval_holds_the_truth_in_at_least_94_percent() {
    const FIXED: [usize; 8] = [6, 7, 9, 12, 16, 17, 20, 30];
    println!("coverage in %: of all, of the resolved, of the others (share of resolved)");
    for noise in Noise::ALL {
        let heads: String = FIXED.iter().map(|rounds| format!(" | {rounds:>15} rounds")).collect();
        println!("{noise:?}{heads} | stopped by the rule");
        for percent in 1..=5 {
            let (spread, mut line) = (f64::from(percent) / 100.0, format!("{percent} %"));
            let mut rng = SplitMix64::new(percent as u64);
            let cells = FIXED.map(Some).into_iter().chain([None]);
            for rounds in cells {
                let mut count = Count::default();
                for _ in 0..if rounds.is_some() { 4_000 } else { 800 } {
                    count.add(&match rounds {
                        Some(rounds) => fixed(noise, spread, rounds, &mut rng),
                        None => stopped(noise, spread, &mut rng),
                    });
                }
                line += &format!(" | {}", count.printed());
                for coverage in count.coverages().into_iter().flatten() {
                    assert!(coverage >= LEAST, "{noise:?}, {percent} %, {rounds:?} rounds: {}", count.printed());
                }
            }
            println!("{line}");
        }
    }
}

/// The number of values below the median is a fair walk. This counts all walks of 1000 rounds that are ever outside of an interval.
#[test]
fn all_intervals_of_an_experiment_hold_the_median_with_more_than_95_percent() {
    let (mut inside, mut missed) = (vec![1.0], 0.0);
    for count in 1..=1_000usize {
        let mut next = vec![0.0; count + 1];
        for (below, share) in inside.iter().enumerate() {
            next[below] += share / 2.0;
            next[below + 1] += share / 2.0;
        }
        if count >= FEWEST_FOR_RESOLVED {
            let outside = values_outside(count);
            // The lower end is above the median if no more values than those outside of it are below the median.
            for below in (0..=outside).chain(count - outside..=count) {
                missed += std::mem::take(&mut next[below]);
            }
        }
        inside = next;
    }
    println!("some interval of rounds 12 to 1000 misses the median with a probability of {:.2} %", 100.0 * missed);
    assert!((0.03..0.05).contains(&missed), "{missed}");
}

#[test]
fn the_ends_of_an_interval_are_values_of_rounds() {
    let sorted: Vec<f64> = (1..=20).map(f64::from).collect();
    let found = median_interval(&sorted);
    assert_eq!(found, Interval { value: 10.5, low: 4.0, high: 17.0, count: 20 });
    let mut shuffled = sorted;
    SplitMix64::new(3).shuffle(&mut shuffled);
    assert_eq!(median_interval(&shuffled), found);
    assert_eq!([6, 16, 17, 100, 1_000].map(values_outside), [0, 0, 2, 35, 444]);
}

#[test]
fn fewer_than_six_values_have_a_range_with_a_lower_confidence() {
    let interval = median_interval(&[3.0, 2.0]);
    assert_eq!(interval, Interval { value: 2.5, low: 2.0, high: 3.0, count: 2 });
    for (count, confidence, is_known) in [(1, 0.0, false), (2, 0.5, false), (5, 0.9375, false), (6, 0.95, true)] {
        let interval = median_interval(&vec![2.0; count]);
        assert_eq!((interval.confidence(), interval.is_known()), (confidence, is_known), "{count} values");
    }
    assert!(!median_interval(&[2.0; 11]).is_resolved() && median_interval(&[2.0; 12]).is_resolved());
}
