//! What a speed-up says about the processors of the machine.

use super::{Interval, LossStack};

/// The factor by which a speed-up must exceed the reported processors to show that the machine has more of them.
const MORE_THAN_REPORTED: f64 = 1.05;
/// The share of the pool lost to slower work that has a cause outside of the program.
const SLOWER_TOGETHER: f64 = 0.25;

/// Whether the browser reports too few processors: the whole interval of a speed-up is above their number.
pub fn reports_too_few(speedup: &Interval, reported_processors: u32) -> bool {
    speedup.is_known() && speedup.low > MORE_THAN_REPORTED * f64::from(reported_processors)
}

/// Whether the workers of a pool that is not larger than the reported processors were slower together than one alone: they lost more
/// than a quarter of the pool to inflation, even with the interval's upper end as the speed-up. The timestamps cannot tell whether
/// processors share cores, other programs were running, clocks were lower, or there are fewer processors than reported.
pub fn is_slower_together(speedup: &Interval, stack: &LossStack, reported_processors: u32) -> bool {
    let workers = stack.sum();
    let waiting = stack.dispatch + stack.gaps + stack.imbalance + stack.join;
    // The sum of the stack is the pool size, but for rounding: half a worker of tolerance is enough.
    let is_within_reported = workers < f64::from(reported_processors) + 0.5;
    is_within_reported && workers > 1.5 && workers - waiting - speedup.high > SLOWER_TOGETHER * workers
}
