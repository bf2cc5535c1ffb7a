//! Scales, ticks and the SVG marks made from them. The functions are pure: they take numbers and return markup.

mod curve;
mod frame;
mod lanes;
mod phases;
mod picture;
mod sorting;
mod stack;
mod timeline;
mod window;

pub(super) use curve::{Curve, Point, SpeedupPlot, speedup_plot};
pub(super) use frame::{computing, lane_name, lane_names, lane_px, marks_above, page_row, start_up, time_axis};
pub(super) use lanes::{Lanes, lanes, turns, worker_step};
pub(super) use phases::{Activity, Stretch, Timeline};
pub(super) use picture::{blocks, pixel, rgb};
pub(super) use sorting::Sorting;
pub(super) use stack::{Part, Sorted, parts, small_stack, stack, swatch, won};
pub(super) use timeline::{cursor, moment, overview, readout, timeline};
pub(super) use window::Window;
