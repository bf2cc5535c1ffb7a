//! The reports of the API, and the words they are made of.

mod limits;
#[allow(clippy::module_inception)]
mod report;
mod sizes;
mod strategy;

pub use limits::{LECTURE_STEPS, MAX_ROUNDS, MAX_STEPS, MAX_TILES, MAX_WORKERS};
pub use report::{CompareReport, RunReport, StrategyReport, TileReport, WorkerReport};
pub use sizes::{
    FailedSize, MeasuredCores, Model, Models, RatioReport, SweepReport, SweepSize, TenfoldReport, TenfoldSize,
};
pub use strategy::{MAX_SHARED_WORKERS, Strategy};
