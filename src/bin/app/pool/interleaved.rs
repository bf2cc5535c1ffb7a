//! Tasks that take turns on the main thread: concurrent, but no faster. Threads do the same in a language with a global lock.

use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use async_trait::async_trait;

use super::handshake::Span;
use super::page_thread::yield_to_page;
use super::tile::{checksum_of, part_of};
use super::{Executor, Order, PoolError, RawRun, SeenTile, Tile, Watcher, WorkerClock, clock, inputs, warm_up};
use every_core::kernel::slices;
use every_core::report::Strategy;

/// The time a task's turn takes, milliseconds. It is about half a frame, so that the page can draw and respond between turns.
const TURN_MS: f64 = 6.0;
/// The length of a task's first turn, steps, before its speed is known. At most a few milliseconds for any workload.
const FIRST_STEPS: u64 = 2_000;
/// The factor by which a turn may have more steps than the one before. The cost of a step may rise steeply.
const MOST_GROWTH: f64 = 2.0;

/// A strategy of `tasks` tasks on the page's own thread, each with an equal slice of the range.
pub(crate) struct Interleaved {
    tasks: u32,
    input: Rc<Vec<u32>>,
}

impl Interleaved {
    /// Creates the strategy. Its tasks cost nothing until they run.
    pub(crate) fn new(tasks: u32) -> Self {
        Self { tasks, input: Rc::default() }
    }
}

/// A task: the rest of its slice, and the number of steps in its next turn.
struct Task {
    worker: u32,
    left: Range<u64>,
    turn_steps: u64,
}

impl Task {
    /// Computes one turn, and calls `show` with the tile and its pixels, which are empty if the order is not painted.
    fn take_turn(&mut self, order: &Order, input: &[u32], show: &dyn Fn(&Tile, Vec<u8>)) -> Tile {
        let end = self.left.end.min(self.left.start + self.turn_steps);
        let mut tile = Tile { range: self.left.start..end, ..Tile::default() };
        let begin_ms = clock::now_ms();
        let pixels = tile.compute(order, part_of(input, &order.range, &tile.range), self.worker);
        let took_ms = clock::now_ms() - begin_ms;
        self.left.start = end;
        let growth = if took_ms > 0.0 { (TURN_MS / took_ms).min(MOST_GROWTH) } else { MOST_GROWTH };
        self.turn_steps = ((self.turn_steps as f64 * growth) as u64).max(1);
        show(&tile, pixels);
        tile
    }
}

#[async_trait(?Send)]
impl Executor for Interleaved {
    fn strategy(&self) -> Strategy {
        Strategy::Interleaved
    }

    fn workers(&self) -> u32 {
        self.tasks
    }

    fn spawn_ms(&self) -> f64 {
        0.0
    }

    async fn warm_up(&mut self, order: &Order) -> Result<Vec<WorkerClock>, PoolError> {
        // The tasks run on the same thread as the serial call.
        Ok(vec![warm_up::on_page(order).await; self.tasks as usize])
    }

    async fn run(&mut self, order: &Order, watcher: Option<Watcher>) -> Result<RawRun, PoolError> {
        self.input = inputs::of(order);
        let slices = slices(&order.range, u64::from(self.tasks)).zip(0..);
        let submitted_ms = clock::now_ms();
        let submitted_epoch_ms = clock::epoch_of(submitted_ms);
        let mut waiting: VecDeque<Task> =
            slices.map(|(left, worker)| Task { worker, left, turn_steps: FIRST_STEPS }).collect();
        waiting.retain(|task| !task.left.is_empty());
        let mut tiles = Vec::new();
        let mut page_waited_since_ms = submitted_ms;
        let show = |tile: &Tile, pixels: Vec<u8>| {
            if let Some(watcher) = &watcher {
                watcher(SeenTile { tile: tile.clone().since(submitted_epoch_ms), pixels: pixels.into() });
            }
        };
        while let Some(mut task) = waiting.pop_front() {
            tiles.push(task.take_turn(order, &self.input, &show));
            if !task.left.is_empty() {
                waiting.push_back(task);
            }
            if clock::now_ms() - page_waited_since_ms >= TURN_MS {
                yield_to_page().await;
                page_waited_since_ms = clock::now_ms();
            }
        }
        let checksum = checksum_of(&tiles);
        let elapsed_ms = clock::now_ms() - submitted_ms;
        tiles.sort_unstable_by_key(|tile| tile.range.start);
        if order.is_recorded {
            let span = Span::of_page(submitted_epoch_ms, elapsed_ms);
            tiles = tiles.into_iter().map(|tile| span.place(tile, WorkerClock::default())).collect::<Result<_, _>>()?;
        }
        Ok(RawRun { checksum, elapsed_ms, tiles })
    }
}
