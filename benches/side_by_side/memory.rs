//! Measures the memory of a pool of 8: its wasm memories, and the browser's renderer processes.

use crate::ended_pools;
use crate::plan::Plan;
use crate::section::Table;
use crate::series::{Series, find, short};
use crate::watched::{PoolMemory, WORKERS, Watched};
use anyhow::Result;
use serde_json::{Value, json};

pub(crate) const METHOD: &str = "*Wasm memories* are the sizes of all `WebAssembly.Memory` objects of a pool's workers, as the \
     workers report them during a run. *Per worker* is the memory that a pool of 8 adds to the browser's renderer processes \
     (proportional set size), divided by the workers: during a run for Every Core, with an idle pool for its peers. The memory \
     without the pool is read after a garbage collection.";

pub(crate) const WASM_MEMORY: &str = "wasm memories of a pool of 8";
const PER_WORKER: &str = "per worker";
const STRATEGIES: [(&str, &str); 2] = [("Every Core, shared", "shared"), ("Every Core, isolated", "isolated")];
const PEERS: [(&str, &str); 4] = [
    ("bare wasm-bindgen-rayon", "rayon"),
    ("workerpool", "workerpool"),
    ("threads", "threads"),
    ("comlink, workers in turn", "comlink"),
];
const ONE_POOL: &str = "await everyCore.run({ workers: args, steps: 1000 })";

pub(crate) async fn measure(plan: &Plan) -> Result<Vec<Series>> {
    eprintln!("  memory");
    let watched = Watched::open().await?;
    // The first pool loads code that stays in the process, so one pool runs before the measurement.
    watched.page.call::<Value>(ONE_POOL, json!(WORKERS)).await?;
    let mut series = Vec::new();
    let mut note = |who: &str, case: &str, mib: f64| series.push(Series::once(who, case, mib));
    let by_worker = |more_mib: f64| more_mib / f64::from(WORKERS);
    for (who, strategy) in STRATEGIES {
        let idle_mib = watched.settled_mib().await?;
        let PoolMemory { wasm_mib, renderer_mib } = watched.pool_memory(strategy).await?;
        note(who, WASM_MEMORY, wasm_mib);
        note(who, PER_WORKER, by_worker(renderer_mib - idle_mib));
    }
    for (who, name) in PEERS {
        let idle_mib = watched.settled_mib().await?;
        watched.page.call::<Value>("return peers.hold(...args)", json!([name, WORKERS])).await?;
        let held_mib = watched.renderer_mib();
        watched.page.call::<Value>("return peers.closeAll()", Value::Null).await?;
        note(who, PER_WORKER, by_worker(held_mib - idle_mib));
    }
    watched.page.close();
    series.extend(ended_pools::measure(plan).await?);
    Ok(series)
}

pub(crate) fn table(series: &[Series]) -> Table {
    let rows = STRATEGIES.into_iter().chain(PEERS).map(|(who, _)| {
        let cell = |case| find(series, who, case).map_or_else(String::new, |found| short(found.median()));
        vec![who.to_owned(), cell(PER_WORKER), cell(WASM_MEMORY)]
    });
    Table::new("Memory of a pool of 8, MiB", &["who", "per worker", "wasm memories together"], rows.collect())
}
