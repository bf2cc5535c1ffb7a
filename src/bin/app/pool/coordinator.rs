//! What the coordinator of a shared pool does on rayon's threads.
//!
//! It never blocks. So error events of its own workers reach it while its pool computes, and it reports them to the page.

use std::sync::{Arc, Mutex};

use futures_channel::{mpsc, oneshot};
use gloo_timers::future::TimeoutFuture;
use rayon::prelude::*;

use super::tile::part_of;
use super::{Order, Tile};

// Defined in `www/worker.ts`, the script of this worker.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen(js_namespace = everyCoreWorker)]
extern "C" {
    /// The number of this worker's own workers that have come.
    fn arrived() -> u32;
}

/// How often the page is told how many threads have come, milliseconds.
#[cfg(target_arch = "wasm32")]
const TELL_MS: u32 = 500;

/// Spawns the threads, and calls `tell` with the number that have come whenever it has grown.
#[cfg(target_arch = "wasm32")]
pub(super) async fn spawn_threads(threads: u32, tell: Box<dyn Fn(u32)>) -> Result<(), String> {
    use futures_util::future::{Either, select};
    let mut ready = wasm_bindgen_futures::JsFuture::from(wasm_bindgen_rayon::init_thread_pool(threads as usize));
    let mut told = 0;
    loop {
        match select(ready, TimeoutFuture::new(TELL_MS)).await {
            Either::Left((outcome, _)) => {
                return outcome.map(drop).map_err(|error| super::thrown::describe(&error));
            }
            Either::Right(((), waiting)) => ready = waiting,
        }
        if arrived() > told {
            told = arrived();
            tell(told);
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn spawn_threads(_threads: u32, _tell: Box<dyn Fn(u32)>) -> Result<(), String> {
    Err("there are no Web Workers outside a browser".to_owned())
}

/// A question to a thread, whose answer is a number of milliseconds.
pub(super) type Ask = Box<dyn Fn() -> f64 + Send + Sync>;

/// Calls `ask` once on every thread of the pool, and waits without blocking. Returns the answers in the order of the threads.
pub(super) async fn ask_every_thread(ask: Ask) -> Vec<f64> {
    let (sender, answered) = oneshot::channel();
    let threads = rayon::current_num_threads();
    let collected = Mutex::new((Vec::with_capacity(threads), Some(sender)));
    rayon::spawn_broadcast(move |context| {
        let answer = (context.index(), ask());
        // A panic on a thread ends the whole instance, so a poisoned lock is never found. Its value would still be good.
        let mut guard = collected.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        guard.0.push(answer);
        if guard.0.len() == threads
            && let Some(sender) = guard.1.take()
        {
            let _ = sender.send(std::mem::take(&mut guard.0));
        }
    });
    let mut answers = answered.await.unwrap_or_default();
    answers.sort_unstable_by_key(|(thread, _)| *thread);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// How often a watched run is asked for the tiles that are done, milliseconds: about once a frame. It does not wait for a wake-up
/// from the threads, because WebKitGTK 2.50 now and then loses one of those (`Atomics.notify` after `Atomics.waitAsync`), and then
/// the run would never end.
const SHOW_MS: u32 = 16;

/// Runs the order on the pool; `input` is that of the whole range. This is the loop that the page shows: it differs from the
/// serial one only by `par_`. If the order is watched, `show` is called here with each tile and its pixels soon after the tile
/// is done.
pub(super) async fn run(order: Order, input: Arc<Vec<u32>>, show: impl Fn(&Tile, &[u8])) -> Vec<Tile> {
    let mut tiles = Tile::cut(&order.range, order.tiles);
    let (sender, joined) = oneshot::channel();
    let (watcher, mut seen) = mpsc::unbounded();
    // If the order is not watched, dropping the sender closes the channel at once.
    let watcher = order.is_watched.then_some(watcher);
    rayon::spawn(move || {
        tiles.par_iter_mut().with_max_len(1).for_each(|tile| {
            let worker = rayon::current_thread_index().unwrap_or(0) as u32;
            let pixels = tile.compute(&order, part_of(&input, &order.range, &tile.range), worker);
            if let Some(watcher) = &watcher {
                let _ = watcher.unbounded_send((tile.clone(), pixels));
            }
        });
        let _ = sender.send(tiles);
        drop(watcher);
    });
    loop {
        match seen.try_recv() {
            Ok((tile, pixels)) => show(&tile, &pixels),
            Err(error) if error.is_closed() => break,
            Err(_) => TimeoutFuture::new(SHOW_MS).await,
        }
    }
    joined.await.unwrap_or_default()
}

/// Computes a chunk of the learner's pool on one of the threads.
pub(super) async fn on_a_thread(compute: impl FnOnce() -> Vec<String> + Send + 'static) -> Vec<String> {
    let (sender, done) = oneshot::channel();
    rayon::spawn(move || {
        let _ = sender.send(compute());
    });
    done.await.unwrap_or_default()
}
