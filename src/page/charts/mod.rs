//! Scales and ticks, and the SVG marks made from them. Pure: numbers in, markup out.

mod lanes;
mod pulse;
mod scale;

pub(super) use lanes::{Lanes, axis, lanes, outline};
pub(super) use pulse::pulse_strip;
pub(super) use scale::Scale;
