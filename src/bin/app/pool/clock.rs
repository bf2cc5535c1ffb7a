//! The only clock: `performance.now()` of the calling thread, and the epoch that makes the readings of two threads comparable.

use wasm_bindgen::prelude::*;
use web_sys::Performance;

#[wasm_bindgen]
extern "C" {
    // `performance` is a global in windows and in workers.
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Performance;
}

thread_local! {
    /// The thread's time origin. It never changes, and reading it costs as much as reading the time.
    static TIME_ORIGIN_MS: f64 = PERFORMANCE.with(Performance::time_origin);
}

/// Returns the milliseconds since this thread's time origin.
pub(crate) fn now_ms() -> f64 {
    PERFORMANCE.with(Performance::now)
}

/// Returns the milliseconds since the Unix epoch on the monotonic clock. They are comparable between the threads of one page.
pub(super) fn epoch_ms() -> f64 {
    epoch_of(now_ms())
}

/// Converts a reading to milliseconds since the Unix epoch, so that one reading serves for both forms.
pub(super) fn epoch_of(now_ms: f64) -> f64 {
    TIME_ORIGIN_MS.with(|origin_ms| origin_ms + now_ms)
}

/// Measures the clock's resolution, milliseconds: its smallest positive difference, watched for at most 50 ms, or until a very coarse
/// clock has moved once.
pub(crate) fn resolution_ms() -> f64 {
    const WATCH_MS: f64 = 50.0;
    const ENOUGH_DIFFERENCES: u32 = 40;
    /// A clock that has not moved after so many readings stands still.
    const MOST_READINGS: u32 = 20_000_000;
    /// What is said of a clock that stands still.
    const STANDS_STILL_MS: f64 = 1_000.0;
    let begin_ms = now_ms();
    let (mut previous_ms, mut smallest_ms, mut seen) = (begin_ms, STANDS_STILL_MS, 0);
    let mut readings = 0;
    // `privacy.resistFingerprinting` gives Firefox a clock with steps of up to 100 ms.
    while (seen == 0 && readings < MOST_READINGS) || (seen < ENOUGH_DIFFERENCES && previous_ms - begin_ms < WATCH_MS) {
        let present_ms = now_ms();
        readings += 1;
        if present_ms > previous_ms {
            smallest_ms = smallest_ms.min(present_ms - previous_ms);
            seen += 1;
        }
        previous_ms = present_ms;
    }
    smallest_ms
}
