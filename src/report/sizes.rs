//! The reports over several pool sizes or numbers of steps: `every-core/sweep/1` and `every-core/tenfold/1`.
//!
//! Durations are milliseconds.

use super::{Shortfall, Strategy, StrategyReport};
use crate::fields;
use crate::kernel::WorkloadId;
use crate::measure::{AmdahlFit, Caveat, Interval, NoFit, UslFit};
use crate::plain::{Plain, Value};

/// A comparison of pool sizes over several rounds, with models.
#[derive(Clone, Debug)]
pub struct SweepReport {
    /// Always `every-core/sweep/1`.
    pub schema: &'static str,
    /// The workload, by its name.
    pub workload: WorkloadId,
    /// The strategy that was run at every size.
    pub strategy: Strategy,
    /// Size of the range.
    pub steps: u64,
    /// Seed of the order within rounds.
    pub seed: u32,
    /// Rounds completed.
    pub rounds: u32,
    /// Duration so far, spawning included.
    pub took_ms: f64,
    /// The serial run, which every speed-up is relative to.
    pub serial: Option<StrategyReport>,
    /// One entry per pool size, ascending.
    pub sizes: Vec<SweepSize>,
    /// Sizes that could not be run, or not to the end, and why. Their earlier samples are in `sizes`. Of sizes for which there is no room,
    /// one is in `sizes` with as many workers as there can be.
    pub failed: Vec<FailedSize>,
    /// The pool size with the largest speed-up.
    pub best_workers: u32,
    /// The largest speed-up, without the bias of choosing it: each half of the rounds chooses a size, and the other half's rounds
    /// count. It is the number of cores that the page could use, whatever the browser reports.
    pub measured_cores: MeasuredCores,
    /// The models, fitted to the raw rounds.
    pub models: Models,
    /// What the reader should know before trusting the figures.
    pub caveats: Vec<Caveat>,
}

/// One pool size of a sweep.
#[derive(Clone, Debug)]
pub struct SweepSize {
    /// Pool size.
    pub workers: u32,
    /// The summary, with the same fields as in a comparison.
    pub summary: StrategyReport,
}

/// A pool size that could not be run to the end.
#[derive(Clone, Debug)]
pub struct FailedSize {
    /// Pool size.
    pub workers: u32,
    /// One sentence, with what to do next.
    pub reason: String,
}

/// A median with its 95 % interval, such as the largest speed-up of a sweep.
#[derive(Clone, Copy, Debug)]
pub struct MeasuredCores {
    /// Median over the rounds, or over the values that a script gives.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The confidence of the interval: 0.95, or less if it is the range of fewer than six rounds.
    pub confidence: f64,
}

impl From<Interval> for MeasuredCores {
    fn from(interval: Interval) -> Self {
        let Interval { value, low, high, .. } = interval;
        Self { value, low, high, confidence: interval.confidence() }
    }
}

/// Both models of scaling.
#[derive(Clone, Debug)]
pub struct Models {
    /// Amdahl's law.
    pub amdahl: Model<AmdahlFit>,
    /// The Universal Scalability Law.
    pub usl: Model<UslFit>,
}

/// A fitted model, or the reason why none was fitted.
#[derive(Clone, Debug)]
pub enum Model<Fit> {
    /// Its parameters, `r2`, residuals, and whether it fits poorly.
    Fitted(Fit),
    /// No model.
    None {
        /// The reason, in one sentence.
        reason: String,
    },
}

impl<Fit> From<Result<Fit, NoFit>> for Model<Fit> {
    fn from(fitted: Result<Fit, NoFit>) -> Self {
        fitted.map_or_else(|no_fit| Self::None { reason: no_fit.to_string() }, Self::Fitted)
    }
}

/// A pair of comparisons of the same strategies, over `n` and over `10 n` steps.
#[derive(Clone, Debug)]
pub struct TenfoldReport {
    /// Always `every-core/tenfold/1`.
    pub schema: &'static str,
    /// The workload, by its name.
    pub workload: WorkloadId,
    /// Pool size of the parallel strategies.
    pub workers: u32,
    /// Seed of the order within rounds.
    pub seed: u32,
    /// Rounds completed.
    pub rounds: u32,
    /// Duration of the whole experiment, spawning included.
    pub took_ms: f64,
    /// Time of `10 n` steps divided by time of `n` steps, one entry per strategy, `serial` first.
    pub ratios: Vec<RatioReport>,
    /// The two comparisons.
    pub sizes: Vec<TenfoldSize>,
    /// The pools that have fewer workers than were asked for, or none.
    pub shortfalls: Vec<Shortfall>,
    /// What the reader should know before trusting the figures.
    pub caveats: Vec<Caveat>,
}

/// One half of a tenfold comparison.
#[derive(Clone, Debug)]
pub struct TenfoldSize {
    /// Size of the range.
    pub steps: u64,
    /// One entry per strategy, `serial` first.
    pub strategies: Vec<StrategyReport>,
}

/// A ratio of times, the median over rounds, with its 95 % interval.
#[derive(Clone, Copy, Debug)]
pub struct RatioReport {
    /// The strategy that was run.
    pub strategy: Strategy,
    /// Median over rounds.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The confidence of the interval: 0.95, or less if it is the range of fewer than six rounds.
    pub confidence: f64,
}

fields!(SweepReport "every-core/sweep/1" { workload, strategy, steps, seed, rounds, took_ms, serial, sizes, failed, best_workers, measured_cores, models, caveats });
fields!(SweepSize { workers, ..summary });
fields!(FailedSize { workers, reason });
fields!(MeasuredCores { value, low, high, confidence });
fields!(Models { amdahl, usl });
fields!(TenfoldReport "every-core/tenfold/1" { workload, workers, seed, rounds, took_ms, ratios, sizes, shortfalls, caveats });
fields!(TenfoldSize { steps, strategies });
fields!(RatioReport { strategy, value, low, high, confidence });

impl<Fit: Plain> Plain for Model<Fit> {
    fn to<V: Value>(&self) -> V {
        match self {
            Self::Fitted(fit) => fit.to(),
            Self::None { reason } => {
                let mut object = V::object();
                reason.set_in(&mut object, "reason");
                object
            }
        }
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        match value.get("reason").text() {
            Some(reason) => Ok(Self::None { reason }),
            None => Fit::of(value).map(Self::Fitted),
        }
    }
}
