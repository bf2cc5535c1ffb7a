//! Tests of the workloads: each result is compared with an independent one, and each checksum is the same for random partitions.

use std::ops::Range;

use every_core::kernel::{MAX_ITERATIONS, Picture, WorkloadId, mandelbrot_pixels};
use proptest::prelude::*;

/// Computes the checksum of `whole` in the tiles between neighbouring `bounds`.
fn in_tiles(id: WorkloadId, whole: &Range<u64>, bounds: &[u64]) -> u64 {
    let workload = id.workload();
    let input = workload.input(whole);
    let of_tile = |tile: &Range<u64>| match input.len() {
        0 => &[][..],
        _ => &input[(tile.start - whole.start) as usize..(tile.end - whole.start) as usize],
    };
    let tiles = bounds.windows(2).map(|pair| pair[0]..pair[1]);
    tiles.fold(0, |sum: u64, tile| sum.wrapping_add(workload.run(whole, tile.clone(), of_tile(&tile))))
}

fn in_one(id: WorkloadId, whole: Range<u64>) -> u64 {
    in_tiles(id, &whole, &[whole.start, whole.end])
}

#[test]
fn trial_division_gives_the_known_counts_of_primes() {
    for (end, count) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (10, 4), (100, 25), (10_000, 1_229), (200_000, 17_984)]
    {
        assert_eq!(in_one(WorkloadId::Primes, 0..end), count, "up to {end}");
    }
}

/// The expected counts are from the literature (OEIS A006880).
#[test]
fn the_sieve_gives_the_known_counts_of_primes_up_to_its_limits() {
    let expected = |whole| WorkloadId::Primes.workload().expected(&whole);
    assert_eq!(expected(0..1_000_000), Some(78_498));
    assert_eq!(expected(0..10_000_000), Some(664_579));
    assert_eq!(expected(5..5), Some(0));
    assert_eq!(expected(0..100_000_001), None);
    assert_eq!(expected(999_999_000_000..1_000_000_000_001), None);
}

#[test]
fn trial_division_and_sieve_agree_below_a_trillion() {
    let whole = 999_999_999_900..1_000_000_000_000;
    assert_eq!(Some(in_one(WorkloadId::Primes, whole.clone())), WorkloadId::Primes.workload().expected(&whole));
}

/// Computes the picture in another way: complex numbers as pairs, squared by the textbook formula, magnitudes by `hypot`.
fn escapes_after(c: (f64, f64)) -> u8 {
    let mut z = (0.0_f64, 0.0_f64);
    let mut applied = 0;
    while applied < 255 && z.0.hypot(z.1) <= 2.0 {
        z = (z.0 * z.0 - z.1 * z.1 + c.0, z.0 * z.1 + z.1 * z.0 + c.1);
        applied += 1;
    }
    applied
}

/// With 128 pixels a row every coordinate is exact, so both computations start from the same points.
#[test]
fn the_picture_is_the_mandelbrot_set() {
    let whole = 1_000..1_000 + 128 * 128;
    let pixels = mandelbrot_pixels(&whole, whole.clone());
    for (index, &pixel) in pixels.iter().enumerate() {
        let (column, row) = ((index % 128) as f64, (index / 128) as f64);
        let c = (-1.75 + 2.0 * (column + 0.5) / 128.0, 1.75 - 2.0 * (row + 0.5) / 128.0);
        assert_eq!(pixel, escapes_after(c), "pixel {index}");
    }
    assert_eq!(pixels.iter().min(), Some(&1));
    assert_eq!(pixels.iter().max(), Some(&MAX_ITERATIONS));
}

/// The expected checksum was computed natively and in a browser. Another value means another picture.
#[test]
fn the_picture_has_not_changed() {
    assert_eq!(in_one(WorkloadId::Mandelbrot, 0..250_000), 6_717_795_289_711_675_551);
}

#[test]
fn a_few_rows_have_most_of_the_picture_s_cost() {
    let whole = 0..250_000;
    let cost = |tile| mandelbrot_pixels(&whole, tile).into_iter().map(u64::from).sum::<u64>() as f64;
    let all = cost(whole.clone());
    assert!(cost(0..125_000) / all < 0.05, "the upper half costs at least 5 %");
    assert!(cost(200_000..250_000) / all > 0.5, "the last fifth costs at most half");
}

