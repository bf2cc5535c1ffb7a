//! Synthetic rounds whose true ratio is known.

use every_core::measure::SplitMix64;

/// The true ratio of all synthetic rounds.
pub(crate) const TRUTH: f64 = 2.0;

/// Returns a number between 0 and 1, without both.
pub(crate) fn uniform(rng: &mut SplitMix64) -> f64 {
    ((rng.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
}

/// Returns normal noise with standard deviation 1 (Box and Muller).
pub(crate) fn normal(rng: &mut SplitMix64) -> f64 {
    (-2.0 * uniform(rng).ln()).sqrt() * (std::f64::consts::TAU * uniform(rng)).cos()
}

/// Returns a delay with mean 1, which is never negative and often small.
pub(crate) fn delay(rng: &mut SplitMix64) -> f64 {
    -uniform(rng).ln()
}

/// How the ratios of rounds vary.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Noise {
    /// Log-normal.
    LogNormal,
    /// Both times of a round are delayed, seldom by much.
    Delays,
    /// Only one time is, so the ratios are skewed.
    Skewed,
    /// Log-normal, on a machine that slows down by 20 % during the session. Both times of a round are measured in random order.
    Drifting,
}

impl Noise {
    pub(crate) const ALL: [Self; 4] = [Self::LogNormal, Self::Delays, Self::Skewed, Self::Drifting];

    /// Returns the ratio of round `round` of about `rounds`. Its median is [`TRUTH`], and `spread` is its standard deviation.
    pub(crate) fn ratio(self, spread: f64, round: usize, rounds: usize, rng: &mut SplitMix64) -> f64 {
        match self {
            Self::LogNormal => TRUTH * (spread * normal(rng)).exp(),
            Self::Delays => {
                let each = spread / std::f64::consts::SQRT_2;
                TRUTH * (1.0 + each * delay(rng)) / (1.0 + each * delay(rng))
            }
            Self::Skewed => TRUTH * (1.0 + spread * delay(rng)) / (1.0 + spread * std::f64::consts::LN_2),
            Self::Drifting => {
                let place = |later: f64| 1.0 + 0.2 * (2.0 * round as f64 + later) / (2.0 * rounds as f64);
                let (first, second) = (place(0.0), place(1.0));
                let drift = if rng.below(2) == 0 { first / second } else { second / first };
                TRUTH * drift * (spread * normal(rng)).exp()
            }
        }
    }
}
