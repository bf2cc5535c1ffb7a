//! The baseline: one call on the main thread, in the page's own instance of the module.

use std::rc::Rc;

use async_trait::async_trait;

use super::handshake::Span;
use super::{Executor, Order, PoolError, RawRun, SeenTile, Tile, Watcher, WorkerClock, clock, inputs, warm_up};
use every_core::report::Strategy;

/// A strategy that computes the whole range as one tile in a single call. The page freezes meanwhile.
#[derive(Default)]
pub(crate) struct Serial {
    input: Rc<Vec<u32>>,
}

#[async_trait(?Send)]
impl Executor for Serial {
    fn strategy(&self) -> Strategy {
        Strategy::Serial
    }

    fn workers(&self) -> u32 {
        1
    }

    fn spawn_ms(&self) -> f64 {
        0.0
    }

    async fn warm_up(&mut self, order: &Order) -> Result<Vec<WorkerClock>, PoolError> {
        Ok(vec![warm_up::on_page(order).await])
    }

    async fn run(&mut self, order: &Order, watcher: Option<Watcher>) -> Result<RawRun, PoolError> {
        self.input = inputs::of(order);
        let mut tile = Tile { range: order.range.clone(), ..Tile::default() };
        let submitted_ms = clock::now_ms();
        let submitted_epoch_ms = clock::epoch_of(submitted_ms);
        let pixels = tile.compute(order, &self.input, 0);
        let elapsed_ms = clock::now_ms() - submitted_ms;
        let checksum = tile.checksum;
        let span = Span::of_page(submitted_epoch_ms, elapsed_ms);
        let tile = if order.is_recorded { span.place(tile, WorkerClock::default())? } else { tile };
        if let Some(watcher) = watcher {
            watcher(SeenTile { tile: tile.clone(), pixels: pixels.into() });
        }
        Ok(RawRun { checksum, elapsed_ms, tiles: vec![tile] })
    }
}
