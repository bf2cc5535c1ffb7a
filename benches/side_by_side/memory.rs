//! What pools hold: the sizes of their wasm memories, and the browser process's memory.

use crate::engine::Engine;
use crate::first_load;
use crate::page::Page;
use crate::plan::Plan;
use crate::report::Table;
use crate::series::{Series, Unit, find, short};
use crate::server::{Behaviour, Fault};
use crate::stage::{load_peers, open_page, served_folder};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(crate) const METHOD: &str = "*Wasm memories* are the sizes of all `WebAssembly.Memory` objects of a pool's workers, asked of \
     the workers themselves in the middle of a run. *Per worker* is what the browser's renderer processes hold beyond their idle \
     state (proportional set size, after a garbage collection), by worker, with a pool of 8.";

pub(crate) const WASM_MEMORY: &str = "wasm memories of a pool of 8";
const PER_WORKER: &str = "per worker";
pub(crate) const AFTER: &str = "renderer after n pools of 8";
const MIB: f64 = 1024.0 * 1024.0;
const WORKERS: u32 = 8;
const STRATEGIES: [(&str, &str); 2] = [("Every Core, shared", "shared"), ("Every Core, isolated", "isolated")];
const PEERS: [(&str, &str); 4] = [
    ("bare wasm-bindgen-rayon", "rayon"),
    ("workerpool", "workerpool"),
    ("threads", "threads"),
    ("comlink, workers in turn", "comlink"),
];

/// Every memory that the program makes answers how large it is.
const COUNTED: &str = "new (globalThis.everyCoreBenchMemory ??= class extends WebAssembly.Memory { constructor(shape) { super(shape); \
     this.channel = new BroadcastChannel('every-core-bench'); \
     this.channel.onmessage = ({ data }) => { if (data === 'ask' && !globalThis.document) this.channel.postMessage({ bytes: this.buffer.byteLength }); }; \
     } })(";

/// Starts a run that lasts some seconds, of many small tiles, so that workers hear messages in between.
const START: &str = "globalThis.benchStop = new AbortController(); \
     globalThis.benchRun = everyCore.run({ workers: args.workers, strategy: args.strategy, steps: 2e10, tiles: 20000, record: false, \
       signal: benchStop.signal }).then(() => { throw new Error('the run was over too soon'); }, () => null); \
     await new Promise((resolve) => setTimeout(resolve, 2500))";
const ASK: &str = "const channel = new BroadcastChannel('every-core-bench'); const sizes = []; \
     channel.onmessage = ({ data }) => { if (data.bytes) sizes.push(data.bytes); }; channel.postMessage('ask'); \
     const until = performance.now() + 5000; \
     while (sizes.length < args && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20)); \
     channel.close(); return sizes";
const STOP: &str = "benchStop.abort(); await benchRun";
const POOLS: &str = "for (let i = 0; i < args.count; i++) await everyCore.run({ workers: args.workers, steps: 1000 })";

pub(crate) async fn measure(plan: &Plan) -> Result<Vec<Series>> {
    eprintln!("  memory");
    let before = renderers();
    // Nothing is kept by the browser: the main script is another one below.
    let page = open_page(Engine::Chromium, Behaviour::default()).await?;
    let ours: BTreeSet<u32> = renderers().difference(&before).copied().collect();
    page.server.behave(Behaviour { faults: vec![(main_script()?, count_memories())], ..Behaviour::default() });
    load_peers(&page).await?;
    // It stays awake: everything here is asked of it.
    page.call::<Value>("void peers.awake(() => new Promise(() => {}))", Value::Null).await?;
    // Once for nothing: the first pool brings code into the process that stays there.
    page.call::<Value>(POOLS, json!({ "count": 1, "workers": WORKERS })).await?;

    let mut series = Vec::new();
    let mut note = |who: &str, case: String, unit, value: f64| {
        series.push(Series { who: who.to_owned(), case, unit, samples: vec![value], missing: None });
    };
    for (who, strategy) in STRATEGIES {
        let idle = held_mib(&page, &ours).await?;
        page.call::<Value>(START, json!({ "strategy": strategy, "workers": WORKERS })).await?;
        let memories = if strategy == "shared" { 1 } else { WORKERS };
        let sizes: Vec<f64> = page.call(ASK, json!(memories)).await?;
        let busy = pss_mib(&ours);
        page.call::<Value>(STOP, Value::Null).await?;
        anyhow::ensure!(sizes.len() == memories as usize, "{who}: {} of {memories} memories answered", sizes.len());
        note(who, WASM_MEMORY.to_owned(), Unit::Mebibytes, sizes.iter().sum::<f64>() / MIB);
        note(who, PER_WORKER.to_owned(), Unit::Mebibytes, (busy - idle) / f64::from(WORKERS));
    }
    for (who, name) in PEERS {
        let idle = held_mib(&page, &ours).await?;
        page.call::<Value>("return peers.hold(...args)", json!([name, WORKERS])).await?;
        let held = pss_mib(&ours);
        page.call::<Value>("return peers.closeAll()", Value::Null).await?;
        note(who, PER_WORKER.to_owned(), Unit::Mebibytes, (held - idle) / f64::from(WORKERS));
    }
    let (chunks, count) = plan.either((8, 25), (3, 5));
    for chunk in 1..=chunks {
        // A few to a call: a slow machine has a minute for each.
        for _ in 0..count / 5 {
            page.call::<Value>(POOLS, json!({ "count": 5, "workers": WORKERS })).await?;
        }
        note(
            "Every Core, shared",
            format!("{AFTER}: {}", chunk * count),
            Unit::Mebibytes,
            held_mib(&page, &ours).await?,
        );
    }
    page.close().await;
    Ok(series)
}

