//! A shared pool: `p` workers with one memory, made by wasm-bindgen-rayon in a coordinator's fresh instance.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::protocol::{Reply, Request};
use super::worker::{Received, WorkerHandle};
use super::{Executor, Order, PoolError, RawRun, Strategy, WorkerClock, clock};

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
        Ok(Self { coordinator, workers, spawn_ms: ready.at_ms - asked_ms, clocks: Vec::new() })
    }

    /// Bounds the error of each worker's clock: the page asks, every worker reads its clock, the page hears. A reading
    /// outside of that span rejects the pool's clocks; inside of it, it can be wrong by half the span.
    async fn compare_clocks(&mut self) -> Result<(), PoolError> {
        let mut shortest_ms = f64::INFINITY;
        for _ in 0..HANDSHAKES {
            let asked_ms = clock::epoch_ms();
            self.coordinator.post(&Request::ReadClocks)?;
            let received = self.coordinator.reply().await?;
            let heard_ms = clock::epoch_ms();
            let Reply::Clocks(readings) = received.reply else { return Err(unexpected(&received)) };
            let slack_ms = clock::resolution_ms();
            if let Some(reading) = readings.iter().find(|&&at| at < asked_ms - slack_ms || at > heard_ms + slack_ms) {
                let off_ms = reading - (asked_ms + heard_ms) / 2.0;
                return Err(PoolError::WorkerFailed(format!(
                    "a worker's clock differs from the page's by {off_ms:.3} ms"
                )));
            }
            shortest_ms = shortest_ms.min(heard_ms - asked_ms);
        }
        for clock in &mut self.clocks {
            clock.error_ms = shortest_ms / 2.0;
        }
        Ok(())
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
            let tiles = tiles.into_iter().map(|tile| tile.since(submitted_epoch_ms)).collect();
            Ok(RawRun { checksum, elapsed_ms: done.at_ms - submitted_ms, tiles })
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
