//! A shared pool: `p` workers with one memory, made by wasm-bindgen-rayon in a coordinator's fresh instance.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::protocol::{Reply, Request};
use super::worker::{Received, WorkerHandle};
use super::{Executor, Order, PoolError, RawRun, Strategy, Tile, WorkerClock, clock};

/// How long a pool may take to be ready.
const SPAWN_PATIENCE_MS: u32 = 20_000;
/// Handshakes per pool; the shortest counts.
const HANDSHAKES: usize = 5;

/// A pool that is ready. Dropping it ends its workers and frees its memory, whatever they are doing.
pub struct Shared {
    coordinator: WorkerHandle,
    workers: u32,
    spawn_ms: f64,
    clocks: Vec<WorkerClock>,
    resolution_ms: f64,
}

impl Shared {
    /// Makes a pool of `workers`.
    ///
    /// # Errors
    /// [`PoolError`] if memory cannot be shared here, a worker fails, or the pool is not ready after 20 s.
    pub async fn spawn(workers: u32) -> Result<Self, PoolError> {
        if !super::environment::memory_can_be_shared() {
            return Err(PoolError::NotIsolated);
        }
        let asked_ms = clock::now_ms();
        let mut coordinator = WorkerHandle::spawn()?;
        let timed_out = PoolError::SpawnTimedOut { workers, waited_s: SPAWN_PATIENCE_MS / 1000 };
        let listening = coordinator.reply_within(SPAWN_PATIENCE_MS).await.ok_or(timed_out.clone())??;
        expect(matches!(listening.reply, Reply::Listening), &listening)?;
        coordinator.post(&Request::Spawn { threads: workers })?;
        let ready = coordinator.reply_within(SPAWN_PATIENCE_MS).await.ok_or(timed_out)??;
        expect(matches!(ready.reply, Reply::Ready), &ready)?;
        Ok(Self {
            spawn_ms: ready.at_ms - asked_ms,
            coordinator,
            workers,
            clocks: Vec::new(),
            resolution_ms: clock::resolution_ms(),
        })
    }

    /// Bounds the error of each worker's clock: the page asks, every worker reads its clock, the page hears. A reading
    /// inside of that span is taken as it is, and can be wrong by half the span; one outside of it shows a clock that is
    /// ahead or behind, by the distance to the middle, which is then taken off. The shortest of several handshakes counts.
    async fn compare_clocks(&mut self) -> Result<(), PoolError> {
        let mut shortest_ms = f64::INFINITY;
        for _ in 0..HANDSHAKES {
            let asked_ms = clock::epoch_ms();
            self.coordinator.post(&Request::ReadClocks)?;
            let received = self.coordinator.reply().await?;
            let heard_ms = clock::epoch_ms();
            let Reply::Clocks(readings) = received.reply else { return Err(unexpected(&received)) };
            if heard_ms - asked_ms >= shortest_ms {
                continue;
            }
            shortest_ms = heard_ms - asked_ms;
            for (clock, reading_ms) in self.clocks.iter_mut().zip(readings) {
                let is_inside = (asked_ms..=heard_ms).contains(&reading_ms);
                clock.offset_ms = if is_inside { 0.0 } else { reading_ms - (asked_ms + heard_ms) / 2.0 };
                clock.error_ms = shortest_ms / 2.0;
            }
        }
        Ok(())
    }

    /// A tile's times on the page's clock, from the submit instant. What the clocks' error alone can put outside of the
    /// run is put at its edge; more than that means that a clock was changed, and the run does not count.
    fn on_the_page_s_clock(&self, tile: Tile, submitted_epoch_ms: f64, elapsed_ms: f64) -> Result<Tile, PoolError> {
        let clock = self.clocks.get(tile.worker as usize).copied().unwrap_or_default();
        let tolerance_ms = clock.error_ms + 2.0 * self.resolution_ms;
        let tile = tile.since(submitted_epoch_ms + clock.offset_ms);
        if tile.begin_ms < -tolerance_ms || tile.end_ms > elapsed_ms + tolerance_ms || tile.end_ms < tile.begin_ms {
            let message = format!("the clock of worker {} moved against the page's", tile.worker);
            return Err(PoolError::WorkerFailed(message));
        }
        let inside = |ms: f64| ms.clamp(0.0, elapsed_ms);
        Ok(Tile { begin_ms: inside(tile.begin_ms), end_ms: inside(tile.end_ms), ..tile })
    }
}

impl Executor for Shared {
    fn strategy(&self) -> Strategy {
        Strategy::Shared
    }

    fn workers(&self) -> u32 {
        self.workers
    }

    fn spawn_ms(&self) -> f64 {
        self.spawn_ms
    }

    fn warm_up<'a>(&'a mut self, order: &'a Order) -> LocalBoxFuture<'a, Result<Vec<WorkerClock>, PoolError>> {
        async move {
            self.coordinator.post(&Request::WarmUp(order.clone()))?;
            let received = self.coordinator.reply().await?;
            let Reply::Warm(clocks) = received.reply else { return Err(unexpected(&received)) };
            self.clocks = clocks;
            self.compare_clocks().await?;
            Ok(self.clocks.clone())
        }
        .boxed_local()
    }

    fn run<'a>(&'a mut self, order: &'a Order) -> LocalBoxFuture<'a, Result<RawRun, PoolError>> {
        async move {
            let submitted_epoch_ms = clock::epoch_ms();
            let submitted_ms = clock::now_ms();
            self.coordinator.post(&Request::Run(order.clone()))?;
            let done = self.coordinator.reply().await?;
            let Reply::Done { checksum } = done.reply else { return Err(unexpected(&done)) };
            self.coordinator.post(&Request::Collect)?;
            let log = self.coordinator.reply().await?;
            let Reply::Log(tiles) = log.reply else { return Err(unexpected(&log)) };
            let elapsed_ms = done.at_ms - submitted_ms;
            let placed = tiles.into_iter().map(|tile| self.on_the_page_s_clock(tile, submitted_epoch_ms, elapsed_ms));
            Ok(RawRun { checksum, elapsed_ms, tiles: placed.collect::<Result<_, _>>()? })
        }
        .boxed_local()
    }
}

fn expect(as_expected: bool, received: &Received) -> Result<(), PoolError> {
    if as_expected { Ok(()) } else { Err(unexpected(received)) }
}

fn unexpected(received: &Received) -> PoolError {
    PoolError::Protocol(format!("unexpected reply {:?}", std::mem::discriminant(&received.reply)))
}
