//! Tests of one run's evaluation: identities on random timestamps, rules at their limits, and the rounding of displayed numbers.

use every_core::measure::*;
use every_core_random::to_json;
use proptest::prelude::*;

/// Returns a time that an exact clock tells.
fn told(ms: f64) -> Elapsed {
    Elapsed::new(ms, 0.0).expect("a positive time")
}

#[test]
fn a_time_shorter_than_one_step_of_the_clock_is_no_time() {
    let resolution_ms = 16.67;
    for no_time in [0.0, -1.0, f64::NAN, f64::INFINITY, 16.0] {
        assert_eq!(Elapsed::new(no_time, resolution_ms), None, "{no_time}");
    }
    assert!(Elapsed::new(16.67, resolution_ms).is_some() && Elapsed::new(16.669_999, resolution_ms).is_some());
    let never_busy = RunTimes { elapsed: told(20.0), workers: vec![WorkerTimes::default(); 2] };
    assert_eq!(pop_efficiencies(told(30.0), &never_busy), None, "the clock saw no worker compute");
}

/// Generates a run with any timestamps that can occur: `0 <= begin <= end <= elapsed`, and busy for at most `end - begin`. Some
/// workers have no tile.
fn run() -> impl Strategy<Value = RunTimes> {
    let worker = (0.0f64..1.0, 0.0f64..1.0, 0.0f64..=1.0, prop::bool::weighted(0.8));
    (0.01f64..100_000.0, prop::collection::vec(worker, 1..64)).prop_map(|(elapsed_ms, shares)| {
        let workers = shares.into_iter().map(|(one, other, busy, has_tile)| {
            let (begin_ms, end_ms) = (one.min(other) * elapsed_ms, one.max(other) * elapsed_ms);
            match has_tile {
                true => WorkerTimes { begin_ms, end_ms, busy_ms: busy * (end_ms - begin_ms) },
                false => WorkerTimes::default(),
            }
        });
        RunTimes { elapsed: told(elapsed_ms), workers: workers.collect() }
    })
}

proptest! {
    #[test]
    fn the_loss_stack_sums_to_the_pool_size(run in run(), serial_times in 0.001f64..200.0) {
        let stack = loss_stack(told(serial_times * run.elapsed.ms()), &run);
        let p = run.workers.len() as f64;
        prop_assert!((stack.sum() - p).abs() <= 1e-9 * p, "{} for {}", stack.sum(), p);
        for waiting in [stack.dispatch, stack.gaps, stack.imbalance, stack.join] {
            prop_assert!(waiting >= -1e-9 * p);
        }
    }

    #[test]
    fn the_pop_product_is_the_speed_up(run in run(), serial_times in 0.001f64..200.0) {
        prop_assume!(run.busy_ms() > 0.0);
        let t1 = told(serial_times * run.elapsed.ms());
        let pop = pop_efficiencies(t1, &run).expect("a worker was busy");
        let product = run.workers.len() as f64 * pop.load_balance * pop.communication * pop.compute_scaling;
        prop_assert!((product - t1.over(run.elapsed)).abs() <= 1e-9 * product);
        prop_assert!(pop.load_balance <= 1.0 + 1e-12 && pop.communication <= 1.0 + 1e-12);
    }

    #[test]
    fn printed_parts_sum_to_the_printed_total(
        parts in prop::collection::vec(-5.0f64..50.0, 1..12),
        decimals in 0u32..4,
    ) {
        let unit = 10f64.powi(decimals as i32);
        let rounded = rounded_parts(&parts, decimals);
        let total = (parts.iter().sum::<f64>() * unit).round();
        prop_assert_eq!((rounded.iter().sum::<f64>() * unit).round(), total);
        for (part, printed) in parts.iter().zip(&rounded) {
            prop_assert!((part - printed).abs() * unit < 1.0 + 1e-9);
        }
    }

    #[test]
    fn karp_flatt_finds_amdahl_s_serial_share(share in 0.0f64..1.0, workers in 2u32..256) {
        let speedup = 1.0 / (share + (1.0 - share) / f64::from(workers));
        let found = karp_flatt(speedup, workers);
        prop_assert!(found.is_some_and(|found| (found - share).abs() < 1e-9), "{:?}", found);
    }
}

