//! Comparing the workers' clocks with the page's.

use super::bridge::WorkerHandle;
use super::protocol::{Reply, Request};
use super::{PoolError, Tile, WorkerClock, clock};

/// The number of handshakes per worker. The shortest one counts.
const HANDSHAKES: usize = 5;

/// Bounds the error of the clock of each thread behind `worker`. In a handshake the page sends a request, every thread reads
/// its clock, and the page receives the readings. A reading within that span is used as it is. A reading outside shows a clock that
/// is ahead or behind. Its offset from the middle of the span is later subtracted.
/// The shortest of several handshakes counts.
pub(super) async fn compare_clocks(worker: &mut WorkerHandle, clocks: &mut [WorkerClock]) -> Result<(), PoolError> {
    let mut shortest_ms = f64::INFINITY;
    for _ in 0..HANDSHAKES {
        let asked_ms = clock::epoch_ms();
        worker.post(&Request::ReadClocks)?;
        let received = worker.reply().await?;
        let received_ms = clock::epoch_ms();
        let Reply::Clocks(readings) = received.reply else { return Err(received.unexpected()) };
        if received_ms - asked_ms >= shortest_ms {
            continue;
        }
        shortest_ms = received_ms - asked_ms;
        for (clock, reading_ms) in clocks.iter_mut().zip(readings) {
            (clock.offset_ms, clock.error_ms) = offset_and_error(asked_ms, reading_ms, received_ms);
        }
    }
    Ok(())
}

/// Returns the offset to subtract from a clock that was read between two readings of the page's clock, and the largest error that is
/// left. A reading inside them is used as it is. It was made at some moment between the two, so it is wrong by at most its distance
/// from the further one.
fn offset_and_error(asked_ms: f64, reading_ms: f64, received_ms: f64) -> (f64, f64) {
    if (asked_ms..=received_ms).contains(&reading_ms) {
        return (0.0, (reading_ms - asked_ms).max(received_ms - reading_ms));
    }
    (reading_ms - (asked_ms + received_ms) / 2.0, (received_ms - asked_ms) / 2.0)
}

/// A bound for the rounding error of a difference of two epoch times. Milliseconds since the epoch are about 2^41, so an `f64`
/// of them has steps of 2^-12.
const EPOCH_ROUNDING_MS: f64 = 1e-3;

/// The span of one run on the page's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// When the run was submitted, milliseconds since the Unix epoch.
    pub(super) submitted_epoch_ms: f64,
    /// From then until the page's thread received the result, milliseconds.
    pub(super) elapsed_ms: f64,
    /// The resolution of the page's clock, milliseconds.
    pub(super) resolution_ms: f64,
}

impl Span {
    /// Returns the span of a run on the page's own thread, whose tiles are timed by the same clock.
    pub(super) fn of_page(submitted_epoch_ms: f64, elapsed_ms: f64) -> Self {
        Self { submitted_epoch_ms, elapsed_ms, resolution_ms: EPOCH_ROUNDING_MS }
    }

    /// Converts a tile's times to the page's clock, counted from the submit instant. A time outside the run by no more than the
    /// clocks' error is moved to the run's edge. A time further outside is an error: a clock was changed.
    pub(super) fn place(&self, tile: Tile, clock: WorkerClock) -> Result<Tile, PoolError> {
        let tolerance_ms = clock.error_ms + 2.0 * self.resolution_ms;
        let tile = tile.since(self.submitted_epoch_ms + clock.offset_ms);
        let latest_ms = self.elapsed_ms + tolerance_ms;
        if tile.begin_ms < -tolerance_ms || tile.end_ms > latest_ms || tile.end_ms < tile.begin_ms {
            let message = format!("the clock of worker {} moved against the page's", tile.worker);
            return Err(PoolError::WorkerFailed(message));
        }
        let inside = |ms: f64| ms.clamp(0.0, self.elapsed_ms);
        Ok(Tile { begin_ms: inside(tile.begin_ms), end_ms: inside(tile.end_ms), ..tile })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Span = Span { submitted_epoch_ms: 1e12, elapsed_ms: 100.0, resolution_ms: 0.005 };
    const CLOCK: WorkerClock = WorkerClock { first_call_ms: 0.0, offset_ms: 3.0, error_ms: 0.2 };

    fn tile(begin_ms: f64, end_ms: f64) -> Tile {
        Tile { begin_ms: 1e12 + begin_ms, end_ms: 1e12 + end_ms, ..Tile::default() }
    }

    #[test]
    fn the_error_of_a_clock_is_bounded_by_the_handshake() {
        assert_eq!(offset_and_error(10.0, 12.0, 14.0), (0.0, 2.0));
        assert_eq!(offset_and_error(10.0, 10.0, 14.0), (0.0, 4.0), "it may have been read when the page received it");
        assert_eq!(offset_and_error(10.0, 13.5, 14.0), (0.0, 3.5));
        assert_eq!(offset_and_error(10.0, 17.0, 14.0), (5.0, 2.0));
    }

    #[test]
    fn an_offset_is_subtracted() {
        let placed = SPAN.place(tile(13.0, 53.0), CLOCK).expect("the tile is inside the run");
        assert_eq!((placed.begin_ms, placed.end_ms), (10.0, 50.0));
    }

    #[test]
    fn a_time_outside_within_the_error_is_moved_to_the_edge() {
        let placed = SPAN.place(tile(2.875, 103.125), CLOCK).expect("the times are within the error");
        assert_eq!((placed.begin_ms, placed.end_ms), (0.0, 100.0));
    }

    #[test]
    fn a_changed_clock_rejects_the_run() {
        for (begin_ms, end_ms) in [(2.0, 50.0), (50.0, 104.0), (50.0, 49.0)] {
            assert!(SPAN.place(tile(begin_ms, end_ms), CLOCK).is_err(), "{begin_ms} to {end_ms}");
        }
    }
}
