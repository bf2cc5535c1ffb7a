//! The kernel against closed forms, partitions and bounds.

use every_core::kernel::{WorkloadId, do_math, do_math_simd, slices};
use proptest::prelude::*;
use std::ops::Range;

/// The definition, word for word, in integers: `pos` over `start+1 ..= end`, the root of `(pos - K)` squared.
fn by_definition(range: Range<u64>) -> u64 {
    (range.start + 1..=range.end).fold(0u64, |sum, pos| sum.wrapping_add(pos.abs_diff(1_000_000)))
}

#[test]
fn the_lecture_s_thirty_million_steps() {
    assert_eq!(do_math(0..30_000_000), 421_000_014_000_000);
    assert_eq!(do_math_simd(0..30_000_000), 421_000_014_000_000);
}

#[test]
fn empty_one_step_and_the_root_of_zero() {
    for function in [do_math, do_math_simd] {
        assert_eq!(function(0..0), 0);
        assert_eq!(function(7..7), 0);
        assert_eq!(function(0..1), 999_999);
        assert_eq!(function(999_999..1_000_000), 0);
        assert_eq!(function(1_000_000..1_000_001), 1);
    }
}

#[test]
fn roots_stay_exact_up_to_a_trillion() {
    let end = 1_000_000_000_000;
    for start in [end - 1, end - 8_191, end - 8_192, end - 8_193, end - 70_000] {
        assert_eq!(do_math(start..end), by_definition(start..end));
        assert_eq!(do_math_simd(start..end), by_definition(start..end));
    }
}

#[test]
fn names_lead_back_to_their_workload() {
    for id in WorkloadId::ALL {
        assert_eq!(WorkloadId::from_name(id.name()), Some(id));
    }
    assert_eq!(WorkloadId::from_name("do_maths"), None);
}

proptest! {
    #[test]
    fn any_range_has_its_closed_form(start in 0u64..2_500_000, steps in 0u64..40_000) {
        let range = start..start + steps;
        prop_assert_eq!(do_math(range.clone()), by_definition(range.clone()));
        prop_assert_eq!(do_math_simd(range.clone()), by_definition(range.clone()));
        for id in [WorkloadId::DoMath, WorkloadId::DoMathSimd] {
            prop_assert_eq!(id.workload().expected(&range), Some(by_definition(range.clone())));
        }
    }

    #[test]
    fn any_partition_has_the_same_checksum(start in 0u64..2_000_000, mut cuts in prop::collection::vec(0u64..50_000, 0..12)) {
        cuts.sort_unstable();
        let whole = start..start + 50_000;
        let mut bounds = vec![whole.start];
        bounds.extend(cuts.iter().map(|cut| start + cut));
        bounds.push(whole.end);
        for id in WorkloadId::ALL {
            let workload = id.workload();
            let input = workload.input(&whole);
            let parts = bounds.windows(2).map(|pair| {
                let part = if input.is_empty() { &[][..] } else {
                    &input[(pair[0] - start) as usize..(pair[1] - start) as usize]
                };
                workload.run(&whole, pair[0]..pair[1], part)
            });
            let sum = parts.fold(0u64, u64::wrapping_add);
            prop_assert_eq!(sum, workload.run(&whole, whole.clone(), &input), "{}", id.name());
        }
    }

    #[test]
    fn slices_cover_any_range_exactly_once(start in 0u64..1_000_000_000_000, steps in 0u64..1_000_000_000_000, p in 1u64..2_000) {
        let range = start..start + steps;
        let mut next = start;
        for slice in slices(&range, p) {
            prop_assert_eq!(slice.start, next);
            prop_assert!(slice.end - slice.start <= steps / p + 1);
            prop_assert!(slice.end - slice.start >= steps / p);
            next = slice.end;
        }
        prop_assert_eq!(next, range.end);
    }

    #[test]
    fn a_million_slices_end_where_the_range_does(steps in 0u64..1_000_000_000_000, i in 0u64..1_000_000) {
        let range = 0..steps;
        let (piece, last) = (every_core::kernel::slice(&range, i, 1_000_000), every_core::kernel::slice(&range, 999_999, 1_000_000));
        prop_assert!(piece.start <= piece.end && piece.end <= steps);
        prop_assert_eq!(last.end, steps);
    }
}
