//! An isolated pool: `p` workers, each with an instance and a memory of its own. Arguments, results and data are messages,
//! as between processes; nothing has to be shared, so it works on every page.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, try_join_all};
use js_sys::Uint32Array;
use wasm_bindgen::JsValue;

use super::handshake::{Span, compare_clocks};
use super::link::Received;
use super::protocol::{Piece, Reply, Request};
use super::tile::part_of;
use super::worker::WorkerHandle;
use super::{Executor, Order, PoolError, RawRun, Strategy, Tile, Watcher, WorkerClock, clock, inputs};

/// A pool that is ready. Dropping it ends its workers, whatever they are doing.
pub struct Isolated {
    workers: Vec<WorkerHandle>,
    clocks: Vec<WorkerClock>,
    spawn_ms: f64,
    resolution_ms: f64,
    input: Rc<Vec<u32>>,
}

impl Isolated {
    /// Makes a pool of `workers`.
    ///
    /// # Errors
    /// [`PoolError`] if a worker fails, or one is not ready after 20 s.
    pub async fn spawn(workers: u32) -> Result<Self, PoolError> {
        let asked_ms = clock::now_ms();
        let mut handles = (0..workers).map(|_| WorkerHandle::spawn()).collect::<Result<Vec<_>, _>>()?;
        let ready_ms = try_join_all(handles.iter_mut().map(|handle| handle.listening(workers))).await?;
        let last_ms = ready_ms.into_iter().fold(asked_ms, f64::max);
        Ok(Self {
            workers: handles,
            clocks: vec![WorkerClock::default(); workers as usize],
            spawn_ms: last_ms - asked_ms,
            resolution_ms: clock::resolution_ms(),
            input: Rc::default(),
        })
    }
}

/// What is handed out in one run.
struct Work {
    order: Order,
    input: Rc<Vec<u32>>,
    /// The tiles that nobody has taken yet.
    queue: RefCell<VecDeque<Tile>>,
    checksum: Cell<u64>,
}

impl Work {
    /// The next tile, as a message, and a copy of its data.
    fn next(&self) -> Option<(Request, JsValue)> {
        let tile = self.queue.borrow_mut().pop_front()?;
        let part = part_of(&self.input, &self.order.range, &tile.range);
        let input = if part.is_empty() { JsValue::UNDEFINED } else { Uint32Array::from(part).into() };
        Some((Request::Compute(Piece { order: self.order.clone(), tile: tile.range }), input))
    }

    fn take_result(&self, reply: &Reply) {
        if let Reply::Done { checksum } = reply {
            self.checksum.set(self.checksum.get().wrapping_add(*checksum));
        }
    }
}

/// Hands a worker one tile after the other until there are none, and returns when its last result came in; `None` if it
/// never got a tile.
async fn keep_busy(worker: &mut WorkerHandle, work: Rc<Work>) -> Result<Option<f64>, PoolError> {
    let Some(first) = work.next() else { return Ok(None) };
    let handed_out = Rc::clone(&work);
    let next = move |received: &Received| {
        handed_out.take_result(&received.reply);
        matches!(received.reply, Reply::Done { .. }).then(|| handed_out.next()).flatten()
    };
    let last = worker.converse(first, next).await?;
    let Reply::Done { .. } = last.reply else { return Err(last.unexpected()) };
    Ok(Some(last.at_ms))
}

impl Executor for Isolated {
    fn strategy(&self) -> Strategy {
        Strategy::Isolated
    }

    fn workers(&self) -> u32 {
        self.workers.len() as u32
    }

    fn spawn_ms(&self) -> f64 {
        self.spawn_ms
    }

    fn warm_up<'a>(&'a mut self, order: &'a Order) -> LocalBoxFuture<'a, Result<Vec<WorkerClock>, PoolError>> {
        async move {
            let warm = try_join_all(self.workers.iter_mut().map(|worker| async move {
                worker.post(&Request::WarmUp(order.clone()))?;
                let received = worker.reply().await?;
                let Reply::Warm(clocks) = received.reply else { return Err(received.unexpected()) };
                Ok(clocks)
            }));
            self.clocks = warm.await?.concat();
            // One after the other: a handshake that waits for another's is a loose bound.
            for (worker, clock) in self.workers.iter_mut().zip(&mut self.clocks) {
                compare_clocks(worker, std::slice::from_mut(clock)).await?;
            }
            Ok(self.clocks.clone())
        }
        .boxed_local()
    }

    fn run<'a>(
        &'a mut self,
        order: &'a Order,
        watcher: Option<Watcher>,
    ) -> LocalBoxFuture<'a, Result<RawRun, PoolError>> {
        async move {
            self.input = inputs::of(order);
            let submitted_ms = clock::now_ms();
            let submitted_epoch_ms = clock::epoch_of(submitted_ms);
            for ((worker, clock), index) in self.workers.iter().zip(&self.clocks).zip(0..) {
                let origin_epoch_ms = submitted_epoch_ms + clock.offset_ms;
                worker.watch(watcher.clone(), move |tile| Tile { worker: index, ..tile.since(origin_epoch_ms) });
            }
            let work = Rc::new(Work {
                order: order.clone(),
                input: Rc::clone(&self.input),
                queue: RefCell::new(Tile::cut(&order.range, order.tiles).into()),
                checksum: Cell::new(0),
            });
            let busy = self.workers.iter_mut().map(|worker| keep_busy(worker, Rc::clone(&work)));
            let last_ms = try_join_all(busy).await?.into_iter().flatten().fold(submitted_ms, f64::max);
            let elapsed_ms = last_ms - submitted_ms;
            let logs = try_join_all(self.workers.iter_mut().map(WorkerHandle::collect)).await?;
            let span = Span { submitted_epoch_ms, elapsed_ms, resolution_ms: self.resolution_ms };
            let mut tiles = Vec::with_capacity(order.tiles as usize);
            for ((log, clock), worker) in logs.into_iter().zip(&self.clocks).zip(0..) {
                for tile in log {
                    let tile = Tile { worker, ..tile };
                    tiles.push(if order.is_recorded { span.place(tile, *clock)? } else { tile });
                }
            }
            tiles.sort_by_key(|tile| tile.range.start);
            Ok(RawRun { checksum: work.checksum.get(), elapsed_ms, tiles })
        }
        .boxed_local()
    }
}
