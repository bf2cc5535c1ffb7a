//! The shape of a picture with one pixel a step.

use std::ops::Range;

/// A picture whose pixels are the steps of a range, row by row from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row, at least 1.
    pub width: u64,
    /// Rows; the last one may be incomplete.
    pub height: u64,
}

impl Picture {
    /// The picture of `whole`: as wide as the whole root of its steps, and so square but for up to two rows.
    pub fn of(whole: &Range<u64>) -> Self {
        let steps = whole.end.saturating_sub(whole.start);
        let width = steps.isqrt().max(1);
        Self { width, height: steps.div_ceil(width) }
    }
}