#[test]
fn the_loss_stack_equals_one_computed_by_hand() {
    // Two workers, T = 10 ms, T1 = 12 ms. One is busy from 1 to 9. The other has two tiles of 3 ms from 2 to 9, and a pause of 1.
    let workers = vec![
        WorkerTimes { begin_ms: 1.0, end_ms: 9.0, busy_ms: 8.0 },
        WorkerTimes { begin_ms: 2.0, end_ms: 9.0, busy_ms: 6.0 },
    ];
    let stack = loss_stack(told(12.0), &RunTimes { elapsed: told(10.0), workers });
    let expected =
        LossStack { speedup: 1.2, inflation: 0.2, dispatch: 0.3, gaps: 0.1, imbalance: 0.0, join: 2.0 * 1.0 / 10.0 };
    assert_eq!(stack, expected);
}

#[test]
fn the_largest_loss_is_named() {
    let none = LossStack { speedup: 4.0, inflation: 0.0, dispatch: 0.0, gaps: 0.0, imbalance: 0.0, join: 0.0 };
    let cases = [
        (Loss::Negligible, LossStack { inflation: 0.05, ..none }),
        (Loss::Negligible, LossStack { inflation: -0.5, ..none }),
        (Loss::Inflation, LossStack { inflation: 1.0, gaps: 0.5, ..none }),
        (Loss::Dispatch, LossStack { dispatch: 1.0, join: 0.5, ..none }),
        (Loss::Gaps, LossStack { gaps: 1.0, dispatch: 0.5, ..none }),
        (Loss::Imbalance, LossStack { imbalance: 1.0, inflation: 0.5, ..none }),
        (Loss::Join, LossStack { join: 1.0, imbalance: 0.5, ..none }),
    ];
    for (loss, stack) in cases {
        assert_eq!(largest_loss(&stack), (loss, loss.text()));
        assert!(loss.text().ends_with('.'));
    }
}

#[test]
fn rounded_parts_equal_examples_computed_by_hand() {
    assert_eq!(rounded_parts(&[1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0], 1), [0.4, 0.3, 0.3]);
    assert_eq!(rounded_parts(&[3.46, -0.04, 0.58], 1), [3.5, -0.1, 0.6]);
    assert_eq!(rounded_parts(&[], 2), [0.0; 0]);
}

#[test]
fn scaling_figures_equal_examples_computed_by_hand() {
    assert_eq!(efficiency(3.0, 4), 0.75);
    assert_eq!(karp_flatt(1.0, 1), None);
    assert_eq!(karp_flatt(0.0, 4), None);
    assert_eq!(karp_flatt(4.0, 4), Some(0.0));
    assert_eq!(break_even_runs(50.0, 100.0, 30.0), Some(1));
    assert_eq!(break_even_runs(150.0, 100.0, 30.0), Some(3));
    assert_eq!(break_even_runs(0.0, 100.0, 30.0), Some(0));
    assert_eq!(break_even_runs(50.0, 100.0, 100.0), None);
    assert_eq!(break_even_runs(50.0, 100.0, 100.0 - 1e-13), None);
}

