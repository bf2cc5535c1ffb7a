//! A browser whose memory is measured: its renderer processes, and the wasm memories of the page and its workers.

use crate::stage::{load_peers, open_page, served_folder};
use anyhow::{Context, Result, ensure};
use every_core_driver::engine::Engine;
use every_core_driver::first_load;
use every_core_driver::page::Page;
use every_core_driver::server::{Behaviour, Fault};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

pub(crate) const WORKERS: u32 = 8;
const MIB: f64 = 1024.0 * 1024.0;

/// A subclass of `WebAssembly.Memory` for the main script. Each worker's memory answers a broadcast message with its size; the
/// page's
/// own is kept in a global variable.
const COUNTED: &str = "new (globalThis.everyCoreBenchMemory ??= class extends WebAssembly.Memory { constructor(shape) { super(shape); \
     if (globalThis.document) { globalThis.everyCoreBenchPage = this; return; } \
     this.channel = new BroadcastChannel('every-core-bench'); \
     this.channel.onmessage = ({ data }) => { if (data === 'ask') this.channel.postMessage({ bytes: this.buffer.byteLength }); }; \
     } })(";

/// A script that starts a run of some seconds with many small tiles, so that workers receive messages between tiles.
const START: &str = "globalThis.benchStop = new AbortController(); \
     globalThis.benchRun = everyCore.run({ workers: args.workers, strategy: args.strategy, steps: 2e10, tiles: 20000, record: false, \
       signal: benchStop.signal }).then(() => { throw new Error('the run ended before its memory was read'); }, () => null); \
     await new Promise((resolve) => setTimeout(resolve, 2500))";
/// A script that asks for the sizes. The last wait is for answers beyond the expected number, which would be an error.
const ASK: &str = "const channel = new BroadcastChannel('every-core-bench'); const sizes = []; \
     channel.onmessage = ({ data }) => { if (data.bytes) sizes.push(data.bytes); }; channel.postMessage('ask'); \
     const until = performance.now() + 5000; \
     while (sizes.length < args && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20)); \
     await new Promise((resolve) => setTimeout(resolve, 200)); \
     channel.close(); return sizes";
const STOP: &str = "benchStop.abort(); await benchRun";
const PAGE_MEMORY: &str = "return everyCoreBenchPage.buffer.byteLength";

/// A browser with the page and its peers, and the ids of its renderer processes.
pub(crate) struct Watched {
    pub page: Page,
    renderers: BTreeSet<u32>,
}

/// The memory of one Every Core pool in the middle of a run, in MiB.
pub(crate) struct PoolMemory {
    pub wasm_mib: f64,
    pub renderer_mib: f64,
}

impl Watched {
    pub(crate) async fn open() -> Result<Self> {
        let before = renderers();
        // The browser must not cache these files, because the main script is replaced below.
        let page = open_page(Engine::WholeChromium, Behaviour::default()).await?;
        let renderers = renderers().difference(&before).copied().collect();
        let fault = Fault::Replaced { what: "new WebAssembly.Memory(", with: COUNTED };
        page.server.behave(Behaviour { faults: vec![(main_script()?, fault)], ..Behaviour::default() });
        load_peers(&page).await?;
        // The page's animation runs throughout, because every measurement here is of this page.
        page.call::<Value>("void peers.awake(() => new Promise(() => {}))", Value::Null).await?;
        Ok(Self { page, renderers })
    }

    /// Measures the memories of one more pool while it works.
    pub(crate) async fn pool_memory(&self, strategy: &str) -> Result<PoolMemory> {
        self.page.call::<Value>(START, json!({ "strategy": strategy, "workers": WORKERS })).await?;
        let memories = if strategy == "shared" { 1 } else { WORKERS };
        let sizes: Vec<f64> = self.page.call(ASK, json!(memories)).await?;
        let renderer_mib = self.renderer_mib();
        self.page.call::<Value>(STOP, Value::Null).await?;
        ensure!(
            sizes.len() == memories as usize,
            "{strategy}: {} memories answered instead of {memories}",
            sizes.len()
        );
        Ok(PoolMemory { wasm_mib: sizes.iter().sum::<f64>() / MIB, renderer_mib })
    }

    /// Returns the size of the page's own wasm memory.
    pub(crate) async fn page_wasm_mib(&self) -> Result<f64> {
        Ok(self.page.call::<f64>(PAGE_MEMORY, Value::Null).await? / MIB)
    }

    /// Returns the memory of the renderers now (proportional set size).
    pub(crate) fn renderer_mib(&self) -> f64 {
        let pss_kib = |id: &u32| -> Option<f64> {
            let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse().ok())
        };
        self.renderers.iter().filter_map(pss_kib).sum::<f64>() / 1024.0
    }

    /// Returns the memory of the renderers after a garbage collection.
    pub(crate) async fn settled_mib(&self) -> Result<f64> {
        self.page.devtools("HeapProfiler.collectGarbage", json!({})).await?;
        // The browser frees the memory of ended workers with a delay, so wait until the size is steady.
        let mut last = f64::MAX;
        for _ in 0..40 {
            tokio::time::sleep(Duration::from_millis(250)).await;
            let now = self.renderer_mib();
            if (last - now).abs() < 0.1 {
                return Ok(now);
            }
            last = now;
        }
        Ok(last)
    }
}

/// Returns the name of the main script, which contains a hash.
fn main_script() -> Result<&'static str> {
    let all = first_load::files(&served_folder())?;
    let names =
        all.iter().filter(|path| !first_load::is_loaded_later(path)).filter_map(|path| path.file_name()?.to_str());
    let script = names.into_iter().find(|name| name.starts_with("every-core-") && name.ends_with(".js"));
    // A fault needs a `'static` name.
    Ok(script.context("the site has no main script")?.to_owned().leak())
}

/// Returns the ids of the renderer processes that descend from this process.
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
