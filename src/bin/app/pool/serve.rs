//! The worker's side: an instance of its own that listens to the page. By itself it is one isolated worker. On the request to
//! spawn threads, it becomes the coordinator of a shared pool. A worker of `everyCore.Pool` (`www/pool/serve.ts`)
//! calls what this exports.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::Arc;

use js_sys::{Error, Promise, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::protocol::{Piece, Reply, Request, decode, encode};
use super::thrown::describe;
use super::tile::checksum_of;
use super::warm_up::{self, WarmUp};
use super::{Order, PoolError, Tile, clock, coordinator};
use every_core::kernel::WorkloadId;
use every_core_js::{promise, to_js};

thread_local! {
    /// The tiles recorded during the last run, until the page requests them.
    static LAST_RUN: RefCell<Vec<Tile>> = const { RefCell::new(Vec::new()) };
    /// The input of the shared pool's order, in the memory that its threads share.
    static INPUT: RefCell<Arc<Vec<u32>>> = RefCell::new(Arc::default());
    /// Whether this worker coordinates threads.
    static HAS_THREADS: Cell<bool> = const { Cell::new(false) };
}

/// Listens to the page. `worker.js` calls it once the instance is up.
#[wasm_bindgen(js_name = serveWorker)]
#[expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]
pub fn serve_worker() {
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| match decode(&event.data()) {
        // Answered directly in the event listener, without a future, because the page waits for this reply.
        Ok((Request::Compute(piece), input)) => answer(&compute(&piece, &input)),
        Ok((request, _)) => spawn_local(async move { answer(&carry_out(request).await) }),
        Err(error) => answer(&Reply::Failed { message: error.to_string() }),
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker listens until it is terminated.
    on_message.forget();
    answer(&Reply::Listening);
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn answer(reply: &Reply) {
    answer_with(reply, &JsValue::UNDEFINED);
}

/// Sends the page a tile of a watched run.
fn show(tile: &Tile, pixels: &[u8]) {
    // Copied, because a view of shared memory cannot be posted.
    let attached = if pixels.is_empty() { JsValue::UNDEFINED } else { Uint8Array::from(pixels).into() };
    answer_with(&Reply::Seen(tile.clone()), &attached);
}

fn answer_with(reply: &Reply, attached: &JsValue) {
    let posted = encode(reply, attached)
        .and_then(|data| scope().post_message(&data).map_err(|error| PoolError::Protocol(describe(&error))));
    if let Err(error) = posted {
        // The page receives this as an error event of the worker.
        wasm_bindgen::throw_str(&error.to_string());
    }
}

async fn carry_out(request: Request) -> Reply {
    match request {
        Request::Spawn { threads } => spawn_threads(threads).await,
        Request::WarmUp(order) => {
            let input = warm_up::input_for(&order);
            Reply::Warm(ask_every_thread(Box::new(move || warm_up(&order, &input))).await)
        }
        Request::ReadClocks => Reply::Clocks(ask_every_thread(Box::new(clock::epoch_ms)).await),
        Request::Prepare(order) => {
            INPUT.set(Arc::new(order.workload.workload().input(&order.range)));
            Reply::Ready
        }
        Request::Run(order) => {
            let tiles = coordinator::run(order, INPUT.with_borrow(Arc::clone), show).await;
            let checksum = checksum_of(&tiles);
            LAST_RUN.set(tiles);
            Reply::Done { checksum }
        }
        Request::Compute(piece) => compute(&piece, &JsValue::UNDEFINED),
        Request::Collect => Reply::Log(LAST_RUN.take()),
    }
}

async fn spawn_threads(threads: u32) -> Reply {
    let tell = |came| answer(&Reply::Coming { came });
    match coordinator::spawn_threads(threads, Box::new(tell)).await {
        Ok(()) => {
            HAS_THREADS.set(true);
            Reply::Ready
        }
        Err(message) => Reply::Failed { message },
    }
}

/// Calls `ask` on every thread: the coordinator's threads, or else this one.
async fn ask_every_thread(ask: coordinator::Ask) -> Vec<f64> {
    if HAS_THREADS.get() { coordinator::ask_every_thread(ask).await } else { vec![ask()] }
}

/// Warms this thread up, and returns the duration of its first, cold call.
fn warm_up(order: &Order, input: &Arc<Vec<u32>>) -> f64 {
    let mut warm_up = WarmUp::new(order, Arc::clone(input));
    while !warm_up.step() {}
    warm_up.first_call_ms()
}

/// Computes one tile in this call. Its part of the input came with the message, and is first copied into this memory.
fn compute(piece: &Piece, input: &JsValue) -> Reply {
    let input = input.dyn_ref::<Uint32Array>().map(Uint32Array::to_vec).unwrap_or_default();
    let mut tile = Tile { range: Range::clone(&piece.tile), ..Tile::default() };
    let pixels = tile.compute(&piece.order, &input, 0);
    if piece.order.is_watched {
        show(&tile, &pixels);
    }
    let checksum = tile.checksum;
    LAST_RUN.with_borrow_mut(|tiles| tiles.push(tile));
    Reply::Done { checksum }
}

/// Computes ranges of a workload, each given by its start, its end, and the end of the whole that it is a part of. Returns their
/// checksums as decimal strings, because they may exceed 2^53. `www/pool.ts` has checked the name and the numbers.
#[wasm_bindgen(js_name = compute)]
#[expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]
pub fn compute_ranges(workload: &str, ranges: &[f64]) -> Vec<String> {
    let Some(workload) = WorkloadId::from_name(workload) else { return Vec::new() };
    ranges.as_chunks().0.iter().map(|range| checksum(workload, range).to_string()).collect()
}

/// Computes ranges as [`compute_ranges()`] does, on a thread of this worker.
#[wasm_bindgen(js_name = computeOnThread)]
#[expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]
pub fn compute_on_thread(workload: String, ranges: Vec<f64>) -> Promise {
    promise(Box::pin(
        async move { Ok(to_js(&coordinator::on_a_thread(move || compute_ranges(&workload, &ranges)).await)) },
    ))
}

/// Makes this worker the coordinator of a pool of threads.
#[wasm_bindgen(js_name = spawnThreads)]
#[expect(unreachable_pub, reason = "wasm-bindgen exports only what is `pub`")]
pub fn spawn_pool_threads(threads: u32) -> Promise {
    promise(Box::pin(async move {
        let spawned = coordinator::spawn_threads(threads, Box::new(|_| {})).await;
        spawned.map(|()| JsValue::UNDEFINED).map_err(|message| Error::new(&message).into())
    }))
}

fn checksum(workload: WorkloadId, [start, end, steps]: &[f64; 3]) -> u64 {
    workload.run_alone(&(0..*steps as u64), &(*start as u64..*end as u64))
}
