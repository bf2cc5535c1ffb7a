//! Scales and ticks, and the SVG marks made from them, as far as they are seen before anything was run. Pure: numbers in, markup
//! out. All others are in `figures/`, which is loaded with the first experiment and shares these.

mod pulse;

pub(super) use pulse::pulse_strip;
