//! Scales and ticks, and the SVG marks made from them. Pure: numbers in, markup out.

mod curve;
mod lanes;
mod pulse;
mod scale;
mod stack;

pub(super) use curve::{Curve, Point, SpeedupPlot, speedup_plot};
pub(super) use lanes::{Lanes, axis, lanes, outline};
pub(super) use pulse::pulse_strip;
pub(super) use scale::Scale;
pub(super) use stack::{Part, parts, small_stack, stack, swatch};
