//! A picture of the Mandelbrot set, a workload with most of its cost in a few rows.

use std::ops::Range;

use super::{Picture, Workload};

/// The number of iterations after which a point counts as inside the set. A pixel's count fits a byte.
pub const MAX_ITERATIONS: u8 = 255;

/// The left edge of the view, on the real axis.
const LEFT: f64 = -1.75;
/// The top edge of the view, on the imaginary axis.
const TOP: f64 = 1.75;
/// The width of the view, which is also its height. The set lies along the lower edge (imaginary part -0.25). So the upper half
/// of the rows takes 4 % of the iterations and the last fifth 53 %, and equal slices are not equal work.
const SPAN: f64 = 2.0;

/// Returns the iterations of pixel `index` of the picture, 0 to [`MAX_ITERATIONS`]: how many times `z = z² + c` is applied
/// before `|z| > 2`, starting from 0.
///
/// IEEE arithmetic without contraction gives the same count on every engine and processor.
fn iterations(picture: Picture, index: u64) -> u8 {
    let (column, row) = (index % picture.width, index / picture.width);
    let scale = SPAN / picture.width as f64;
    let c_re = LEFT + (column as f64 + 0.5) * scale;
    let c_im = TOP - (row as f64 + 0.5) * scale;
    let (mut re, mut im) = (0.0, 0.0);
    for count in 0..MAX_ITERATIONS {
        let (re_squared, im_squared) = (re * re, im * im);
        if re_squared + im_squared > 4.0 {
            return count;
        }
        im = 2.0 * re * im + c_im;
        re = re_squared - im_squared + c_re;
    }
    MAX_ITERATIONS
}

/// Returns the iteration counts of the pixels of `tile`, one byte a pixel in row order. The page paints them. `tile` is a part of
/// `whole`; [`Picture::of`] gives the width of the picture.
pub fn mandelbrot_pixels(whole: &Range<u64>, tile: Range<u64>) -> Vec<u8> {
    let picture = Picture::of(whole);
    tile.map(|pos| iterations(picture, pos - whole.start)).collect()
}

/// Computes a tile as the workload does, and keeps its pixels: one byte each, as from [`mandelbrot_pixels`].
///
/// `pixels` has one byte for each step of `tile`.
pub fn mandelbrot_painted(whole: &Range<u64>, tile: Range<u64>, pixels: &mut [u8]) -> u64 {
    let picture = Picture::of(whole);
    let paint = |(pos, pixel): (u64, &mut u8)| {
        *pixel = iterations(picture, pos - whole.start);
        pixel_hash(pos - whole.start, *pixel)
    };
    tile.zip(pixels).map(paint).fold(0, u64::wrapping_add)
}

/// Hashes a pixel's place and value, so that one wrong or swapped pixel changes a checksum made of sums. The hash is the
/// finaliser of SplitMix64, a bijection of 64 bits.
fn pixel_hash(index: u64, count: u8) -> u64 {
    let mut z = (index << 8 | u64::from(count)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The workload that computes one pixel of a square picture per step. Its checksum is the wrapping sum of a hash of every pixel's
/// place and iteration count.
pub struct Mandelbrot;

impl Workload for Mandelbrot {
    fn run(&self, whole: &Range<u64>, tile: Range<u64>, _input: &[u32]) -> u64 {
        let picture = Picture::of(whole);
        let hash = |pos| pixel_hash(pos - whole.start, iterations(picture, pos - whole.start));
        tile.map(hash).fold(0, u64::wrapping_add)
    }

    /// Returns `None`: the checksum cannot be found without computing the picture, so callers compare it with a second run.
    fn expected(&self, _whole: &Range<u64>) -> Option<u64> {
        None
    }
}
