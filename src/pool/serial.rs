//! The reference: one call on the main thread, in the page's own instance of the module.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::tile::checksum_of;
use super::warm_up::WarmUp;
use super::{Executor, Order, PoolError, RawRun, Strategy, Tile, WorkerClock, clock, yield_to_page};

/// The warm-up lets the page draw in between.
const TURN_MS: f64 = 8.0;

/// Runs the whole range as one tile, here and now. The page freezes while it does.
pub struct Serial;

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

    fn warm_up<'a>(&'a mut self, order: &'a Order) -> LocalBoxFuture<'a, Result<Vec<WorkerClock>, PoolError>> {
        async move {
            let mut warm_up = WarmUp::new(order);
            let mut turn_began_ms = clock::now_ms();
            while !warm_up.step() {
                if clock::now_ms() - turn_began_ms >= TURN_MS {
                    yield_to_page().await;
                    turn_began_ms = clock::now_ms();
                }
            }
            Ok(vec![WorkerClock { first_call_ms: warm_up.first_call_ms(), ..WorkerClock::default() }])
        }
        .boxed_local()
    }

    fn run<'a>(&'a mut self, order: &'a Order) -> LocalBoxFuture<'a, Result<RawRun, PoolError>> {
        async move {
            let workload = order.workload.workload();
            let input = workload.input(&order.range);
            let mut tiles = Tile::cut(&order.range, 1);
            let submitted_epoch_ms = clock::epoch_ms();
            let submitted_ms = clock::now_ms();
            for tile in &mut tiles {
                tile.compute(workload, &order.range, &input, 0);
            }
            let checksum = checksum_of(&tiles);
            let elapsed_ms = clock::now_ms() - submitted_ms;
            let tiles = tiles.into_iter().map(|tile| tile.since(submitted_epoch_ms)).collect();
            Ok(RawRun { checksum, elapsed_ms, tiles })
        }
        .boxed_local()
    }
}
