//! What the figures need of the lab: the reports.

#[path = "../../src/lab/report.rs"]
mod report;
#[path = "../../src/lab/report_sizes.rs"]
mod report_sizes;

pub use report::{CompareReport, RunReport, StrategyReport, TileReport, WorkerReport};
pub use report_sizes::{
    FailedSize, MeasuredCores, Model, Models, RatioReport, SweepReport, SweepSize, TenfoldReport, TenfoldSize,
};

pub use crate::measure::{Caveat, LossStack, power_of_ten_below, rounded_parts};
pub use crate::pool::Strategy;
