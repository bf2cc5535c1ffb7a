//! A picture of the Mandelbrot set: work whose cost sits in a few rows.

use std::ops::Range;

use super::{Picture, Workload};

/// Iterations after which a point counts as inside the set. A pixel's count fits a byte.
pub const MAX_ITERATIONS: u8 = 255;

/// Left edge of the view, real axis.
const LEFT: f64 = -1.75;
/// Top edge of the view, imaginary axis.
const TOP: f64 = 1.75;
/// Width of the view; its height is the same. The set lies along the lower edge (imaginary part -0.25), so that the
/// upper half of the rows takes 4 % of the iterations and the last fifth 53 %: equal slices are unfair.
const SPAN: f64 = 2.0;

/// Iterations of pixel `index` of the picture, 0 to [`MAX_ITERATIONS`]: how many times `z = z² + c` may be applied
/// before `|z| > 2`, starting from 0.
///
/// IEEE arithmetic without contraction: the same count on every engine and processor.
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

/// Iteration counts of the pixels of `tile`, one byte a pixel in row order: what the page paints. `tile` is a part of
/// `whole`; [`Picture::of`] gives its width.
pub fn mandelbrot_pixels(whole: &Range<u64>, tile: Range<u64>) -> Vec<u8> {
    let picture = Picture::of(whole);
    tile.map(|pos| iterations(picture, pos - whole.start)).collect()
}

/// Computes a tile as the workload does, and keeps its pixels: one byte each, as from [`mandelbrot_pixels`].
///
/// `pixels` has room for one byte a step of `tile`.
pub fn mandelbrot_painted(whole: &Range<u64>, tile: Range<u64>, pixels: &mut [u8]) -> u64 {
    let picture = Picture::of(whole);
    let paint = |(pos, pixel): (u64, &mut u8)| {
        *pixel = iterations(picture, pos - whole.start);
        pixel_hash(pos - whole.start, *pixel)
    };
    tile.zip(pixels).map(paint).fold(0, u64::wrapping_add)
}

/// Mixes a pixel's place and value, so that a checksum made of sums sees one wrong or swapped pixel: the finaliser of
/// SplitMix64, a bijection of 64 bits.
fn pixel_hash(index: u64, count: u8) -> u64 {
    let mut z = (index << 8 | u64::from(count)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The workload: one step a pixel of a square picture. Its checksum is the wrapping sum of a hash of every pixel's
/// place and iteration count.
pub struct Mandelbrot;

impl Workload for Mandelbrot {
    fn run(&self, whole: &Range<u64>, tile: Range<u64>, _input: &[u32]) -> u64 {
        let picture = Picture::of(whole);
        let hash = |pos| pixel_hash(pos - whole.start, iterations(picture, pos - whole.start));
        tile.map(hash).fold(0, u64::wrapping_add)
    }

    /// There is no cheaper way to the picture than to draw it: compare with the checksum of a serial run.
    fn expected(&self, _whole: &Range<u64>) -> Option<u64> {
        None
    }
}
