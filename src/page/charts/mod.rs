//! Scales and ticks, and the SVG marks made from them, of the first figure. Pure: numbers in, markup out. The others are in
//! `figures/`, which is loaded with the first experiment and shares what is here.

mod lanes;
mod pulse;
mod scale;

pub(super) use lanes::{Lanes, axis, lanes, outline, turns};
pub(super) use pulse::pulse_strip;
pub(super) use scale::Scale;
