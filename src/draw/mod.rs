//! The numbers, scales and rows of Fig. 1 that both the page and the figures write.

mod axis;
pub mod format;
mod rows;
mod scale;

pub use axis::{GAP_PX, LANE_PX, axis, height_px, tick_text};
pub use rows::{HEAD, axis_row, row, way};
pub use scale::Scale;
