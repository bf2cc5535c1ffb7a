//! Scales, ticks and the SVG marks made from them. The functions are pure: they take numbers and return markup.

mod curve;
mod lanes;
mod phases;
mod picture;
mod stack;
mod timeline;
mod window;

pub(super) use curve::{Curve, Point, SpeedupPlot, speedup_plot};
pub(super) use lanes::{Lanes, lanes, turns, worker_step};
pub(super) use phases::{Activity, Stretch, Timeline};
pub(super) use picture::{blocks, pixel, rgb};

pub(super) use stack::{Part, parts, small_stack, stack, swatch};
pub(super) use timeline::{computing, cursor, lane_name, lane_names, lane_px, overview, readout, time_axis, timeline};
pub(super) use window::Window;
