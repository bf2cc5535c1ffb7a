//! Times that the clock could tell.

/// The share of the clock's resolution that a time may be below it, because readings are rounded.
const ROUNDING: f64 = 0.001;

/// A time that the clock could tell: a positive number of milliseconds, not shorter than one step of the clock. Ratios are made only
/// of such times, so that each ratio is a positive number.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Elapsed {
    ms: f64,
}

impl Elapsed {
    /// Returns the time, or `None` if a clock with this resolution cannot tell it from no time.
    pub fn new(ms: f64, resolution_ms: f64) -> Option<Self> {
        let is_told = ms.is_finite() && ms > 0.0 && ms >= resolution_ms * (1.0 - ROUNDING);
        is_told.then_some(Self { ms })
    }

    /// Returns the milliseconds.
    pub fn ms(self) -> f64 {
        self.ms
    }

    /// Returns how many times as long it is as another time.
    pub fn over(self, other: Self) -> f64 {
        self.ms / other.ms
    }
}
