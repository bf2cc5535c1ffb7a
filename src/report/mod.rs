//! The reports of the API, the strategies they name, and the limits of the options.

mod lecture;
mod limits;
mod measured;
mod runs;
mod sizes;
mod strategy;

pub use lecture::{LECTURE_CORES, Lecture};
pub use limits::{FEWEST_ROUNDS, MAX_ROUNDS, MAX_STEPS, MAX_TILES, MAX_WORKERS, PAGE_ROUNDS};
pub use measured::Measured;
pub use runs::{CompareReport, RunReport, SetAside, Shortfall, StrategyReport, TileReport, WorkerReport};
pub use sizes::{
    FailedSize, MeasuredCores, Model, Models, RatioReport, SweepReport, SweepSize, TenfoldReport, TenfoldSize,
};
pub use strategy::{MAX_SHARED_WORKERS, Strategy};
