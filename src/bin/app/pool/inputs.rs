//! The data that workloads read. It is made before a run, and kept for as long as it is used.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::Order;

thread_local! {
    /// The last input made on this thread, for as long as it is used. The strategies that run on the page share it.
    static LAST: RefCell<Option<(Order, Weak<Vec<u32>>)>> = const { RefCell::new(None) };
}

/// Returns the input of an order. While the caller keeps it, orders over the same range get the same one.
pub(super) fn of(order: &Order) -> Rc<Vec<u32>> {
    let known = LAST.with_borrow(|last| {
        last.as_ref().filter(|(made_for, _)| made_for.reads_the_same(order)).and_then(|(_, input)| input.upgrade())
    });
    known.unwrap_or_else(|| {
        let input = Rc::new(order.workload.workload().input(&order.range));
        LAST.set(Some((order.clone(), Rc::downgrade(&input))));
        input
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use every_core::kernel::WorkloadId;

    #[test]
    fn an_input_is_made_once_while_it_is_held() {
        let order = |steps, tiles| Order {
            workload: WorkloadId::Dot,
            range: 0..steps,
            tiles,
            is_recorded: true,
            is_watched: false,
        };
        let held = of(&order(100, 1));
        assert!(Rc::ptr_eq(&held, &of(&order(100, 7))), "the number of tiles does not matter");
        assert!(!Rc::ptr_eq(&held, &of(&order(101, 1))));
        assert_eq!(*held, *of(&order(100, 1)), "an input made again has the same values");
    }
}
