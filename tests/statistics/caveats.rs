//! How often each caveat that names a cause appears without its cause (at most in 5 % of the experiments), and with it.

use crate::noise::{delay, normal};
use every_core::measure::*;

/// The largest share of experiments without a cause in which its caveat may appear.
const FALSE_ALARMS: f64 = 0.05;
const EXPERIMENTS: u32 = 300;
const ROUNDS: [usize; 4] = [6, 8, 12, 24];
const NOISES: [(&str, Times); 2] = [("log-normal", log_normal), ("delays", delayed)];

/// Makes the factor by which a time varies, with this standard deviation.
type Times = fn(f64, &mut SplitMix64) -> f64;

fn log_normal(spread: f64, rng: &mut SplitMix64) -> f64 {
    (spread * normal(rng)).exp()
}

fn delayed(spread: f64, rng: &mut SplitMix64) -> f64 {
    1.0 + spread * delay(rng)
}

/// Returns the share of experiments in which a caveat appears.
fn share(seed: u64, mut appears: impl FnMut(&mut SplitMix64) -> bool) -> f64 {
    let mut rng = SplitMix64::new(seed);
    f64::from((0..EXPERIMENTS).filter(|_| appears(&mut rng)).count() as u32) / f64::from(EXPERIMENTS)
}

/// Returns the pace of an experiment in which each round takes `slowed(round, rounds)` times as long as usual.
fn pace_of(
    contenders: usize,
    rounds: usize,
    (noise, spread): (Times, f64),
    slowed: impl Fn(usize, usize) -> f64,
    rng: &mut SplitMix64,
) -> Vec<f64> {
    let series = (0..contenders).map(|_| (0..rounds).map(|round| slowed(round, rounds) * noise(spread, rng)).collect());
    pace(&series.collect::<Vec<_>>())
}

fn gradually(by: f64) -> impl Fn(usize, usize) -> f64 {
    move |round, rounds| 1.0 + by * round as f64 / (rounds - 1) as f64
}

fn at_first(by: f64) -> impl Fn(usize, usize) -> f64 {
    move |round, _| if round == 0 { 1.0 + by } else { 1.0 }
}

/// Prints how often a caveat about the pace of rounds appears, by noise, rounds and strength of the cause, and checks both ends.
fn check_pace<Slowed: Fn(usize, usize) -> f64>(
    caveat: Caveat,
    strengths: [f64; 4],
    slowed: fn(f64) -> Slowed,
    appears: fn(&[f64]) -> bool,
    clear: impl Fn(f64, f64, usize) -> bool,
) {
    for (name, noise) in NOISES {
        println!("{caveat:?}, {name} noise: share in % without the cause, and with it at {strengths:?}");
        for contenders in [2, 4] {
            for spread in [0.01, 0.02, 0.05] {
                let mut line = format!("{contenders} contenders, noise {:.0} %", spread * 100.0);
                for rounds in ROUNDS {
                    let shares = [0.0].into_iter().chain(strengths).map(|strength| {
                        let share = share(rounds as u64, |rng| {
                            appears(&pace_of(contenders, rounds, (noise, spread), slowed(strength), rng))
                        });
                        let seen = format!("{caveat:?}, {name} {spread}, {rounds} rounds, {strength}: {share}");
                        assert!(strength > 0.0 || share <= FALSE_ALARMS, "{seen}");
                        assert!(!clear(strength, spread, rounds) || share > 0.5, "{seen}");
                        format!("{:.0}", 100.0 * share)
                    });
                    line += &format!(" | {rounds} rounds: {}", shares.collect::<Vec<_>>().join(" "));
                }
                println!("{line}");
            }
        }
    }
}

#[test]
fn a_drift_is_reported_where_there_is_one() {
    let clear = |strength, spread, rounds| strength >= 0.2 && (spread < 0.03 || rounds >= 12) && rounds >= 6;
    check_pace(Caveat::DriftBetweenRounds, [0.05, 0.1, 0.2, 0.4], gradually, is_drifting, clear);
}

