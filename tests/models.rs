//! Tests of the models: coefficients of known curves are recovered, and curves of another shape are marked as a poor fit.

use every_core::measure::*;
use proptest::prelude::*;

fn amdahl(share: f64, p: f64) -> f64 {
    1.0 / (share + (1.0 - share) / p)
}

fn usl(alpha: f64, beta: f64, p: f64) -> f64 {
    p / (1.0 + alpha * (p - 1.0) + beta * p * (p - 1.0))
}

/// Returns three rounds per pool size: one exact, one lower and one higher by the share `noise`.
fn sweep(sizes: &[u32], noise: f64, speedup: impl Fn(f64) -> f64) -> Vec<SweepPoint> {
    let rounds = |&workers: &u32| {
        let exact = speedup(f64::from(workers));
        [1.0 - noise, 1.0, 1.0 + noise].map(|factor| SweepPoint { workers, speedup: exact * factor })
    };
    sizes.iter().flat_map(rounds).collect()
}

const SIZES: [u32; 8] = [1, 2, 3, 4, 6, 8, 12, 16];

proptest! {
    #[test]
    fn amdahl_s_share_is_recovered(share in 0.0f64..=1.0) {
        let points = sweep(&SIZES, 0.0, |p| amdahl(share, p));
        let fit = fit_amdahl(&points).map_err(|reason| TestCaseError::fail(reason.to_string()))?;
        prop_assert!((fit.serial_share - share).abs() < 1e-6, "{} for {}", fit.serial_share, share);
        prop_assert!(!fit.goodness.poor);
        prop_assert!((fit.speedup(32.0) - amdahl(share, 32.0)).abs() < 1e-3);
    }

    #[test]
    fn both_usl_coefficients_are_recovered(alpha in 0.0f64..=0.9, beta in 0.0f64..=0.1) {
        let points = sweep(&SIZES, 0.0, |p| usl(alpha, beta, p));
        let fit = fit_usl(&points).map_err(|reason| TestCaseError::fail(reason.to_string()))?;
        prop_assert!((fit.alpha - alpha).abs() < 1e-4, "{:?}", fit);
        prop_assert!((fit.beta - beta).abs() < 1e-5, "{:?}", fit);
        prop_assert!(!fit.goodness.poor);
    }

    #[test]
    fn residuals_are_measured_minus_model(noise in 0.0f64..0.1) {
        let points = sweep(&SIZES, noise, |p| usl(0.05, 0.002, p));
        let fit = fit_usl(&points).map_err(|reason| TestCaseError::fail(reason.to_string()))?;
        prop_assert_eq!(fit.goodness.residuals.len(), points.len());
        for (point, residual) in points.iter().zip(&fit.goodness.residuals) {
            prop_assert!((fit.speedup(f64::from(point.workers)) + residual - point.speedup).abs() < 1e-9);
        }
    }
}

#[test]
fn coefficients_are_nearly_recovered_from_noisy_rounds() -> Result<(), NoFit> {
    let fit = fit_usl(&sweep(&SIZES, 0.03, |p| usl(0.05, 0.002, p)))?;
    assert!((fit.alpha - 0.05).abs() < 0.005 && (fit.beta - 0.002).abs() < 0.0005, "{fit:?}");
    assert!(fit.goodness.r2 > 0.98 && !fit.goodness.poor, "{fit:?}");
    let peak = fit.peak_workers.unwrap_or(f64::NAN);
    assert!((peak - (0.95f64 / 0.002).sqrt()).abs() < 2.0, "{peak}");
    Ok(())
}

#[test]
fn the_fit_of_a_curve_without_a_peak_has_none() -> Result<(), NoFit> {
    let fit = fit_usl(&sweep(&SIZES, 0.0, |p| p))?;
    assert!(fit.alpha < 1e-9 && fit.beta < 1e-9);
    let superlinear = fit_usl(&sweep(&SIZES, 0.0, |p| p * 1.02))?;
    assert_eq!((superlinear.alpha, superlinear.beta, superlinear.peak_workers), (0.0, 0.0, None));
    Ok(())
}

/// The speed-up is nearly ideal up to twelve workers, and with 16 it is lower than with 2. Neither law has such a shape, so both
/// fits must be marked as poor.
#[test]
fn a_cliff_is_a_poor_fit() -> Result<(), NoFit> {
    let cliff = |p: f64| if p < 16.0 { 0.95 * p } else { 1.5 };
    let points = sweep(&SIZES, 0.02, cliff);
    let (amdahl, usl) = (fit_amdahl(&points)?.goodness, fit_usl(&points)?.goodness);
    println!("R² on a cliff: Amdahl {:.2}, USL {:.2}", amdahl.r2, usl.r2);
    assert!(amdahl.poor && usl.poor);
    assert!(amdahl.r2 < 0.5 && usl.r2 < 0.9, "{} {}", amdahl.r2, usl.r2);
    Ok(())
}

/// The knee is the curve of a machine with two cores: it does not rise above 2, so Amdahl's law fits it poorly.
#[test]
fn a_flat_curve_is_not_a_poor_fit_however_low_its_r2() -> Result<(), NoFit> {
    let flat = fit_amdahl(&sweep(&SIZES, 0.01, |_| 1.0))?;
    assert!((flat.serial_share - 1.0).abs() < 0.01 && !flat.goodness.poor, "{flat:?}");
    let knee = fit_amdahl(&sweep(&SIZES, 0.01, |p| p.min(2.0)))?;
    assert!(knee.goodness.poor, "{knee:?}");
    Ok(())
}

#[test]
fn too_few_sizes_and_bad_values_are_refused_with_a_reason() {
    let five = sweep(&[1, 2, 3, 4, 8], 0.01, |p| p);
    assert_eq!(fit_usl(&five), Err(NoFit::TooFewSizes { needed: 6, got: 5 }));
    assert!(fit_amdahl(&five).is_ok());
    assert_eq!(fit_amdahl(&five[..3]), Err(NoFit::TooFewSizes { needed: 2, got: 1 }));
    assert_eq!(fit_amdahl(&[]), Err(NoFit::TooFewSizes { needed: 2, got: 0 }));
    for bad in [f64::NAN, f64::INFINITY, 0.0, -1.0] {
        let points = [SweepPoint { workers: 1, speedup: 1.0 }, SweepPoint { workers: 2, speedup: bad }];
        assert_eq!(fit_amdahl(&points), Err(NoFit::NotPositive));
    }
    let reason = NoFit::TooFewSizes { needed: 6, got: 5 }.to_string();
    assert_eq!(reason, "needs at least 6 different pool sizes, and the sweep has 5");
}
