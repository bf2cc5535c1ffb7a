//! Tests of the statistics on worked examples and synthetic sessions, and of the ends of warm-ups and experiments.

mod bias;
mod caveats;
mod coverage;
mod noise;

use every_core::measure::*;
use noise::normal;
use proptest::prelude::*;

proptest! {
    #[test]
    fn quantiles_are_ordered_and_between_the_extremes(
        values in prop::collection::vec(-1e6f64..1e6, 1..40),
        low in 0.0f64..=1.0,
        high in 0.0f64..=1.0,
    ) {
        let (low, high) = (low.min(high), low.max(high));
        prop_assert!(quantile(&values, 0.0) <= quantile(&values, low));
        prop_assert!(quantile(&values, low) <= quantile(&values, high));
        prop_assert!(quantile(&values, high) <= quantile(&values, 1.0));
    }

    #[test]
    fn shuffling_keeps_every_item(seed in any::<u64>(), length in 0usize..50) {
        let mut items: Vec<usize> = (0..length).collect();
        SplitMix64::new(seed).shuffle(&mut items);
        items.sort_unstable();
        prop_assert_eq!(items, (0..length).collect::<Vec<_>>());
    }

    #[test]
    fn the_power_of_ten_below_is_the_largest_below(value in 1e-12f64..1e15) {
        let power = power_of_ten_below(value);
        prop_assert!(power <= value * (1.0 + 1e-12) && value < power * 10.0 * (1.0 + 1e-12), "{} for {}", power, value);
        prop_assert!((power.log10() - power.log10().round()).abs() < 1e-9, "{}", power);
    }
}

#[test]
fn round_numbers_ascend_and_have_at_most_two_significant_digits() {
    let numbers: Vec<u64> = round_numbers();
    assert!(numbers.starts_with(&[1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100]), "{:?}", &numbers[..12]);
    assert!(numbers.is_sorted_by(|a, b| a < b) && numbers.last() == Some(&1_000_000_000_000));
    assert!(numbers.iter().all(|number| number.to_string().trim_end_matches('0').len() <= 2));
}

#[test]
fn statistics_equal_examples_computed_by_hand() {
    assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    assert_eq!(quantile(&[10.0, 20.0, 30.0, 40.0], 0.25), 17.5);
    assert_eq!(mad(&[1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0]), 1.0);
    assert_eq!(mad(&[10.0, 11.0, 14.0, 20.0, 30.0]), 4.0);
    assert!(median(&[]).is_nan() && mad(&[]).is_nan());
    // The quartiles are 2 and 4, so the inner fences are at -1 and 7, and the outer ones at -4 and 10.
    let values = [1.0, 2.0, 3.0, 4.0, 7.5];
    assert_eq!(tukey_fences(&values), [None, None, None, None, Some(Fence::Mild)]);
    assert_eq!(tukey_fences(&[1.0, 2.0, 3.0, 4.0, 11.0])[4], Some(Fence::Severe));
    // A value on a fence is inside, below as above.
    assert_eq!(tukey_fences(&[1.0, 2.0, 3.0, 4.0, 7.0])[4], None);
    assert_eq!(tukey_fences(&[-1.5, 2.0, 3.0, 4.0, 5.0])[0], Some(Fence::Mild));
    assert_eq!(tukey_fences(&[-1.0, 2.0, 3.0, 4.0, 5.0])[0], None);
    assert_eq!(tukey_fences(&[-5.0, 2.0, 3.0, 4.0, 5.0])[0], Some(Fence::Severe));
    assert_eq!(tukey_outliers(&values), [4]);
    assert_eq!(tukey_outliers(&[]), [0; 0]);
}

