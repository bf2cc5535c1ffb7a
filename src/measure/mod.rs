//! What timings mean: samples, statistics, loss stack, models, caveats. Pure: no browser, no clock of its own.

mod bootstrap;
mod calibrate;
mod caveat;
mod loss;
mod rng;
mod statistics;
mod steady;

pub use bootstrap::{Interval, median_interval};
pub use calibrate::{min_sample_ms, steps_for};
pub use caveat::Caveat;
pub use loss::{LossStack, PopEfficiencies, RunTimes, WorkerTimes, loss_stack, pop_efficiencies};
pub use rng::SplitMix64;
pub use statistics::{mad, median, quantile, tukey_outliers};
pub use steady::Steady;