#[test]
fn samples_are_invalid_after_a_clock_jump_a_hidden_page_or_a_lost_worker() {
    let well = Circumstances { wall_ms: 140.0, monotonic_ms: 100.0, ..Circumstances::default() };
    assert_eq!(SampleStatus::of(&well), SampleStatus::Valid);
    assert_eq!(SampleStatus::of(&Circumstances { wall_ms: 151.0, ..well }), SampleStatus::MachineSlept);
    assert_eq!(SampleStatus::of(&Circumstances { wall_ms: 49.0, ..well }), SampleStatus::MachineSlept);
    assert_eq!(SampleStatus::of(&Circumstances { was_hidden: true, ..well }), SampleStatus::PageHidden);
    let lost = Circumstances { was_hidden: true, lost_worker: true, ..well };
    assert_eq!(SampleStatus::of(&lost).caveat(), Some(Caveat::WorkerLost));
    assert!(SampleStatus::Valid.is_valid() && SampleStatus::Valid.caveat().is_none());
    assert!(!SampleStatus::MachineSlept.is_valid());
    assert_eq!(SampleStatus::of(&Circumstances { wall_ms: 150.0, ..well }), SampleStatus::Valid);
}

#[test]
fn caveats_are_camel_case_in_reports() {
    assert_eq!(to_json(&Caveat::SlowFirstSample), "slowFirstSample");
    assert_eq!(to_json(&Caveat::ReportedDiffersFromMeasured), "reportedDiffersFromMeasured");
    let pop = PopEfficiencies { load_balance: 1.0, communication: 1.0, compute_scaling: 0.5 };
    let expected = serde_json::json!({ "loadBalance": 1.0, "communication": 1.0, "computeScaling": 0.5 });
    assert_eq!(to_json(&pop), expected);
}

/// Calibrates on a machine with this many milliseconds per million steps, and returns the speed that it finds. Each trial varies by up
/// to 4 %, and the trial `stalled` takes 50 ms longer.
fn calibrated(ms_per_million: f64, stalled: Option<usize>, seed: u64) -> f64 {
    let mut rng = SplitMix64::new(seed);
    let mut trials = Trials::new(100_000, 1_000_000_000_000, 0.005);
    for trial in 0..1_000 {
        let noise = 1.0 + 0.04 * rng.below(1_000) as f64 / 1_000.0;
        let stall_ms = if stalled == Some(trial) { 50.0 } else { 0.0 };
        let millions = trials.steps() as f64 / 1e6;
        if let Some(agreed_ms) = trials.push(millions * ms_per_million * noise + stall_ms) {
            return agreed_ms / millions;
        }
    }
    panic!("a thousand trials were not enough");
}

#[test]
fn a_stall_in_one_trial_does_not_change_the_size_of_the_work() {
    for ms_per_million in [0.02, 0.3, 1.8, 7.0, 200.0] {
        for stalled in (0..30).map(Some).chain([None]) {
            for seed in 0..20 {
                let found = calibrated(ms_per_million, stalled, seed) / ms_per_million;
                assert!((1.0..1.05).contains(&found), "{ms_per_million} ms, stall in {stalled:?}: {found}");
            }
        }
    }
}

/// What a caveat advises has a control on the page.
#[test]
fn a_caveat_names_only_what_the_page_offers() {
    let page = include_str!("../index.html").to_owned() + include_str!("../src/bin/app/page/islands/launch.rs");
    let controls =
        [("more work", "Size of the work"), ("less work", "Size of the work"), ("rounds", "Five more rounds")];
    let caveats = [
        Caveat::SlowFirstSample,
        Caveat::CoarseTimer,
        Caveat::PoolLargerThanReported,
        Caveat::ReportedDiffersFromMeasured,
        Caveat::SlowerTogether,
        Caveat::DriftBetweenRounds,
        Caveat::NotIsolated,
        Caveat::Unresolved,
        Caveat::PageHidden,
        Caveat::BusyPool,
        Caveat::MachineSlept,
        Caveat::WorkerLost,
    ];
    for caveat in caveats {
        for (advice, control) in controls {
            let advises =
                caveat.text().contains(&format!("choose {advice}")) || caveat.text().contains(&format!("run {advice}"));
            assert!(!advises || page.contains(control), "{caveat:?} advises {advice}");
        }
        assert!(!caveat.text().contains("more rounds"), "{caveat:?} is also about sweeps, which have no such control");
    }
}
