//! Measures the memory that ended pools leave behind: 200 pools of 8 in sequence, for Every Core and its peers in turn.

use crate::plan::Plan;
use crate::section::Table;
use crate::series::{Series, find, short};
use crate::watched::{WORKERS, Watched};
use anyhow::Result;
use serde_json::{Value, json};

pub(crate) const METHOD: &str = "*Memory after many pools*: each contender opens pools of 8 in its own browser, one after the other, \
     each for one run. The contenders take turns after every 25 pools. The renderer's memory is read after a garbage collection. \
     The wasm memories are those of one more pool during a run, and the page's own.";

/// Contenders: the name shown, the peer's name in `peers.mjs`, and the strategy for Every Core.
const CONTENDERS: [(&str, &str, Option<&str>); 4] = [
    (SHARED, "", Some("shared")),
    (ISOLATED, "", Some("isolated")),
    (BARE, "rayon", None),
    ("workerpool", "workerpool", None),
];
pub(crate) const SHARED: &str = "Every Core, shared";
pub(crate) const ISOLATED: &str = "Every Core, isolated";
pub(crate) const BARE: &str = "bare wasm-bindgen-rayon";

const OURS: &str =
    "for (let i = 0; i < 5; i++) await everyCore.run({ workers: args.workers, strategy: args.strategy, steps: 1000 })";
const PEERS: &str = "const { checksum } = peers.jsSerial(1000); \
     for (let i = 0; i < 5; i++) { \
       if ((await peers.use(args.name, args.workers, 1000)).checksum !== checksum) throw new Error('the checksum is wrong'); }";
/// The number of pools opened by one script. It is small because a slow machine can take up to a minute for them.
const POOLS_A_CALL: u32 = 5;

pub(crate) const RENDERER: &str = "the renderer holds";
pub(crate) const POOL_WASM: &str = "wasm memories of one more pool";
pub(crate) const PAGE_WASM: &str = "the page's wasm memory";

pub(crate) async fn measure(plan: &Plan) -> Result<Vec<Series>> {
    let (chunks, pools_a_chunk) = plan.either((8, 25), (3, 5));
    let mut browsers = Vec::new();
    for contender in CONTENDERS {
        browsers.push((contender, Watched::open().await?));
    }
    let mut series = Vec::new();
    for count in (1..=chunks).map(|chunk| chunk * pools_a_chunk) {
        eprintln!("  ended pools: {count} of {}", chunks * pools_a_chunk);
        for ((who, name, strategy), watched) in &browsers {
            let mut note = |what: &str, mib: f64| series.push(Series::once(who, &case_of(what, count), mib));
            let body = if strategy.is_some() { OURS } else { PEERS };
            for _ in 0..pools_a_chunk / POOLS_A_CALL {
                let args = json!({ "name": name, "workers": WORKERS, "strategy": strategy });
                watched.page.call::<Value>(body, args).await?;
            }
            note(RENDERER, watched.settled_mib().await?);
            if let Some(strategy) = strategy {
                note(POOL_WASM, watched.pool_memory(strategy).await?.wasm_mib);
                note(PAGE_WASM, watched.page_wasm_mib().await?);
            }
        }
    }
    for (_, watched) in browsers {
        watched.page.close();
    }
    Ok(series)
}

fn case_of(what: &str, pools: u32) -> String {
    format!("{what}, after {pools} pools")
}

/// Returns the number of pools so far and the MiB held then.
pub(crate) fn after_pools(series: &[Series], who: &str, what: &str) -> Vec<(u32, f64)> {
    let prefix = format!("{what}, after ");
    let pools = |case: &str| case.strip_prefix(&prefix)?.strip_suffix(" pools")?.parse().ok();
    series
        .iter()
        .filter(|entry| entry.who == who)
        .filter_map(|entry| Some((pools(&entry.case)?, entry.median())))
        .collect()
}

pub(crate) fn tables(series: &[Series]) -> [Table; 2] {
    let renderers = CONTENDERS.map(|(who, ..)| (who, who, RENDERER));
    let wasm = [
        ("a shared pool of 8", SHARED, POOL_WASM),
        ("an isolated pool of 8", ISOLATED, POOL_WASM),
        ("the page, shared pools", SHARED, PAGE_WASM),
        ("the page, isolated pools", ISOLATED, PAGE_WASM),
    ];
    [
        table("Memory of the renderer after a number of pools of 8, MiB", series, &renderers),
        table("Wasm memories after a number of pools of 8, MiB", series, &wasm),
    ]
}

/// Makes a table with a row for each number of pools. Each column has a heading, a contender and a figure.
fn table(caption: &str, series: &[Series], columns: &[(&str, &str, &str)]) -> Table {
    let head: Vec<_> = std::iter::once("pools").chain(columns.iter().map(|(head, ..)| *head)).collect();
    let counts = after_pools(series, SHARED, RENDERER).into_iter().map(|(count, _)| count);
    let rows = counts.map(|count| {
        let cell = |(_, who, what): &(&str, &str, &str)| {
            find(series, who, &case_of(what, count)).map_or_else(String::new, |found| short(found.median()))
        };
        std::iter::once(count.to_string()).chain(columns.iter().map(cell)).collect()
    });
    Table::new(caption, &head, rows.collect())
}
