//! A check whether the number of processors that the browser reports fits the measured speed-up.

use super::{Interval, LossStack};

/// The factor by which a speed-up must exceed the reported processors to show that the machine has more of them.
const MORE_THAN_REPORTED: f64 = 1.05;
/// The share of the pool lost to slower work above which workers must have shared processors.
const SHARED_PROCESSORS: f64 = 0.25;

/// Whether the speed-up of a pool differs from the reported processors more than waiting explains. Either the whole interval is
/// above them, or a pool that is not larger than them lost more than a quarter to inflation, even with the interval's upper end
/// as the speed-up. Then the browser reports too few processors, too many, or hardware threads that share a core.
pub fn reported_differs(speedup: &Interval, stack: &LossStack, reported_processors: u32) -> bool {
    let (reported, workers) = (f64::from(reported_processors), stack.sum());
    let waiting = stack.dispatch + stack.gaps + stack.imbalance + stack.join;
    let too_few = speedup.low > MORE_THAN_REPORTED * reported;
    // The sum of the stack is the pool size, but for rounding: half a worker of tolerance is enough.
    let is_within_reported = workers < reported + 0.5;
    let too_many = is_within_reported && workers - waiting - speedup.high > SHARED_PROCESSORS * workers;
    too_few || too_many
}
