//! Runs code until its speed is steady. A browser first compiles WebAssembly quickly to slow code, and replaces that code
//! later.

use std::cell::RefCell;
use std::ops::Range;

use super::page_thread::yield_to_page;
use super::{Order, WorkerClock, clock};
use every_core::kernel::{Workload, WorkloadId};
use every_core::measure::Steady;

/// A warm-up on one thread. It runs small tiles of the order until the last five rates agree. Each tile is long enough to be
/// timed, and short enough that faster code can replace the slow one between two tiles.
pub(super) struct WarmUp {
    workload: &'static dyn Workload,
    whole: Range<u64>,
    input: Vec<u32>,
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

impl WarmUp {
    pub(super) fn new(order: &Order) -> Self {
        let workload = order.workload.workload();
        let length = order.range.end - order.range.start;
        // The warm-up reads no more input than this.
        let whole = order.range.start..order.range.start + length.min(4_000_000);
        let input = workload.input(&whole);
        Self { workload, steps: FIRST_STEPS.min(length), input, whole, steady: Steady::default(), first_call_ms: None }
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

/// Warms up the page's own thread, and lets the page draw in between.
pub(super) async fn on_page(order: &Order) -> WorkerClock {
    let mut warm_up = WarmUp::new(order);
    let mut turn_began_ms = clock::now_ms();
    while !warm_up.step() {
        if clock::now_ms() - turn_began_ms >= TURN_MS {
            yield_to_page().await;
            turn_began_ms = clock::now_ms();
        }
    }
    WorkerClock { first_call_ms: first_on_page(order.workload, warm_up.first_call_ms()), ..WorkerClock::default() }
}

thread_local! {
    /// The duration of the first call of each workload on this thread.
    static FIRST: RefCell<Vec<(WorkloadId, f64)>> = const { RefCell::new(Vec::new()) };
}

/// Makes and times the first call of the order's workload on the page's thread, unless it was made already. Later calls are not cold.
pub(crate) fn note_first_call(order: &Order) {
    if !FIRST.with_borrow(|first| first.iter().any(|(workload, _)| *workload == order.workload)) {
        let mut warm_up = WarmUp::new(order);
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
