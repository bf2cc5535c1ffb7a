//! An isolated pool: `p` workers, each with an instance and a memory of its own. Arguments, results and data are sent as
//! messages, as between processes. Nothing has to be shared, so it works on every page.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use async_trait::async_trait;
use futures_util::FutureExt;
use js_sys::Uint32Array;
use wasm_bindgen::JsValue;

use super::bridge::{Received, WorkerHandle, in_time, replies, short, wait_for_room};
use super::handshake::{Span, compare_clocks};
use super::protocol::{Piece, Reply, Request};
use super::tile::part_of;
use super::{Executor, Order, PoolError, RawRun, Tile, Watcher, WorkerClock, clock, inputs};
use every_core::report::Strategy;

/// A pool that is ready. Dropping it ends its workers, even in the middle of a task.
pub(crate) struct Isolated {
    workers: Vec<WorkerHandle>,
    clocks: Vec<WorkerClock>,
    shortfall: Option<PoolError>,
    spawn_ms: f64,
    resolution_ms: f64,
    input: Rc<Vec<u32>>,
}

impl Isolated {
    /// Spawns a pool of `workers`, each with a memory of at most so many pages. If only some of them come and `takes_fewer`, the pool
    /// has those, and its shortfall says why.
    ///
    /// # Errors
    /// [`PoolError`] if too few workers come, or their script does not load.
    pub(crate) async fn spawn(workers: u32, most_pages: u32, takes_fewer: bool) -> Result<Self, PoolError> {
        wait_for_room().await;
        let asked_ms = clock::now_ms();
        let handles = (0..workers).map(|_| WorkerHandle::spawn(most_pages)).collect::<Result<Vec<_>, _>>()?;
        let mut last_ms = asked_ms;
        let mut ready = Vec::with_capacity(handles.len());
        let (mut is_late, mut message) = (false, None);
        for mut handle in handles {
            // When one was late, those behind it had as long.
            let reply = if is_late { handle.reply().now_or_never() } else { in_time(handle.reply()).await };
            match reply {
                Some(Ok(received)) => {
                    last_ms = received.at_ms.max(last_ms);
                    ready.push(handle);
                }
                Some(Err(PoolError::WorkerFailed(why))) => {
                    message.get_or_insert(why);
                }
                Some(Err(error)) => return Err(error),
                None => {
                    is_late = true;
                    short();
                }
            }
        }
        let mut shortfall = None;
        if ready.len() < workers as usize {
            if message.is_some() {
                // The others that this page makes memories for need some as well: the figures, links, a shared pool.
                ready.truncate(ready.len().saturating_sub(SPARED).max(1));
            }
            let error = PoolError::TooFew { workers, came: ready.len() as u32, message };
            if !takes_fewer || ready.is_empty() {
                return Err(error);
            }
            shortfall = Some(error);
        }
        Ok(Self {
            clocks: vec![WorkerClock::default(); ready.len()],
            workers: ready,
            shortfall,
            spawn_ms: last_ms - asked_ms,
            resolution_ms: clock::resolution_ms(),
            input: Rc::default(),
        })
    }

    fn ask_all(&self, request: &Request) -> Result<(), PoolError> {
        self.workers.iter().try_for_each(|worker| worker.post(request))
    }
}

/// The number of memories that are left to the rest of the page where the browser has no more. Chromium has 125 for a page and its
/// workers: each reserves 8 GiB of addresses, however small it is, and V8's cage has 1 TiB of them.
const SPARED: usize = 8;

/// The tiles of one run, and what they need.
struct Work {
    order: Order,
    input: Rc<Vec<u32>>,
    /// The tiles that have not been handed out.
    queue: RefCell<VecDeque<Tile>>,
    checksum: Cell<u64>,
}

impl Work {
    /// Takes the next tile. Returns the message for it, and a copy of its data.
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

/// Hands a worker one tile after the other until none are left. Returns whether it got any.
fn keep_busy(worker: &WorkerHandle, work: &Rc<Work>) -> Result<bool, PoolError> {
    let Some(first) = work.next() else { return Ok(false) };
    let handed_out = Rc::clone(work);
    let next = move |received: &Received| {
        handed_out.take_result(&received.reply);
        matches!(received.reply, Reply::Done { .. }).then(|| handed_out.next()).flatten()
    };
    worker.converse(first, next).map(|()| true)
}

/// Returns when the last of these replies arrived, or `begin_ms` if that is later.
fn latest_ms(begin_ms: f64, replies: &[Received]) -> f64 {
    replies.iter().fold(begin_ms, |latest_ms, reply| latest_ms.max(reply.at_ms))
}

#[async_trait(?Send)]
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

    fn shortfall(&self) -> Option<&PoolError> {
        self.shortfall.as_ref()
    }

    async fn warm_up(&mut self, order: &Order) -> Result<Vec<WorkerClock>, PoolError> {
        self.ask_all(&Request::WarmUp(order.clone()))?;
        let mut clocks = Vec::new();
        for received in replies(&mut self.workers).await? {
            let Reply::Warm(first_calls) = received.reply else { return Err(received.unexpected()) };
            clocks.extend(first_calls.into_iter().map(WorkerClock::after));
        }
        self.clocks = clocks;
        // One after the other: a handshake that waits for another one bounds the error less tightly.
        for (worker, clock) in self.workers.iter_mut().zip(&mut self.clocks) {
            compare_clocks(worker, std::slice::from_mut(clock)).await?;
        }
        Ok(self.clocks.clone())
    }

    async fn run(&mut self, order: &Order, watcher: Option<Watcher>) -> Result<RawRun, PoolError> {
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
        let mut busy = 0;
        for worker in &self.workers {
            busy += usize::from(keep_busy(worker, &work)?);
        }
        // If there are fewer tiles than workers, the last workers get none.
        let last = replies(&mut self.workers[..busy]).await?;
        self.workers.iter().for_each(WorkerHandle::hang_up);
        if let Some(other) = last.iter().find(|received| !matches!(received.reply, Reply::Done { .. })) {
            return Err(other.unexpected());
        }
        let elapsed_ms = latest_ms(submitted_ms, &last) - submitted_ms;
        self.ask_all(&Request::Collect)?;
        let logs = replies(&mut self.workers).await?;
        let span = Span { submitted_epoch_ms, elapsed_ms, resolution_ms: self.resolution_ms };
        let mut tiles = Vec::with_capacity(order.tiles as usize);
        for ((log, clock), worker) in logs.into_iter().zip(&self.clocks).zip(0..) {
            for tile in log.log()? {
                let tile = Tile { worker, ..tile };
                tiles.push(if order.is_recorded { span.place(tile, *clock)? } else { tile });
            }
        }
        tiles.sort_unstable_by_key(|tile| tile.range.start);
        Ok(RawRun { checksum: work.checksum.get(), elapsed_ms, tiles })
    }
}
