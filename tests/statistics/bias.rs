//! Whether the figures that are the best of several are too high.

use crate::noise::{TRUTH, normal};
use every_core::measure::*;

const EXPERIMENTS: usize = 1_000;
/// The largest bias, as a share.
const LARGEST: f64 = 0.006;

fn rounds_of(truth: f64, rounds: usize, spread: f64, rng: &mut SplitMix64) -> Vec<f64> {
    (0..rounds).map(|_| truth * (spread * normal(rng)).exp()).collect()
}

/// Returns the mean of a figure over many experiments.
fn mean(seed: u64, mut figure: impl FnMut(&mut SplitMix64) -> f64) -> f64 {
    let mut rng = SplitMix64::new(seed);
    (0..EXPERIMENTS).map(|_| figure(&mut rng)).sum::<f64>() / EXPERIMENTS as f64
}

#[test]
fn the_best_of_many_is_not_too_high() {
    println!("bias in %: measured cores of 8 equal sizes, and the better of two pools that differ by 0, 1, 2, 4 %");
    println!("(in brackets: of the largest median)");
    for rounds in [6, 12, 20] {
        for percent in [1.0, 2.0, 5.0] {
            let spread = percent / 100.0;
            let largest = |series: &[Vec<f64>]| series.iter().map(|ratios| median(ratios)).fold(0.0, f64::max);
            let sizes = |rng: &mut SplitMix64| -> Vec<Vec<f64>> {
                (0..8).map(|_| rounds_of(TRUTH, rounds, spread, rng)).collect()
            };
            let of_sizes = 100.0 * (mean(1, |rng| best_apart(&sizes(rng)).value) / TRUTH - 1.0);
            let naive = 100.0 * (mean(1, |rng| largest(&sizes(rng))) / TRUTH - 1.0);
            let mut line = format!("{rounds} rounds, noise {percent} %: {of_sizes:+.2} ({naive:+.2})");
            assert!(of_sizes.abs() < 100.0 * LARGEST, "{line}");
            for gap in [0.0, 0.01, 0.02, 0.04] {
                let truths = [TRUTH * (1.0 + gap), TRUTH];
                let pools = |rng: &mut SplitMix64| truths.map(|truth| rounds_of(truth, rounds, spread, rng));
                let named = 100.0
                    * mean(2, |rng| {
                        let pools = pools(rng);
                        let times =
                            pools.clone().map(|ratios| ratios.iter().map(|ratio| 1.0 / ratio).collect::<Vec<_>>());
                        let best = fastest(&times).expect("there are two");
                        median(&pools[best]) / truths[best] - 1.0
                    });
                let naive = 100.0
                    * mean(2, |rng| {
                        let pools = pools(rng).map(|ratios| median(&ratios));
                        if pools[0] > pools[1] { pools[0] / truths[0] - 1.0 } else { pools[1] / truths[1] - 1.0 }
                    });
                line += &format!(" | {named:+.2} ({naive:+.2})");
                assert!(named.abs() < 100.0 * LARGEST, "{line}");
            }
            println!("{line}");
        }
    }
}
