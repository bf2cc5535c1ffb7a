//! Runs code until its speed is steady. A browser first compiles WebAssembly quickly to slow code, and replaces that code
//! later.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::Arc;

use super::memory::WARM_UP_STEPS;
use super::page_thread::yield_to_page;
use super::{Order, WorkerClock, clock};
use every_core::kernel::{Workload, WorkloadId};
use every_core::measure::Steady;

/// A warm-up on one thread. It runs small tiles of the order until the last five rates agree. Each tile is long enough to be
/// timed, and short enough that faster code can replace the slow one between two tiles.
pub(super) struct WarmUp {
    workload: &'static dyn Workload,
    whole: Range<u64>,
    input: Arc<Vec<u32>>,
    steps: u64,
    steady: Steady,
    first_call_ms: Option<f64>,
}

/// The duration up to which tiles grow.
const LONG_ENOUGH_MS: f64 = 4.0;
/// The size of the first, cold call, small enough for any machine.
const FIRST_STEPS: u64 = 10_000;
/// The time after which a warm-up on the page lets the page draw.
const TURN_MS: f64 = 8.0;
/// The time for which a thread counts as warm. After a longer pause the processor may have slowed down.
const STAYS_WARM_MS: f64 = 5_000.0;

/// Returns the part of the order's range that a warm-up runs.
fn range_of(order: &Order) -> Range<u64> {
    let Range { start, end } = order.range;
    start..end.min(start + WARM_UP_STEPS)
}

/// Makes the input that warm-ups for the order read.
pub(super) fn input_for(order: &Order) -> Arc<Vec<u32>> {
    Arc::new(order.workload.workload().input(&range_of(order)))
}

impl WarmUp {
    /// Prepares a warm-up that reads `input`, which [`input_for`] made. Threads that share a memory share it.
    pub(super) fn new(order: &Order, input: Arc<Vec<u32>>) -> Self {
        let whole = range_of(order);
        let steps = FIRST_STEPS.min(whole.end - whole.start);
        let workload = order.workload.workload();
        Self { workload, steps, input, whole, steady: Steady::default(), first_call_ms: None }
    }

    /// Runs one tile. Returns true when the rate is steady, or the time limit is reached.
    pub(super) fn step(&mut self) -> bool {
        let steps = self.steps;
        let tile = self.whole.start..self.whole.start + steps;
        let input = self.input.get(..steps as usize).unwrap_or(&self.input);
        let begin_ms = clock::now_ms();
        std::hint::black_box(self.workload.run(&self.whole, tile, input));
        let took_ms = clock::now_ms() - begin_ms;
        self.first_call_ms.get_or_insert(took_ms);
        let longest = self.whole.end - self.whole.start;
        if took_ms < LONG_ENOUGH_MS {
            self.steps = (steps * 2).min(longest);
        }
        self.steady.push(steps, took_ms)
    }

    /// Returns the duration of the first, cold call, milliseconds.
    pub(super) fn first_call_ms(&self) -> f64 {
        self.first_call_ms.unwrap_or(0.0)
    }
}

/// Warms up the page's own thread, and lets the page draw in between. It does nothing if the same workload was warmed up here a moment
/// ago, because the browser keeps the fast code: `serial` and `interleaved` run on the same thread.
pub(super) async fn on_page(order: &Order) -> WorkerClock {
    let workload = order.workload;
    if LAST.get().is_none_or(|(last, at_ms)| last != workload || clock::now_ms() - at_ms > STAYS_WARM_MS) {
        let mut warm_up = WarmUp::new(order, input_for(order));
        let mut turn_began_ms = clock::now_ms();
        while !warm_up.step() {
            if clock::now_ms() - turn_began_ms >= TURN_MS {
                yield_to_page().await;
                turn_began_ms = clock::now_ms();
            }
        }
        first_on_page(workload, warm_up.first_call_ms());
        LAST.set(Some((workload, clock::now_ms())));
    }
    WorkerClock { first_call_ms: first_on_page(workload, 0.0), ..WorkerClock::default() }
}

thread_local! {
    /// The workload that was warmed up last on the page's thread, and when.
    static LAST: Cell<Option<(WorkloadId, f64)>> = const { Cell::new(None) };
    /// The duration of the first call of each workload on this thread.
    static FIRST: RefCell<Vec<(WorkloadId, f64)>> = const { RefCell::new(Vec::new()) };
}

/// Makes and times the first call of the order's workload on the page's thread, unless it was made already. Later calls are not cold.
pub(crate) fn note_first_call(order: &Order) {
    if !FIRST.with_borrow(|first| first.iter().any(|(workload, _)| *workload == order.workload)) {
        let mut warm_up = WarmUp::new(order, input_for(order));
        warm_up.step();
        first_on_page(order.workload, warm_up.first_call_ms());
    }
}

/// Returns the duration of the workload's first call on this thread, which is `took_ms` if there was none before.
fn first_on_page(workload: WorkloadId, took_ms: f64) -> f64 {
    FIRST.with_borrow_mut(|first| match first.iter().find(|(known, _)| *known == workload) {
        Some((_, first_ms)) => *first_ms,
        None => {
            first.push((workload, took_ms));
            took_ms
        }
    })
}
