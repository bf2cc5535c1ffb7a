//! An experiment: options, rounds, a report. Only the drivers touch the browser.

mod assemble;
mod bench;
mod compare;
mod error;
mod export;
mod limits;
mod link;
mod options;
mod progress;
mod reference;
mod report;
mod report_sizes;
mod rounds;
mod run;
mod session;
mod summary;
mod sweep;
mod tenfold;

pub use compare::compare;
pub use error::LabError;
pub use export::{Csv, CsvRow, Trace, TraceEvent, TraceRun, TraceSpan, TraceTile};
pub use limits::{LECTURE_STEPS, MAX_ROUNDS, MAX_STEPS, MAX_TILES, MAX_WORKERS};
pub use link::{
    BrowserFamily, BuildName, Entry, Link, LinkEnvironment, LinkError, MAX_ENTRIES, MAX_LINK_LENGTH, Pair, Results,
    Why, comparable,
};
pub use options::Options;
pub use progress::{Observer, Progress};
pub use report::{CompareReport, RunReport, StrategyReport, TileReport, WorkerReport};
pub use report_sizes::{
    FailedSize, MeasuredCores, Model, Models, RatioReport, SweepReport, SweepSize, TenfoldReport, TenfoldSize,
};
pub use run::{Calibration, calibrate, run};
pub use session::{drawn_seed, environment, prepare};
pub use sweep::{beyond, sweep, sweep_sizes};
pub use tenfold::{TENFOLD, tenfold};

pub use crate::measure::{Caveat, LossStack, power_of_ten_below, rounded_parts};
pub use crate::pool::{
    Cancel, Environment, IS_DEVELOPMENT_BUILD, IsolationSource, MAX_SHARED_WORKERS, NotIsolated, SeenTile, Strategy,
    now_ms,
};
