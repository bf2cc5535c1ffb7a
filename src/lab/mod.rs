//! An experiment: options, rounds, a report. Only the drivers touch the browser.

mod assemble;
mod compare;
mod error;
mod options;
mod progress;
mod report;
mod run;
mod session;

pub use compare::compare;
pub use error::LabError;
pub use options::{LECTURE_STEPS, MAX_ROUNDS, MAX_STEPS, MAX_TILES, MAX_WORKERS, Options};
pub use progress::{Observer, Progress};
pub use report::{CompareReport, RunReport, StrategyReport, TileReport, WorkerReport};
pub use run::{Calibration, calibrate, run};
pub use session::{environment, prepare};

pub use crate::pool::{Cancel, Environment, IsolationSource, Strategy, now_ms};
