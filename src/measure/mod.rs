//! The evaluation of timings: samples, statistics, loss stack, models, caveats. The module uses no browser and no clock.

mod best;
mod calibrate;
mod caveat;
mod drift;
mod elapsed;
mod fit;
mod interval;
mod largest_loss;
mod loss;
mod model;
mod printed;
mod reported;
mod rng;
mod scaling;
mod statistics;
mod steady;
mod stop_rule;
mod validity;

pub use best::{best_apart, fastest};
pub use calibrate::{Trials, min_sample_ms, power_of_ten_below, resolution_ms, round_numbers};
pub use caveat::Caveat;
pub use drift::{drift, has_trend, is_drifting, is_slow_first, pace};
pub use elapsed::Elapsed;
pub use interval::{FEWEST_FOR_INTERVAL, FEWEST_FOR_RESOLVED, Interval, median_interval, values_outside};
pub use largest_loss::{Loss, largest_loss};
pub use loss::{LossStack, PopEfficiencies, RunTimes, WorkerTimes, joined_ms, loss_stack, pop_efficiencies};
pub use model::{AmdahlFit, Goodness, NoFit, SweepPoint, UslFit, fit_amdahl, fit_usl};
pub use printed::rounded_parts;
pub use reported::{is_slower_together, reports_too_few};
pub use rng::SplitMix64;
pub use scaling::{break_even_runs, efficiency, karp_flatt};
pub use statistics::{Fence, mad, median, quantile, tukey_fences, tukey_outliers};
pub use steady::Steady;
pub use stop_rule::{StopRule, Verdict};
pub use validity::{Circumstances, MOST_RETRIES, SampleStatus};
