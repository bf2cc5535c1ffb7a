//! Whether the browser's number of processors can be the machine's.

use super::{Interval, LossStack};

/// A speed-up above the reported processors by more than this share cannot come from them.
const MORE_THAN_REPORTED: f64 = 1.05;
/// Where this share of the pool is lost to nothing but slower work, workers shared what they were told to have alone.
const SHARED_PROCESSORS: f64 = 0.25;

/// Whether the speed-up of a pool differs from the reported processors more than waiting explains: it is surely above
/// them, or a pool no larger than them lost more than a quarter to inflation, with the interval's upper end taken for the
/// speed-up. Then the browser reports too few, too many, or hardware threads that share a core.
pub fn reported_differs(speedup: &Interval, stack: &LossStack, reported_processors: u32) -> bool {
    let (reported, workers) = (f64::from(reported_processors), stack.sum());
    let waiting = stack.dispatch + stack.gaps + stack.imbalance + stack.join;
    let too_few = speedup.low > MORE_THAN_REPORTED * reported;
    // Half a worker of room: the sum of the stack is the pool size but for rounding.
    let is_within_reported = workers < reported + 0.5;
    let too_many = is_within_reported && workers - waiting - speedup.high > SHARED_PROCESSORS * workers;
    too_few || too_many
}
