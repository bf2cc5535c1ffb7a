//! The one clock: `performance.now()` of the thread that asks, and the epoch that makes two threads comparable.

use wasm_bindgen::prelude::*;
use web_sys::Performance;

#[wasm_bindgen]
extern "C" {
    // A global of windows and of workers alike.
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Performance;
}

thread_local! {
    /// It never changes, and asking for it costs as much as asking for the time.
    static TIME_ORIGIN_MS: f64 = PERFORMANCE.with(Performance::time_origin);
}

/// Milliseconds since this thread's time origin.
pub(crate) fn now_ms() -> f64 {
    PERFORMANCE.with(Performance::now)
}

/// Milliseconds since the Unix epoch on the monotonic clock: comparable between the threads of one page.
pub(super) fn epoch_ms() -> f64 {
    epoch_of(now_ms())
}

/// The same instant since the Unix epoch: one reading of the clock, so that nothing can come between two.
pub(super) fn epoch_of(now_ms: f64) -> f64 {
    TIME_ORIGIN_MS.with(|origin_ms| origin_ms + now_ms)
}

/// The clock's resolution, milliseconds: its smallest positive difference, watched for at most 50 ms.
pub(crate) fn resolution_ms() -> f64 {
    const WATCH_MS: f64 = 50.0;
    const ENOUGH_DIFFERENCES: u32 = 40;
    let begin_ms = now_ms();
    let (mut previous_ms, mut smallest_ms, mut seen) = (begin_ms, f64::INFINITY, 0);
    while seen < ENOUGH_DIFFERENCES && previous_ms - begin_ms < WATCH_MS {
        let present_ms = now_ms();
        if present_ms > previous_ms {
            smallest_ms = smallest_ms.min(present_ms - previous_ms);
            seen += 1;
        }
        previous_ms = present_ms;
    }
    smallest_ms
}
