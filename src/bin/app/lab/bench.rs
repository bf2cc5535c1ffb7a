//! A strategy that is ready to be timed, and taking a sample of it.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::assemble::{Sample, verify};
use super::{LabError, Observer, Progress};
use crate::pool::{
    Executor, Interleaved, Isolated, Order, PoolError, RawRun, Seen, Serial, Shared, Surroundings, Watcher,
    WorkerClock, isolated_pages, next_frame,
};
use every_core::measure::{Circumstances, MOST_RETRIES, SampleStatus};
use every_core::report::Strategy;

/// A strategy that is warmed up, with its pool if it has one.
pub(super) struct Bench {
    executor: Box<dyn Executor>,
    clocks: Rc<[WorkerClock]>,
    /// Why the pool has fewer workers than were asked for.
    pub(super) shortfall: Option<PoolError>,
}

impl Bench {
    /// Spawns the pool of a strategy and warms it up for an order. If `takes_fewer`, the pool may have fewer workers, and its
    /// shortfall says why.
    pub(super) async fn prepare(
        strategy: Strategy,
        workers: u32,
        takes_fewer: bool,
        order: &Order,
        observer: &Observer,
    ) -> Result<Self, LabError> {
        if strategy.is_parallel() {
            observer(Progress::Spawning { workers });
        }
        let pages = isolated_pages(order);
        let (mut executor, shortfall) = match spawn(strategy, workers, pages, takes_fewer).await {
            Ok(executor) => {
                let shortfall = executor.shortfall().cloned();
                (executor, shortfall)
            }
            Err(error) => match error.most_workers() {
                Some(fewer) if takes_fewer && fewer > 0 => (spawn(strategy, fewer, pages, false).await?, Some(error)),
                _ => return Err(error.into()),
            },
        };
        let workers = executor.workers();
        if strategy.is_parallel() {
            observer(Progress::Spawned { workers, spawn_ms: executor.spawn_ms() });
        }
        observer(Progress::WarmingUp { strategy });
        let clocks = executor.warm_up(order).await?.into();
        Ok(Self { executor, clocks, shortfall })
    }

    pub(super) fn workers(&self) -> u32 {
        self.executor.workers()
    }

    /// Takes one timed run, and verifies it against the `reference` checksum. A run that does not count is repeated at most
    /// twice, on a new pool if a worker was lost. If the last attempt has a result, it is kept with its status.
    pub(super) async fn sample(
        &mut self,
        order: &Order,
        reference: u64,
        observer: &Observer,
    ) -> Result<Sample, LabError> {
        let strategy = self.executor.strategy();
        let mut set_aside = Vec::new();
        loop {
            let (raw, seen) = self.attempt(order, observer).await;
            let lost_worker = matches!(&raw, Err(error) if error.is_lost_worker());
            let status = SampleStatus::of(&Circumstances { lost_worker, ..seen.circumstances });
            let may_retry = (set_aside.len() as u32) < MOST_RETRIES;
            if !status.is_valid() && may_retry {
                observer(Progress::SetAside { strategy });
                set_aside.push((status, raw.ok().map(|raw| raw.elapsed_ms)));
                if lost_worker {
                    let workers = self.executor.workers();
                    // The lost pool's memory is freed first: there may not be room for both.
                    self.executor = Box::new(Serial::default());
                    *self = Self::prepare(strategy, workers, false, order, observer).await?;
                }
                continue;
            }
            return verify(self.executor.as_ref(), order, raw?, reference).map(|verified| Sample {
                frozen_ms: seen.frozen_ms,
                beside_busy_pool: seen.beside_busy_pool,
                clocks: Rc::clone(&self.clocks),
                status,
                set_aside,
                ..verified
            });
        }
    }

    async fn attempt(&mut self, order: &Order, observer: &Observer) -> (Result<RawRun, PoolError>, Seen) {
        if self.executor.strategy().freezes_page() {
            // The announcement of the freeze must be on the screen before it begins.
            next_frame().await;
        }
        let surroundings = Surroundings::watch().await;
        let watcher = order.is_watched.then(|| -> Watcher {
            let observer = Rc::clone(observer);
            Rc::new(move |seen| observer(Progress::Seen(seen)))
        });
        let raw = self.executor.run(order, watcher).await;
        (raw, surroundings.finish().await)
    }
}

/// Spawns the pool of a strategy. Boxed, so that the caller's future does not contain a copy of this one.
fn spawn(
    strategy: Strategy,
    workers: u32,
    pages: u32,
    takes_fewer: bool,
) -> LocalBoxFuture<'static, Result<Box<dyn Executor>, PoolError>> {
    async move {
        Ok::<Box<dyn Executor>, PoolError>(match strategy {
            Strategy::Serial => Box::new(Serial::default()),
            Strategy::Interleaved => Box::new(Interleaved::new(workers)),
            Strategy::Isolated => Box::new(Isolated::spawn(workers, pages, takes_fewer).await?),
            Strategy::Shared => Box::new(Shared::spawn(workers).await?),
        })
    }
    .boxed_local()
}