fn count_memories() -> Fault {
    Fault::Replaced { what: "new WebAssembly.Memory(", with: COUNTED }
}

/// The end of the main script's address: its name has a hash in it.
fn main_script() -> Result<&'static str> {
    let all = first_load::files(&served_folder())?;
    let names =
        all.iter().filter(|path| !first_load::is_loaded_later(path)).filter_map(|path| path.file_name()?.to_str());
    let script = names.into_iter().find(|name| name.starts_with("every-core-") && name.ends_with(".js"));
    // A fault is told apart by a text that lives as long as the program.
    Ok(script.context("the site has no main script")?.to_owned().leak())
}

/// What the renderers hold when garbage is gone.
async fn held_mib(page: &Page, renderers: &BTreeSet<u32>) -> Result<f64> {
    page.devtools("HeapProfiler.collectGarbage", json!({})).await?;
    // Ended workers give their memory back a little later: wait until it is steady.
    let mut last = f64::MAX;
    for _ in 0..40 {
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
        let now = pss_mib(renderers);
        if (last - now).abs() < 0.1 {
            return Ok(now);
        }
        last = now;
    }
    Ok(last)
}

/// The renderer processes below this one.
fn renderers() -> BTreeSet<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return BTreeSet::new() };
    let ids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_renderer = |id: &u32| {
        let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).contains("--type=renderer")
    };
    ids.filter(is_renderer).filter(|id| is_below_us(*id)).collect()
}

fn is_below_us(mut id: u32) -> bool {
    let parent = |id: u32| -> Option<u32> {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse().ok())
    };
    while let Some(above) = parent(id).filter(|above| *above > 1) {
        if above == std::process::id() {
            return true;
        }
        id = above;
    }
    false
}

fn pss_mib(ids: &BTreeSet<u32>) -> f64 {
    let pss_kib = |id: &u32| -> Option<f64> {
        let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
        rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse().ok())
    };
    ids.iter().filter_map(pss_kib).sum::<f64>() / 1024.0
}

pub(crate) fn table(series: &[Series]) -> Table {
    let rows = STRATEGIES.into_iter().chain(PEERS).map(|(who, _)| {
        let cell = |case| find(series, who, case).map_or_else(String::new, |found| short(found.median()));
        vec![who.to_owned(), cell(PER_WORKER), cell(WASM_MEMORY)]
    });
    Table::new("Memory of a pool of 8, MiB", &["who", "per worker", "wasm memories together"], rows.collect())
}

/// The samples that show whether ended pools leave something behind: pools so far, and MiB.
pub(crate) fn after_pools(series: &[Series]) -> Vec<(u32, f64)> {
    let prefix = format!("{AFTER}: ");
    let counted =
        series.iter().filter_map(|entry| Some((entry.case.strip_prefix(&prefix)?.parse().ok()?, entry.median())));
    counted.collect()
}

pub(crate) fn growth_table(series: &[Series]) -> Table {
    let rows = after_pools(series).into_iter().map(|(count, mib)| vec![count.to_string(), short(mib)]);
    Table::new("What the renderer holds after so many shared pools of 8", &["pools", "MiB"], rows.collect())
}