#[test]
fn a_slow_first_round_is_reported_where_there_is_one() {
    let clear = |strength, spread, rounds| strength >= 0.5 && spread < 0.03 && rounds >= 7;
    check_pace(Caveat::SlowFirstSample, [0.1, 0.2, 0.5, 1.0], at_first, is_slow_first, clear);
}

/// The exact counts of all orders of up to 30 values without ties.
#[test]
fn a_trend_has_at_most_the_chance_of_5_percent() {
    // `counts[s]`: in how many orders of `count` values `s` pairs are inverted.
    let mut counts = vec![1.0];
    for count in 2..=30usize {
        let mut next = vec![0.0; counts.len() + count - 1];
        for (inverted, orders) in counts.iter().enumerate() {
            for more in 0..count {
                next[inverted + more] += orders / count as f64;
            }
        }
        counts = next;
        let pairs = counts.len() - 1;
        let chance: f64 = (0..=pairs)
            .filter(|&inverted| has_trend(&with_inversions(count, inverted)))
            .map(|inverted| counts[inverted])
            .sum();
        assert!(chance <= 0.0505, "{count} values: {chance}");
        assert!(count < 8 || chance > 0.025, "{count} values: {chance}");
    }
}

/// Returns an order of `count` values with this number of inverted pairs.
fn with_inversions(count: usize, mut inverted: usize) -> Vec<f64> {
    let mut left: Vec<f64> = (0..count).map(|value| value as f64).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let skipped = inverted.min(left.len() - 1);
        inverted -= skipped;
        order.push(left.remove(skipped));
    }
    order
}

/// One experiment: the interval of the speed-up, and the stack of a run in which each worker took `inflated` times as long for its
/// part as the serial run.
fn pool(workers: usize, inflated: f64, spread: f64, rounds: usize, rng: &mut SplitMix64) -> (Interval, LossStack) {
    let mut ratios = Vec::new();
    let mut stack = None;
    for _ in 0..rounds {
        let serial_ms = 100.0 * log_normal(spread, rng);
        let busy: Vec<f64> =
            (0..workers).map(|_| 100.0 / workers as f64 * inflated * log_normal(spread, rng)).collect();
        let elapsed_ms = busy.iter().fold(0.0_f64, |longest, &ms| longest.max(ms)) + 0.2;
        let times = busy.iter().map(|&busy_ms| WorkerTimes { begin_ms: 0.1, end_ms: 0.1 + busy_ms, busy_ms }).collect();
        ratios.push(serial_ms / elapsed_ms);
        let told = |ms| Elapsed::new(ms, 0.0).expect("a positive time");
        stack = Some(loss_stack(told(serial_ms), &RunTimes { elapsed: told(elapsed_ms), workers: times }));
    }
    (median_interval(&ratios), stack.expect("there is a round"))
}

#[test]
fn processors_are_judged_by_what_is_known() {
    println!("share in % of {EXPERIMENTS} experiments of 12 rounds on 4 workers");
    for spread in [0.01, 0.02, 0.05] {
        let slower = [1.0, 1.2, 1.5, 2.0].map(|inflated| {
            let seen = share(1, |rng| {
                let (speedup, stack) = pool(4, inflated, spread, 12, rng);
                is_slower_together(&speedup, &stack, 4)
            });
            assert!(inflated > 1.0 || seen <= FALSE_ALARMS, "{spread}: {seen}");
            assert!(inflated < 1.5 || seen > 0.5, "{spread}, {inflated}: {seen}");
            format!("{:.0}", 100.0 * seen)
        });
        let too_few = [4, 3, 2].map(|reported| {
            let seen = share(2, |rng| reports_too_few(&pool(4, 1.0, spread, 12, rng).0, reported));
            assert!(reported < 4 || seen <= FALSE_ALARMS, "{spread}: {seen}");
            assert!(reported == 4 || seen > 0.5, "{spread}, {reported}: {seen}");
            format!("{:.0}", 100.0 * seen)
        });
        println!(
            "noise {:.0} %: slower together, inflated 1, 1.2, 1.5, 2 times: {}; reported 4, 3, 2: {}",
            100.0 * spread,
            slower.join(" "),
            too_few.join(" ")
        );
    }
}
