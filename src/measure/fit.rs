//! The least-squares fit of the two coefficients of a scalability curve, within their bounds.

use super::SweepPoint;

/// The coefficients of `S(p) = p / (1 + α (p-1) + β p (p-1))`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coefficients {
    pub(super) alpha: f64,
    pub(super) beta: f64,
}

/// The largest number of steps of the descent. About ten are enough near the answer; the others are for bad starts.
const STEPS: usize = 200;

impl Coefficients {
    pub(super) fn speedup(self, workers: f64) -> f64 {
        workers / (1.0 + self.alpha * (workers - 1.0) + self.beta * workers * (workers - 1.0))
    }

    /// Returns the measured speed-up minus the model's.
    pub(super) fn residual(self, point: SweepPoint) -> f64 {
        point.speedup - self.speedup(f64::from(point.workers))
    }

    fn squared_error(self, points: &[SweepPoint]) -> f64 {
        points.iter().map(|point| self.residual(*point).powi(2)).sum()
    }

    fn within_bounds(self) -> Self {
        Self { alpha: self.alpha.clamp(0.0, 1.0), beta: self.beta.max(0.0) }
    }
}

/// Returns the coefficients with the least sum of squared residuals, `0 <= α <= 1`, `0 <= β`; β stays 0 unless `with_beta`.
///
/// If the least squares of both lie outside the bounds, the best point within them lies on an edge. So each edge is tried by a
/// fit of one coefficient.
pub(super) fn least_squares(points: &[SweepPoint], with_beta: bool) -> Coefficients {
    let start = Coefficients { alpha: 0.1, beta: 0.0 };
    let mut found = vec![descend(points, start, [true, false])];
    if with_beta {
        found.push(descend(points, Coefficients { alpha: 0.0, beta: 0.01 }, [false, true]));
        found.push(descend(points, Coefficients { alpha: 0.1, beta: 0.01 }, [true, true]));
    }
    let better = |a: &Coefficients, b: &Coefficients| a.squared_error(points).total_cmp(&b.squared_error(points));
    found.into_iter().min_by(better).unwrap_or(start)
}

/// Fits the `free` coefficients by Levenberg and Marquardt's damped least squares (Marquardt 1963). Each trial is clamped to the
/// bounds first and taken only if it is better, so the result is never worse than `start`.
fn descend(points: &[SweepPoint], start: Coefficients, free: [bool; 2]) -> Coefficients {
    let (mut here, mut damping) = (start, 1e-3);
    for _ in 0..STEPS {
        let (da, db) = step(points, here, damping, free);
        let trial = Coefficients { alpha: here.alpha + da, beta: here.beta + db }.within_bounds();
        if trial.squared_error(points) < here.squared_error(points) {
            (here, damping) = (trial, damping / 10.0);
        } else if damping < 1e12 {
            damping *= 10.0;
        } else {
            break;
        }
    }
    here
}

/// Returns one damped step: the solution of the 2 by 2 normal equations, whose diagonal is enlarged by `damping`.
fn step(points: &[SweepPoint], here: Coefficients, damping: f64, free: [bool; 2]) -> (f64, f64) {
    let (mut aa, mut ab, mut bb, mut ra, mut rb) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for &point in points {
        let workers = f64::from(point.workers);
        // With D the denominator of S: dS/dα = -p (p-1) / D², dS/dβ is p times that, and p / D² is S² / p.
        let slope = -here.speedup(workers).powi(2) / workers * (workers - 1.0);
        let by_alpha = if free[0] { slope } else { 0.0 };
        let by_beta = if free[1] { slope * workers } else { 0.0 };
        let residual = here.residual(point);
        aa += by_alpha * by_alpha;
        ab += by_alpha * by_beta;
        bb += by_beta * by_beta;
        ra += by_alpha * residual;
        rb += by_beta * residual;
    }
    // A coefficient that is not free has a row of zeros: a one on the diagonal leaves it unchanged.
    aa = if aa > 0.0 { aa * (1.0 + damping) } else { 1.0 };
    bb = if bb > 0.0 { bb * (1.0 + damping) } else { 1.0 };
    let determinant = aa * bb - ab * ab;
    ((ra * bb - rb * ab) / determinant, (rb * aa - ra * ab) / determinant)
}
