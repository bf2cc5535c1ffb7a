//! Tests of the kernel against closed forms, and of the slices of a range.

use every_core::kernel::{WorkloadId, do_math, do_math_simd, slice, slices};
use every_core_random::{of_json, to_json};
use proptest::prelude::*;
use std::ops::Range;

/// Computes `do_math` by its definition, in integers: `pos` over `start+1 ..= end`, the root of `(pos - K)` squared.
fn by_definition(range: Range<u64>) -> u64 {
    (range.start + 1..=range.end).fold(0u64, |sum, pos| sum.wrapping_add(pos.abs_diff(1_000_000)))
}

#[test]
fn thirty_million_steps_have_the_lecture_s_checksum() {
    assert_eq!(do_math(0..30_000_000), 421_000_014_000_000);
    assert_eq!(do_math_simd(0..30_000_000), 421_000_014_000_000);
}

#[test]
fn empty_ranges_single_steps_and_the_root_of_zero_are_right() {
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

/// The checksum is exact only if this holds. The arguments are those where the rounding error is largest.
#[test]
fn the_root_of_a_rounded_square_is_the_number_itself() {
    let powers = (0..53).map(|exponent| 1u64 << exponent);
    let near_powers = powers.flat_map(|power| [power - 1, power, power + 1, power + power / 2, power * 2 - 1]);
    let near_a_trillion = 999_999_990_000..1_000_000_000_000;
    for x in near_powers.chain(near_a_trillion).map(|x| x as f64) {
        assert_eq!((x * x).sqrt(), x);
    }
}

#[test]
fn every_workload_is_found_by_its_name() {
    for id in WorkloadId::ALL {
        assert_eq!(WorkloadId::from_name(id.name()), Some(id));
    }
    for stranger in ["do_maths", "DO_MATH", " dot", ""] {
        assert_eq!(WorkloadId::from_name(stranger), None);
    }
}

#[test]
fn scripts_see_the_names() {
    for id in WorkloadId::ALL {
        assert_eq!(to_json(&id), id.name());
        assert_eq!(of_json(id.name().into()), Ok(id));
    }
}

proptest! {
    #[test]
    fn roots_of_rounded_squares_are_exact_below_2_to_the_52(x in 0u64..1 << 52) {
        let x = x as f64;
        prop_assert_eq!((x * x).sqrt(), x);
    }

    #[test]
    fn any_range_matches_its_closed_form(start in 0u64..2_500_000, steps in 0u64..40_000) {
        let range = start..start + steps;
        prop_assert_eq!(do_math(range.clone()), by_definition(range.clone()));
        prop_assert_eq!(do_math_simd(range.clone()), by_definition(range.clone()));
        for id in [WorkloadId::DoMath, WorkloadId::DoMathSimd] {
            prop_assert_eq!(id.workload().expected(&range), Some(by_definition(range.clone())));
        }
    }

    #[test]
    fn slices_cover_any_range_exactly_once(
        start in 0u64..1_000_000_000_000,
        steps in 0u64..1_000_000_000_000,
        p in 1u64..2_000,
    ) {
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
    fn up_to_a_million_slices_meet_without_overflow(
        start in 0u64..1_000_000_000_000,
        steps in 0u64..=1_000_000_000_000,
        p in 1u64..=1_000_000,
        which in 0.0f64..1.0,
    ) {
        let (range, i) = (start..start + steps, (which * p as f64) as u64);
        let piece = slice(&range, i, p);
        let size = piece.end - piece.start;
        prop_assert!(size == steps / p || size == steps / p + 1);
        prop_assert_eq!(slice(&range, 0, p).start, range.start);
        prop_assert_eq!(slice(&range, p - 1, p).end, range.end);
        if i + 1 < p {
            prop_assert_eq!(slice(&range, i + 1, p).start, piece.end);
        }
    }
}
