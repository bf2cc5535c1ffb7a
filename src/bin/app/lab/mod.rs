//! An experiment: options, rounds, a report. Only the drivers touch the browser.

mod assemble;
mod bench;
mod compare;
mod error;
mod export;
mod options;
mod progress;
mod reference;
mod rounds;
mod run;
mod session;
mod summary;
mod sweep;
mod tenfold;

pub use crate::report::{CompareReport, RunReport, StrategyReport, TileReport, WorkerReport};
pub use crate::report::{
    FailedSize, MeasuredCores, Model, Models, RatioReport, SweepReport, SweepSize, TenfoldReport, TenfoldSize,
};
pub use crate::report::{LECTURE_STEPS, MAX_ROUNDS, MAX_STEPS, MAX_TILES, MAX_WORKERS};
pub use compare::compare;
pub use error::LabError;
pub use export::{Csv, CsvRow, Trace, TraceEvent, TraceRun, TraceSpan, TraceTile};
pub use options::Options;
pub use progress::{Observer, Progress};
pub use run::{Calibration, calibrate, run};
pub use session::{drawn_seed, environment, prepare};
pub use sweep::{beyond, sweep, sweep_sizes};
pub use tenfold::{TENFOLD, tenfold};

pub use crate::measure::{Caveat, LossStack, power_of_ten_below, rounded_parts};
pub use crate::pool::{
    Cancel, Environment, IsolationSource, MAX_SHARED_WORKERS, NotIsolated, SeenTile, Strategy, now_ms,
};
