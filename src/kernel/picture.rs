//! The shape of a picture with one pixel a step.

use std::ops::Range;

/// A picture whose pixels are the steps of a range, row by row from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The number of pixels in a row, at least 1.
    pub width: u64,
    /// The number of rows; the last one may be incomplete.
    pub height: u64,
}

impl Picture {
    /// Returns the picture of `whole`. Its width is the integer square root of the number of steps, so it has at most two rows
    /// more than a square.
    pub fn of(whole: &Range<u64>) -> Self {
        let steps = whole.end.saturating_sub(whole.start);
        let width = steps.isqrt().max(1);
        Self { width, height: steps.div_ceil(width) }
    }
}
