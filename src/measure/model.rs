//! The models of a sweep of pool sizes: Amdahl's law and the Universal Scalability Law.
//!
//! The second is `S(p) = p / (1 + α (p-1) + β p (p-1))` (Gunther 1993). α is contention for what only one worker can have at a
//! time, β the cost of keeping each pair of workers coherent. Amdahl's `1 / (f + (1-f)/p)` is the same with α = f and β = 0.

use super::fit::{Coefficients, least_squares};
use super::statistics::median;
use crate::fields;

/// The number of pool sizes that a fit of two coefficients needs.
const USL_SIZES: usize = 6;
/// The number of pool sizes that a fit of one coefficient needs.
const AMDAHL_SIZES: usize = 2;
/// The share above which a miss of some pool size's median makes the fit poor.
const POOR_MISS: f64 = 0.15;
/// The share above which a miss makes the fit poor if R² is low too. A low R² alone is not enough, because it is also low where
/// the measured curve is flat.
const POOR_MISS_AT_LOW_R2: f64 = 0.05;
/// The R² below which a curve explains too little.
const LOW_R2: f64 = 0.9;

/// One raw round of a sweep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SweepPoint {
    /// Pool size, at least 1.
    pub workers: u32,
    /// `T1 / T` of the round.
    pub speedup: f64,
}

/// The reason why no curve was fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFit {
    /// Too few different pool sizes for the number of coefficients.
    #[error("needs at least {needed} different pool sizes, and the sweep has {got}")]
    TooFewSizes {
        /// The number that the model needs.
        needed: usize,
        /// The number in the sweep.
        got: usize,
    },
    /// A pool of no workers, or a speed-up that is not a positive number.
    #[error("a pool size or speed-up of the sweep is not a positive number")]
    NotPositive,
}

/// The quality of a curve's fit to a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Goodness {
    /// The coefficient of determination, `1 - SSE / SST`, over the raw rounds; at most 1, and 0 where the rounds do not
    /// vary.
    pub r2: f64,
    /// Measured minus model, in the order of the points given.
    pub residuals: Vec<f64>,
    /// Whether the curve misses the median of some pool size by more than 15 %, or by more than 5 % with R² below 0.9. A poor
    /// curve must not be shown as an explanation.
    pub poor: bool,
}

/// Amdahl's law, fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct AmdahlFit {
    /// The serial share `f`, 0 to 1.
    pub serial_share: f64,
    /// The quality of the fit.
    pub goodness: Goodness,
}

/// The Universal Scalability Law, fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct UslFit {
    /// Contention α, 0 to 1.
    pub alpha: f64,
    /// Coherence β, at least 0.
    pub beta: f64,
    /// The pool size at which the model peaks, `sqrt((1-α)/β)`; `None` if β is 0, because the model then never declines.
    pub peak_workers: Option<f64>,
    /// The quality of the fit.
    pub goodness: Goodness,
}

fields!(Goodness { r2, residuals, poor });
fields!(AmdahlFit { serial_share, ..goodness });
fields!(UslFit { alpha, beta, peak_workers, ..goodness });

impl AmdahlFit {
    /// Returns the model's speed-up on `workers` (at least 1), also for pool sizes that were not measured.
    pub fn speedup(&self, workers: f64) -> f64 {
        Coefficients { alpha: self.serial_share, beta: 0.0 }.speedup(workers)
    }
}

impl UslFit {
    /// Returns the model's speed-up on `workers` (at least 1), also for pool sizes that were not measured.
    pub fn speedup(&self, workers: f64) -> f64 {
        Coefficients { alpha: self.alpha, beta: self.beta }.speedup(workers)
    }
}

/// Fits Amdahl's law to raw rounds by least squares of the speed-up.
///
/// # Errors
/// [`NoFit`]: fewer than 2 pool sizes, or a value that is not positive.
pub fn fit_amdahl(points: &[SweepPoint]) -> Result<AmdahlFit, NoFit> {
    check(points, AMDAHL_SIZES)?;
    let found = least_squares(points, false);
    Ok(AmdahlFit { serial_share: found.alpha, goodness: goodness(points, found) })
}

/// Fits the Universal Scalability Law to raw rounds by least squares of the speed-up.
///
/// # Errors
/// [`NoFit`]: fewer than 6 pool sizes, or a value that is not positive.
pub fn fit_usl(points: &[SweepPoint]) -> Result<UslFit, NoFit> {
    check(points, USL_SIZES)?;
    let Coefficients { alpha, beta } = least_squares(points, true);
    let peak_workers = (beta > 0.0).then(|| ((1.0 - alpha) / beta).sqrt());
    Ok(UslFit { alpha, beta, peak_workers, goodness: goodness(points, Coefficients { alpha, beta }) })
}

fn check(points: &[SweepPoint], needed: usize) -> Result<(), NoFit> {
    if points.iter().any(|point| point.workers == 0 || !point.speedup.is_finite() || point.speedup <= 0.0) {
        return Err(NoFit::NotPositive);
    }
    let got = sizes(points).len();
    if got < needed { Err(NoFit::TooFewSizes { needed, got }) } else { Ok(()) }
}

/// Returns the different pool sizes, ascending.
fn sizes(points: &[SweepPoint]) -> Vec<u32> {
    let mut sizes: Vec<u32> = points.iter().map(|point| point.workers).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn goodness(points: &[SweepPoint], model: Coefficients) -> Goodness {
    let residuals: Vec<f64> = points.iter().map(|point| model.residual(*point)).collect();
    let mean = points.iter().map(|point| point.speedup).sum::<f64>() / points.len() as f64;
    let sse: f64 = residuals.iter().map(|residual| residual * residual).sum();
    let sst: f64 = points.iter().map(|point| (point.speedup - mean).powi(2)).sum();
    let r2 = if sst > 0.0 { 1.0 - sse / sst } else { 0.0 };
    let miss = largest_miss(points, model);
    Goodness { r2, residuals, poor: miss > POOR_MISS || (r2 < LOW_R2 && miss > POOR_MISS_AT_LOW_R2) }
}

/// Returns the largest distance of the model from the median of a pool size, as a share of the smaller of the two.
fn largest_miss(points: &[SweepPoint], model: Coefficients) -> f64 {
    let misses = sizes(points).into_iter().map(|workers| {
        let of_size = points.iter().filter(|point| point.workers == workers);
        let measured = median(&of_size.map(|point| point.speedup).collect::<Vec<_>>());
        let modelled = model.speedup(f64::from(workers));
        (measured - modelled).abs() / measured.min(modelled)
    });
    misses.fold(0.0, f64::max)
}
