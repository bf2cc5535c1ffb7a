//! The worker's side of a shared pool: a coordinator with its own instance and memory, on which rayon's threads run.
//!
//! The coordinator never blocks: while its pool computes it still hears its own workers fail, and tells the page.

use std::cell::RefCell;
use std::sync::Mutex;

use futures_channel::oneshot;
use rayon::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::protocol::{Reply, Request, decode, encode};
use super::tile::checksum_of;
use super::warm_up::WarmUp;
use super::worker::describe;
use super::{Order, PoolError, Tile, WorkerClock, clock};

thread_local! {
    /// What was recorded of the last run, until the page asks for it.
    static LAST_RUN: RefCell<Vec<Tile>> = const { RefCell::new(Vec::new()) };
}

/// Listens to the page. Called by `worker.js` once the instance is up.
#[wasm_bindgen(js_name = serveWorker)]
pub fn serve_worker() {
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        let request = decode::<Request>(event.data());
        spawn_local(async move {
            let reply = match request {
                Ok(request) => carry_out(request).await,
                Err(error) => Reply::Failed { message: error.to_string() },
            };
            answer(&reply);
        });
    });
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker listens for as long as it lives.
    on_message.forget();
    answer(&Reply::Listening);
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn answer(reply: &Reply) {
    let posted = encode(reply)
        .and_then(|data| scope().post_message(&data).map_err(|error| PoolError::Protocol(describe(&error))));
    if let Err(error) = posted {
        // The page hears it as the worker's error.
        wasm_bindgen::throw_str(&error.to_string());
    }
}

async fn carry_out(request: Request) -> Reply {
    match request {
        Request::Spawn { threads } => match spawn_threads(threads).await {
            Ok(()) => Reply::Ready,
            Err(message) => Reply::Failed { message },
        },
        Request::WarmUp(order) => Reply::Warm(on_every_thread(move || warm_up(&order)).await),
        Request::ReadClocks => Reply::Clocks(on_every_thread(clock::epoch_ms).await),
        Request::Run(order) => {
            let tiles = run(order).await;
            let checksum = checksum_of(&tiles);
            LAST_RUN.set(tiles);
            Reply::Done { checksum }
        }
        Request::Collect => Reply::Log(LAST_RUN.take()),
    }
}

#[cfg(target_arch = "wasm32")]
async fn spawn_threads(threads: u32) -> Result<(), String> {
    let ready = wasm_bindgen_rayon::init_thread_pool(threads as usize);
    wasm_bindgen_futures::JsFuture::from(ready).await.map(drop).map_err(|error| describe(&error))
}

#[cfg(not(target_arch = "wasm32"))]
async fn spawn_threads(_threads: u32) -> Result<(), String> {
    Err("there are no Web Workers outside a browser".to_owned())
}

fn warm_up(order: &Order) -> WorkerClock {
    let mut warm_up = WarmUp::new(order);
    while !warm_up.step() {}
    WorkerClock { first_call_ms: warm_up.first_call_ms(), ..WorkerClock::default() }
}

/// Calls `ask` once on every thread of the pool, and waits without blocking. The answers are in the order of the threads.
async fn on_every_thread<T, F>(ask: F) -> Vec<T>
where
    T: Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    let (sender, answered) = oneshot::channel();
    let threads = rayon::current_num_threads();
    let collected = Mutex::new((Vec::with_capacity(threads), Some(sender)));
    rayon::spawn_broadcast(move |context| {
        let answer = (context.index(), ask());
        // A thread that panicked ends the whole instance, so a poisoned lock is never seen; if it were, go on.
        let mut guard = collected.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        guard.0.push(answer);
        if guard.0.len() == threads
            && let Some(sender) = guard.1.take()
        {
            let _ = sender.send(std::mem::take(&mut guard.0));
        }
    });
    let mut answers = answered.await.unwrap_or_default();
    answers.sort_by_key(|(thread, _)| *thread);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Runs the order on the pool. This is the loop the page shows: beside the serial one, only `par_` is new.
async fn run(order: Order) -> Vec<Tile> {
    let workload = order.workload.workload();
    let input = workload.input(&order.range);
    let mut tiles = Tile::cut(&order.range, order.tiles);
    let (sender, joined) = oneshot::channel();
    rayon::spawn(move || {
        tiles.par_iter_mut().with_max_len(1).for_each(|tile| {
            let worker = rayon::current_thread_index().unwrap_or(0) as u32;
            tile.compute(workload, &order.range, &input, worker);
        });
        let _ = sender.send(tiles);
    });
    joined.await.unwrap_or_default()
}