/// The expected values are the published first outputs for the seed 1234567.
#[test]
fn the_generator_is_splitmix64() {
    let mut rng = SplitMix64::new(1_234_567);
    let outputs = [rng.next_u64(), rng.next_u64(), rng.next_u64()];
    assert_eq!(outputs, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
}

/// Returns the durations of `rounds` serial and parallel runs on a machine that slows down by 20 % over the session. The true
/// ratio is 2.
fn drifting_session(rounds: usize, interleaved: bool, rng: &mut SplitMix64) -> (Vec<f64>, Vec<f64>) {
    let runs = 2 * rounds;
    let mut order: Vec<usize> = (0..runs).map(|run| run / rounds).collect();
    if interleaved {
        order = (0..rounds).flat_map(|_| if rng.below(2) == 0 { [0, 1] } else { [1, 0] }).collect();
    }
    let (mut serial, mut parallel) = (Vec::new(), Vec::new());
    for (run, which) in order.into_iter().enumerate() {
        let slow = (1.0 + 0.2 * run as f64 / (runs - 1) as f64) * (1.0 + 0.005 * normal(rng));
        if which == 0 { serial.push(200.0 * slow) } else { parallel.push(100.0 * slow) }
    }
    (serial, parallel)
}

#[test]
fn interleaved_rounds_keep_the_ratio_right_in_a_drift_of_20_percent() {
    let mut rng = SplitMix64::new(42);
    let bias = |interleaved: bool, rng: &mut SplitMix64| {
        let (serial, parallel) = drifting_session(15, interleaved, rng);
        assert!(is_drifting(&serial));
        let ratios: Vec<f64> = serial.iter().zip(&parallel).map(|(t1, t)| t1 / t).collect();
        (median(&ratios) / 2.0 - 1.0).abs()
    };
    let worst = |interleaved: bool, rng: &mut SplitMix64| (0..100).map(|_| bias(interleaved, rng)).fold(0.0, f64::max);
    let (with, without) = (worst(true, &mut rng), worst(false, &mut rng));
    println!("worst bias of the ratio in 100 sessions that drift by 20 %:");
    println!("rounds interleave: {:.2} %; one strategy after the other: {:.2} %", 100.0 * with, 100.0 * without);
    assert!(with < 0.02, "{with}");
    assert!(without > 0.05, "{without}");
}

#[test]
fn drift_is_a_trend_and_not_an_outlier() {
    let steady = [100.0, 101.0, 99.0, 100.0, 100.5, 99.5, 100.0];
    assert!(!is_drifting(&steady));
    let mut hiccup = steady;
    hiccup[6] = 300.0;
    assert!(!is_drifting(&hiccup));
    let rising: Vec<f64> = (0..7).map(|round| 100.0 + 2.0 * f64::from(round)).collect();
    assert!((drift(&rising) - 12.0 / 106.0).abs() < 1e-12);
    assert!(is_drifting(&rising) && !is_drifting(&rising[..3]));
}

#[test]
fn the_resolution_is_the_smallest_step_of_the_clock() {
    assert_eq!(resolution_ms(&[1.0, 1.0, 1.1, 1.1, 1.3, 1.2]).map(|r| (r * 10.0).round()), Some(1.0));
    assert_eq!(resolution_ms(&[5.0; 100]), None);
    assert_eq!(min_sample_ms(0.005), 5.0);
    assert_eq!(min_sample_ms(1.0), 50.0);
}

#[test]
fn a_warm_up_ends_when_rates_agree_or_a_limit_is_reached() {
    let mut steady = Steady::default();
    for took_ms in [9.0, 5.0, 4.0, 4.0, 4.05, 4.1] {
        assert!(!steady.push(1_000, took_ms));
    }
    assert!(steady.push(1_000, 4.0) && steady.rates_agree());

    let mut at_one_rate = Steady::default();
    for steps in [1_000, 2_000, 3_000, 4_000] {
        assert!(!at_one_rate.push(steps, steps as f64 / 500.0));
    }
    assert!(at_one_rate.push(5_000, 10.0), "twice the steps in twice the time have the same rate");

    let mut never_steady = Steady::default();
    let calls = (1..).find(|call| never_steady.push(1_000, if call % 2 == 0 { 10.0 } else { 20.0 }));
    assert_eq!(calls, Some(27));
    assert!(!never_steady.rates_agree());

    let mut on_a_stopped_clock = Steady::default();
    assert_eq!((1..).find(|_| on_a_stopped_clock.push(1, 0.0)), Some(10_000));
}

#[test]
fn experiments_stop_after_the_chosen_rounds_or_at_narrow_intervals_or_at_the_time_limit() {
    let narrow = Interval { value: 2.0, low: 1.95, high: 2.05, count: 12 };
    let wide = Interval { value: 2.0, low: 1.8, high: 2.2, count: 12 };
    let few = Interval { count: 11, ..narrow };
    let chosen = StopRule { rounds: Some(3) };
    let automatic = StopRule::default();
    assert_eq!(chosen.verdict(2, 0.0, &[narrow]), Verdict::Continue);
    assert_eq!(chosen.verdict(3, 0.0, &[narrow]), Verdict::Resolved);
    assert_eq!(chosen.verdict(3, 0.0, &[narrow, wide]), Verdict::Unresolved);
    assert_eq!(automatic.verdict(11, 0.0, &[few]), Verdict::Continue);
    assert_eq!(automatic.verdict(12, 0.0, &[narrow]), Verdict::Resolved);
    assert_eq!(automatic.verdict(12, 0.0, &[narrow, wide]), Verdict::Continue);
    assert_eq!(automatic.verdict(50, 19_999.0, &[wide]), Verdict::Continue);
    assert_eq!(automatic.verdict(50, 20_000.0, &[wide]), Verdict::Unresolved);
    assert_eq!(automatic.verdict(5, 20_000.0, &[few]), Verdict::Continue, "five rounds have no interval");
    assert_eq!(automatic.verdict(6, 20_000.0, &[few]), Verdict::Unresolved);
    assert_eq!(automatic.verdict(2, 60_000.0, &[few]), Verdict::Unresolved);
    assert_eq!(automatic.verdict(1_000, 0.0, &[wide]), Verdict::Unresolved);
    assert_eq!(automatic.verdict(0, 60_000.0, &[]), Verdict::Continue, "nothing has been measured yet");
}
