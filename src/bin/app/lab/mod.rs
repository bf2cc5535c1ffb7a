//! Experiments: options, rounds and reports. Only the functions that run experiments touch the browser.

mod assemble;
mod bench;
mod caveats;
mod compare;
mod contender;
mod earlier;
mod error;
mod options;
mod progress;
mod reference;
mod rounds;
mod run;
mod session;
mod summary;
mod sweep;
mod tenfold;

pub(crate) use compare::compare;
pub(crate) use error::LabError;
pub(crate) use options::Options;
pub(crate) use progress::{Observer, Progress};
pub(crate) use run::{Calibration, calibrate, run};
pub(crate) use session::{drawn_seed, environment, prepare};
pub(crate) use sweep::{beyond, sweep, sweep_sizes};
pub(crate) use tenfold::{TENFOLD, tenfold};

// What the page and the API need of the pool to request an experiment and to show it.
pub(crate) use crate::pool::{Cancel, Environment, IS_DEVELOPMENT_BUILD, NotIsolated, SeenTile, now_ms};