#[test]
fn a_wrong_or_swapped_pixel_changes_the_checksum() {
    // The same tile has another checksum at another place, and in a picture of another size.
    let workload = WorkloadId::Mandelbrot.workload();
    assert_ne!(workload.run(&(0..10_000), 0..100, &[]), workload.run(&(0..10_000), 100..200, &[]));
    assert_ne!(workload.run(&(0..10_000), 0..100, &[]), workload.run(&(0..12_100), 0..100, &[]));
}

#[test]
fn pictures_are_nearly_square() {
    for steps in [0u64, 1, 2, 3, 8, 10_000, 10_001, 10_199, 10_200, 30_000_000] {
        let picture = Picture::of(&(7..7 + steps));
        assert!(picture.width * picture.height >= steps && picture.width * picture.height < steps + picture.width);
        assert!(steps == 0 || picture.height - picture.width <= 2, "{picture:?}");
    }
}

#[test]
fn the_dot_product_equals_its_definition() {
    for end in [0u64, 1, 2, 3, 4, 5, 7, 8, 1_000, 100_003] {
        let by_definition = (1..=end).map(|number| number * number).sum::<u64>();
        assert_eq!(in_one(WorkloadId::Dot, 0..end), by_definition);
        assert_eq!(WorkloadId::Dot.workload().expected(&(0..end)), Some(by_definition));
    }
}

#[test]
fn the_dot_product_wraps_as_its_closed_form_does() {
    let whole = 5..5 + 8_000_000;
    assert_eq!(Some(in_one(WorkloadId::Dot, whole.clone())), WorkloadId::Dot.workload().expected(&whole));
}

#[test]
fn the_input_of_another_tile_changes_the_checksum() {
    let workload = WorkloadId::Dot.workload();
    let whole = 0..100;
    let input = workload.input(&whole);
    let right = workload.run(&whole, 0..50, &input[..50]).wrapping_add(workload.run(&whole, 50..100, &input[50..]));
    let swapped = workload.run(&whole, 0..50, &input[50..]).wrapping_add(workload.run(&whole, 50..100, &input[..50]));
    assert_eq!(Some(right), workload.expected(&whole));
    assert_ne!(swapped, right);
}

#[test]
fn default_steps_are_within_the_limit() {
    for id in WorkloadId::ALL {
        assert!(id.default_steps() <= id.max_steps(), "{}", id.name());
    }
}

/// Generates ranges below, across and above the lecture's K, short enough for trial division.
fn whole() -> impl Strategy<Value = Range<u64>> {
    let start = prop_oneof![0u64..5_000, 997_000u64..1_003_000, 1_999_000u64..2_001_000];
    (start, 0u64..4_000).prop_map(|(start, steps)| start..start + steps)
}

proptest! {
    #[test]
    fn any_partition_has_the_same_checksum(whole in whole(), cuts in prop::collection::vec(0.0f64..1.0, 0..12)) {
        let steps = whole.end - whole.start;
        let mut bounds: Vec<u64> = cuts.iter().map(|cut| whole.start + (cut * steps as f64) as u64).collect();
        bounds.extend([whole.start, whole.end]);
        bounds.sort_unstable();
        for id in WorkloadId::ALL {
            let in_one = in_one(id, whole.clone());
            prop_assert_eq!(in_tiles(id, &whole, &bounds), in_one, "{}", id.name());
            prop_assert_eq!(id.workload().expected(&whole).unwrap_or(in_one), in_one, "{}", id.name());
        }
    }

    #[test]
    fn pixels_are_the_same_in_every_tile(from in 0u64..2_500, length in 0u64..2_500) {
        let whole = 0..2_500;
        let tile = from..(from + length).min(whole.end);
        let all = mandelbrot_pixels(&whole, whole.clone());
        prop_assert_eq!(mandelbrot_pixels(&whole, tile.clone()), &all[tile.start as usize..tile.end as usize]);
    }
}
