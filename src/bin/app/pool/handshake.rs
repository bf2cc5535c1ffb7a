//! Bringing the workers' clocks and the page's together.

use super::bridge::WorkerHandle;
use super::protocol::{Reply, Request};
use super::{PoolError, Tile, WorkerClock, clock};

/// Handshakes per worker; the shortest counts.
const HANDSHAKES: usize = 5;

/// Bounds the error of the clock of each thread behind `worker`: the page asks, every thread reads its clock, the page
/// hears. A reading inside of that span is taken as it is, and can be wrong by half the span; one outside of it shows a
/// clock that is ahead or behind, by the distance to the middle, which is then taken off. The shortest of several
/// handshakes counts.
pub(super) async fn compare_clocks(worker: &mut WorkerHandle, clocks: &mut [WorkerClock]) -> Result<(), PoolError> {
    let mut shortest_ms = f64::INFINITY;
    for _ in 0..HANDSHAKES {
        let asked_ms = clock::epoch_ms();
        worker.post(&Request::ReadClocks)?;
        let received = worker.reply().await?;
        let heard_ms = clock::epoch_ms();
        let Reply::Clocks(readings) = received.reply else { return Err(received.unexpected()) };
        if heard_ms - asked_ms >= shortest_ms {
            continue;
        }
        shortest_ms = heard_ms - asked_ms;
        for (clock, reading_ms) in clocks.iter_mut().zip(readings) {
            let is_inside = (asked_ms..=heard_ms).contains(&reading_ms);
            clock.offset_ms = if is_inside { 0.0 } else { reading_ms - (asked_ms + heard_ms) / 2.0 };
            clock.error_ms = shortest_ms / 2.0;
        }
    }
    Ok(())
}

/// Milliseconds since the epoch are some 2^41, so that an `f64` of them moves in steps of 2^-12; with two of them in a
/// difference, this much is rounding.
const EPOCH_ROUNDING_MS: f64 = 1e-3;

/// The span of one run on the page's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// The submit instant, milliseconds since the Unix epoch.
    pub(super) submitted_epoch_ms: f64,
    /// From it until the result was in the page thread's hands, milliseconds.
    pub(super) elapsed_ms: f64,
    /// The page's own clock moves in steps of this, milliseconds.
    pub(super) resolution_ms: f64,
}

impl Span {
    /// The span of a run on the page's own thread, whose tiles are timed by the very same clock.
    pub(super) fn of_page(submitted_epoch_ms: f64, elapsed_ms: f64) -> Self {
        Self { submitted_epoch_ms, elapsed_ms, resolution_ms: EPOCH_ROUNDING_MS }
    }

    /// A tile's times on the page's clock, from the submit instant. What the clocks' error alone can put outside of the
    /// run is put at its edge; more than that means that a clock was changed, and the run does not count.
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
    fn an_offset_is_taken_off() {
        let placed = SPAN.place(tile(13.0, 53.0), CLOCK).expect("it is inside");
        assert_eq!((placed.begin_ms, placed.end_ms), (10.0, 50.0));
    }

    #[test]
    fn what_the_error_explains_is_put_at_the_edge() {
        let placed = SPAN.place(tile(2.875, 103.125), CLOCK).expect("within the error");
        assert_eq!((placed.begin_ms, placed.end_ms), (0.0, 100.0));
    }

    #[test]
    fn a_clock_that_moved_rejects_the_run() {
        for (begin_ms, end_ms) in [(2.0, 50.0), (50.0, 104.0), (50.0, 49.0)] {
            assert!(SPAN.place(tile(begin_ms, end_ms), CLOCK).is_err(), "{begin_ms} to {end_ms}");
        }
    }
}
