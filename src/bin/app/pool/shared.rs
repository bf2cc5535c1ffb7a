//! A shared pool: `p` workers with one memory, made by wasm-bindgen-rayon in a coordinator's fresh instance.

use async_trait::async_trait;

use super::bridge::{Received, WorkerHandle, in_time, short, wait_for_room};
use super::handshake::{Span, compare_clocks};
use super::protocol::{Reply, Request};
use super::{Executor, Order, PoolError, RawRun, Tile, Watcher, WorkerClock, clock};
use every_core::report::{MAX_SHARED_WORKERS, Strategy};

/// A pool that is ready. Dropping it ends its workers, even in the middle of a task, and frees its memory.
pub(crate) struct Shared {
    coordinator: WorkerHandle,
    workers: u32,
    spawn_ms: f64,
    clocks: Vec<WorkerClock>,
    resolution_ms: f64,
    /// The order whose input is in the pool's memory.
    prepared_for: Option<Order>,
}

impl Shared {
    /// Spawns a pool of `workers`.
    ///
    /// # Errors
    /// [`PoolError`] if memory cannot be shared here, a worker fails, or no further worker comes within 20 s.
    pub(crate) async fn spawn(workers: u32) -> Result<Self, PoolError> {
        if !super::environment::memory_can_be_shared() {
            return Err(PoolError::NotIsolated);
        }
        if workers > MAX_SHARED_WORKERS {
            return Err(PoolError::TooManyThreads(workers));
        }
        wait_for_room().await;
        let asked_ms = clock::now_ms();
        let mut coordinator = WorkerHandle::spawn(0)?;
        // Sent in advance: this saves a round trip when the instance is up.
        coordinator.post(&Request::Spawn { threads: workers })?;
        let mut came = 0;
        let ready = loop {
            let too_few = |message| PoolError::TooFew { workers, came, message };
            match in_time(coordinator.reply()).await {
                None => {
                    short();
                    return Err(too_few(None));
                }
                Some(Err(PoolError::WorkerFailed(message))) => return Err(too_few(Some(message))),
                Some(received) => match received? {
                    Received { reply: Reply::Listening, .. } => {}
                    Received { reply: Reply::Coming { came: now }, .. } => came = now,
                    ready => break ready,
                },
            }
        };
        let Reply::Ready = ready.reply else { return Err(ready.unexpected()) };
        Ok(Self {
            spawn_ms: ready.at_ms - asked_ms,
            coordinator,
            workers,
            clocks: Vec::new(),
            resolution_ms: clock::resolution_ms(),
            prepared_for: None,
        })
    }

    /// Makes the order's input in the pool's memory, unless it is there.
    async fn prepare(&mut self, order: &Order) -> Result<(), PoolError> {
        if self.prepared_for.as_ref().is_some_and(|known| known.reads_the_same(order)) {
            return Ok(());
        }
        self.coordinator.post(&Request::Prepare(order.clone()))?;
        let received = self.coordinator.reply().await?;
        let Reply::Ready = received.reply else { return Err(received.unexpected()) };
        self.prepared_for = Some(order.clone());
        Ok(())
    }
}

#[async_trait(?Send)]
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

    async fn warm_up(&mut self, order: &Order) -> Result<Vec<WorkerClock>, PoolError> {
        self.coordinator.post(&Request::WarmUp(order.clone()))?;
        let received = self.coordinator.reply().await?;
        let Reply::Warm(first_calls) = received.reply else { return Err(received.unexpected()) };
        self.clocks = first_calls.into_iter().map(WorkerClock::after).collect();
        compare_clocks(&mut self.coordinator, &mut self.clocks).await?;
        Ok(self.clocks.clone())
    }

    async fn run(&mut self, order: &Order, watcher: Option<Watcher>) -> Result<RawRun, PoolError> {
        self.prepare(order).await?;
        let submitted_ms = clock::now_ms();
        let submitted_epoch_ms = clock::epoch_of(submitted_ms);
        let offsets_ms: Vec<f64> = self.clocks.iter().map(|clock| clock.offset_ms).collect();
        self.coordinator.watch(watcher, move |tile: Tile| {
            let offset_ms = offsets_ms.get(tile.worker as usize).copied().unwrap_or(0.0);
            tile.since(submitted_epoch_ms + offset_ms)
        });
        self.coordinator.post(&Request::Run(order.clone()))?;
        let done = self.coordinator.reply().await?;
        let Reply::Done { checksum } = done.reply else { return Err(done.unexpected()) };
        let tiles = self.coordinator.collect().await?;
        let elapsed_ms = done.at_ms - submitted_ms;
        let span = Span { submitted_epoch_ms, elapsed_ms, resolution_ms: self.resolution_ms };
        let clock_of = |worker: u32| self.clocks.get(worker as usize).copied().unwrap_or_default();
        let placed = tiles.into_iter().map(|tile| {
            let clock = clock_of(tile.worker);
            if order.is_recorded { span.place(tile, clock) } else { Ok(tile) }
        });
        Ok(RawRun { checksum, elapsed_ms, tiles: placed.collect::<Result<_, _>>()? })
    }
}
