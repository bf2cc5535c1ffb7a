//! The end of a warm-up.

/// The number of rates that must agree.
const LAST: usize = 5;
/// The share by which the fastest of them may be above the slowest.
const AGREE_WITHIN: f64 = 0.03;
/// The longest time of a warm-up, milliseconds.
const CAP_MS: f64 = 400.0;
/// The largest number of calls. On a coarse clock, very short calls may seem to take no time at all, so a limit of time is not
/// enough.
const CAP_CALLS: u32 = 10_000;
/// The shortest call that gives a rate, milliseconds. The clock is too coarse for shorter ones.
const SHORTEST_MS: f64 = 1.0;

/// The rates of a warm-up, which ends when the last five agree within 3 %, or after 400 ms or 10 000 calls.
#[derive(Clone, Debug, Default)]
pub struct Steady {
    rates: Vec<f64>,
    spent_ms: f64,
    calls: u32,
}

impl Steady {
    /// Adds one call, and returns whether the warm-up is over.
    pub fn push(&mut self, steps: u64, took_ms: f64) -> bool {
        self.spent_ms += took_ms.max(0.0);
        self.calls += 1;
        if took_ms >= SHORTEST_MS {
            self.rates.push(steps as f64 / took_ms);
        }
        self.is_spent() || self.rates_agree()
    }

    /// Whether the last five rates agree within 3 %.
    pub fn rates_agree(&self) -> bool {
        let Some(from) = self.rates.len().checked_sub(LAST) else { return false };
        let last = &self.rates[from..];
        let (low, high) =
            last.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), &rate| (low.min(rate), high.max(rate)));
        high <= low * (1.0 + AGREE_WITHIN)
    }

    fn is_spent(&self) -> bool {
        self.spent_ms >= CAP_MS || self.calls >= CAP_CALLS
    }
}
