//! A strategy made ready to be timed, and one sample of it.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::assemble::{Sample, verify};
use super::{LabError, Observer, Progress};
use crate::pool::{
    Executor, Interleaved, Isolated, Order, PoolError, RawRun, Seen, Serial, Shared, Surroundings, Watcher,
    WorkerClock, next_frame,
};
use every_core::measure::{Circumstances, MOST_RETRIES, SampleStatus};
use every_core::report::Strategy;

/// A strategy with its pool, if it has one, warmed up.
pub(super) struct Bench {
    executor: Box<dyn Executor>,
    clocks: Rc<[WorkerClock]>,
}

impl Bench {
    /// Spawns the pool of a strategy and warms it up for an order.
    pub(super) async fn prepare(
        strategy: Strategy,
        workers: u32,
        order: &Order,
        observer: &Observer,
    ) -> Result<Self, LabError> {
        if strategy.is_parallel() {
            observer(Progress::Spawning { workers });
        }
        let mut executor = spawn(strategy, workers).await?;
        if strategy.is_parallel() {
            observer(Progress::Spawned { workers, spawn_ms: executor.spawn_ms() });
        }
        observer(Progress::WarmingUp { strategy });
        let clocks = executor.warm_up(order).await?.into();
        Ok(Self { executor, clocks })
    }

    /// One timed run, verified against the `reference` checksum. A run that does not count is run again, at most twice, on
    /// a new pool if a worker was lost. The last one is kept all the same, with its status, if it has a result.
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
                set_aside.push(status);
                if lost_worker {
                    *self = Self::prepare(strategy, self.executor.workers(), order, observer).await?;
                }
                continue;
            }
            return verify(self.executor.as_ref(), order, raw?, reference).map(|verified| Sample {
                frozen_ms: seen.frozen_ms,
                clocks: Rc::clone(&self.clocks),
                status,
                set_aside,
                ..verified
            });
        }
    }

    async fn attempt(&mut self, order: &Order, observer: &Observer) -> (Result<RawRun, PoolError>, Seen) {
        if self.executor.strategy().freezes_page() {
            // What was drawn to announce the freeze must be on the screen before it.
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

/// Boxed, so that whoever waits for it does not hold a copy of it.
fn spawn(strategy: Strategy, workers: u32) -> LocalBoxFuture<'static, Result<Box<dyn Executor>, PoolError>> {
    async move {
        Ok::<Box<dyn Executor>, PoolError>(match strategy {
            Strategy::Serial => Box::new(Serial::default()),
            Strategy::Interleaved => Box::new(Interleaved::new(workers)),
            Strategy::Isolated => Box::new(Isolated::spawn(workers).await?),
            Strategy::Shared => Box::new(Shared::spawn(workers).await?),
        })
    }
    .boxed_local()
}
