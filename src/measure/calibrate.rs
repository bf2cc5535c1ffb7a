//! The numbers that a calibration uses: the clock's resolution, the shortest sample, and round numbers of steps.

/// Returns the clock's resolution, milliseconds: the smallest positive difference between neighbours in a series of its
/// readings. `None` if it never moved forward; then the series was too short.
pub fn resolution_ms(readings_ms: &[f64]) -> Option<f64> {
    let steps = readings_ms.windows(2).map(|pair| pair[1] - pair[0]).filter(|&step| step > 0.0);
    steps.min_by(f64::total_cmp)
}

/// Returns the duration below which a sample gets the caveat `coarseTimer`, milliseconds: 50 times the clock's resolution, and at
/// least 5 ms.
pub fn min_sample_ms(resolution_ms: f64) -> f64 {
    (50.0 * resolution_ms).max(5.0)
}

/// The shortest trial that sizes the work, milliseconds.
const TRIAL_MS: f64 = 12.0;
/// The shortest trial on a coarse clock, in steps of the clock.
const TRIAL_TICKS: f64 = 10.0;
/// The number of trials that must agree.
const AGREEING: usize = 3;
/// The share by which the slowest of them may be above the fastest.
const AGREE_WITHIN: f64 = 0.1;
/// The largest number of trials of one size.
const MOST_TRIALS: usize = 9;

/// The trials of a calibration. Their size doubles until three trials of one size agree within 10 % and take at least 12 ms, and ten steps of the clock. A stall
/// only makes a trial longer, so it never agrees with undisturbed ones that are faster.
#[derive(Clone, Debug)]
pub struct Trials {
    steps: u64,
    most_steps: u64,
    trial_ms: f64,
    times_ms: Vec<f64>,
}

impl Trials {
    /// Begins with trials of `steps` steps, which double up to `most_steps`. On a coarse clock, trials take longer.
    pub fn new(steps: u64, most_steps: u64, resolution_ms: f64) -> Self {
        let trial_ms = TRIAL_MS.max(TRIAL_TICKS * resolution_ms);
        Self { steps: steps.max(1), most_steps, trial_ms, times_ms: Vec::new() }
    }

    /// Returns the size of the next trial. After the last trial, it is the size that the result is for.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Adds the time of a trial, milliseconds. Returns the time that the trials of this size take once the calibration is over. If
    /// nine trials do not agree, it is the shortest.
    pub fn push(&mut self, took_ms: f64) -> Option<f64> {
        self.times_ms.push(took_ms);
        self.times_ms.sort_unstable_by(f64::total_cmp);
        let shortest_ms = self.times_ms[0];
        let grows = shortest_ms < self.trial_ms && 2 * self.steps <= self.most_steps;
        if grows {
            self.steps *= 2;
            self.times_ms.clear();
            return None;
        }
        let agree = |times_ms: &&[f64]| times_ms[AGREEING - 1] <= times_ms[0] * (1.0 + AGREE_WITHIN);
        let agreed = self.times_ms.windows(AGREEING).find(agree).map(|times_ms| times_ms[AGREEING / 2]);
        agreed.or_else(|| (self.times_ms.len() >= MOST_TRIALS).then_some(shortest_ms))
    }
}

/// Returns the numbers with one or two significant digits (1, 1.5, 2, 3, 5, 7 times a power of ten), ascending up to 10^12.
pub fn round_numbers() -> Vec<u64> {
    const DIGITS: [u64; 6] = [10, 15, 20, 30, 50, 70];
    const LARGEST: u64 = 1_000_000_000_000;
    let (mut numbers, mut power) = (Vec::new(), 1);
    while power < LARGEST {
        let tenths = DIGITS.map(|digit| digit * power);
        numbers.extend(tenths.iter().filter(|number| number.is_multiple_of(10)).map(|number| number / 10));
        power *= 10;
    }
    numbers.push(LARGEST);
    numbers
}

/// Returns the largest power of ten that is not above `value`, and 1 for a `value` that is not a positive number. It multiplies
/// in a loop, which is exact between 10^-22 and 10^22 and takes less code than logarithms.
pub fn power_of_ten_below(value: f64) -> f64 {
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let (mut power, mut small) = (1.0, 1.0);
    while power * 10.0 <= value {
        power *= 10.0;
    }
    while power / small > value {
        small *= 10.0;
    }
    power / small
}
