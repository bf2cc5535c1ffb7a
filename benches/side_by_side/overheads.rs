//! Section 3: what a pool costs in addition to the work.

use crate::plan::Plan;
use crate::rounds::{Contender, take};
use crate::section::{Section, Table};
use crate::series::{Series, Unit, find, with_interval};
use crate::stage::{Ask, Level, Stage};
use crate::{ended_pools, memory, pool_tasks};
use anyhow::Result;
use every_core::measure::{Interval, median_interval};
use every_core_driver::engine::Engine;
use serde_json::json;

const SPAWN_SIZES: [u32; 4] = [1, 2, 4, 8];
const RECORDED_TILES: [u32; 3] = [2, 1_000, 100_000];
/// The delay before cancelling. The run is under way by then, because spawning and warming up take half as long.
const CANCEL_AFTER_MS: u32 = 1_000;

pub(crate) const SHARED: &str = "Every Core, shared";
pub(crate) const ISOLATED: &str = "Every Core, isolated";
pub(crate) const BARE: &str = "bare wasm-bindgen-rayon, in a worker";
pub(crate) const FIRST_TILE: &str = "submit to first tile";
const ON_PAGE: &str = "bare wasm-bindgen-rayon, threads only";

const SPAWN: &str = "const r = await everyCore.run({ steps: 1000, ...args }); return { value: r.spawnMs }";
const FIRST: &str = "const r = await everyCore.run({ workers: 2, steps: 2e7, ...args }); \
                     return { value: Math.min(...r.perWorker.filter((w) => w.tiles).map((w) => w.beginMs)), checksum: r.checksum }";
const CANCEL: &str = "const stop = new AbortController(); \
     const run = everyCore.run({ workers: 2, steps: 1e12, signal: stop.signal, ...args.options }).then(() => 'done', () => 'ended'); \
     await new Promise((resolve) => setTimeout(resolve, args.afterMs)); \
     const begin = performance.now(); stop.abort(); \
     if (await run !== 'ended') throw new Error('the run was not cancelled'); \
     const value = performance.now() - begin; \
     await everyCore.run({ workers: 2, steps: 1e6, ...args.options }); return { value }";
const RECORD: &str = "const r = await everyCore.run(args); return { value: r.elapsedMs, checksum: r.checksum }";

pub(crate) async fn measure(plan: &Plan, stage: &mut Stage) -> Result<Section> {
    let mut series = take("spawn", spawns(), plan.either(15, 3), plan, stage).await;
    let spawn = spawn_table(&series);
    let latencies = take("latencies", latencies(), plan.either(30, 3), plan, stage).await;
    let cancels = take("cancel", cancels(), plan.either(7, 1), plan, stage).await;
    let recorded = take("recording", recordings(plan), plan.either(61, 3), plan, stage).await;
    let tasks = pool_tasks::measure(plan, stage).await;
    stage.close_pools().await?;
    let held = memory::measure(plan).await?;
    let mut tables = vec![
        spawn,
        plain_table("From submission to the start of the first tile, warm pool of 2, ms", &latencies),
        plain_table("From cancellation to the promise's rejection, busy pool of 2, ms", &cancels),
        recording_table(&recorded),
        pool_tasks::table(&tasks),
        memory::table(&held),
    ];
    tables.extend(ended_pools::tables(&held));
    for part in [latencies, cancels, recorded, tasks, held] {
        series.extend(part);
    }
    Ok(Section {
        name: "overheads",
        title: "3. Overheads",
        method: format!(
            "Chromium, native Rust and CPython; medians with 95 % intervals. *Spawn* is from the request until the last worker has \
             answered. Modules are compiled before, and the browser caches the scripts, as the site's headers allow. \
             wasm-bindgen-rayon blocks, so a page uses it in a worker: that is its first row. Its second row is `initThreadPool` \
             alone, on a fresh instance in the page, where its loops must not run. *Submit to first tile* is read from the tile's \
             own clock (`perWorker.beginMs`). Runs are cancelled {CANCEL_AFTER_MS} ms after their start, of 10^12 steps for Every \
             Core and 10^11 for its peers; Every Core's next run must then succeed. {} {} {}",
            pool_tasks::METHOD,
            memory::METHOD,
            ended_pools::METHOD
        ),
        tables,
        series,
        plots: Vec::new(),
    })
}

pub(crate) fn case_of(workers: u32) -> String {
    format!("spawn, p = {workers}")
}

fn spawns() -> Vec<Contender> {
    let chromium = |body, args| Ask::Page(Engine::WholeChromium, body, args);
    let contenders = SPAWN_SIZES.into_iter().flat_map(|workers| {
        let ours = |strategy: &str| chromium(SPAWN, json!({ "strategy": strategy, "workers": workers }));
        let peer = |name: &str| chromium("return peers.spawn(...args)", json!([name, workers]));
        let asks = [
            (SHARED, ours("shared")),
            (ISOLATED, ours("isolated")),
            (BARE, peer("rayon")),
            (ON_PAGE, chromium("return peers.spawnOnPage(args)", json!(workers))),
            ("workerpool", peer("workerpool")),
            ("threads", peer("threads")),
            ("comlink, workers in turn", peer("comlink")),
            ("poolifier-web-worker", peer("poolifier")),
            ("native rayon", Ask::Native(Level::Three, format!("spawn {workers}"))),
            ("CPython multiprocessing.Pool", Ask::Python(format!("spawn {workers}"))),
        ];
        asks.map(|(who, ask)| Contender::new(who, case_of(workers), Unit::Milliseconds, ask))
    });
    contenders.collect()
}

/// Returns the ratio of two contenders' spawn times, with its interval.
pub(crate) fn spawn_ratio(series: &[Series], who: &str, below: &str, workers: u32) -> Option<Interval> {
    let case = case_of(workers);
    Some(median_interval(&find(series, who, &case)?.over(find(series, below, &case)?)))
}

fn spawn_table(series: &[Series]) -> Table {
    let first_case = case_of(SPAWN_SIZES[0]);
    let rows = series.iter().filter(|entry| entry.case == first_case).map(|entry| {
        let cells = SPAWN_SIZES.map(|workers| {
            let found = find(series, &entry.who, &case_of(workers));
            found.map_or_else(|| "–".to_owned(), |found| with_interval(found.interval()))
        });
        [vec![entry.who.clone()], cells.to_vec()].concat()
    });
    Table::new("Spawn to ready, ms", &["who", "p = 1", "p = 2", "p = 4", "p = 8"], rows.collect())
}

fn both_strategies() -> [(&'static str, &'static str); 2] {
    [(SHARED, "shared"), (ISOLATED, "isolated")]
}

fn latencies() -> Vec<Contender> {
    let asks = both_strategies().map(|(who, strategy)| {
        let ask = Ask::Page(Engine::WholeChromium, FIRST, json!({ "strategy": strategy }));
        Contender::new(who, FIRST_TILE, Unit::Milliseconds, ask).verified(20_000_000)
    });
    asks.into()
}

fn cancels() -> Vec<Contender> {
    let ours = both_strategies().map(|(who, strategy)| {
        let args = json!({ "options": { "strategy": strategy }, "afterMs": CANCEL_AFTER_MS });
        (who, Ask::Page(Engine::WholeChromium, CANCEL, args))
    });
    let peers = ["workerpool", "threads"].map(|name| {
        let args = json!([name, 2, 1e11, CANCEL_AFTER_MS]);
        (name, Ask::Page(Engine::WholeChromium, "return peers.cancel(...args)", args))
    });
    let all = ours.into_iter().chain(peers);
    all.map(|(who, ask)| Contender::new(who, "cancel", Unit::Milliseconds, ask)).collect()
}

fn recordings(plan: &Plan) -> Vec<Contender> {
    let steps = plan.steps();
    let contenders = RECORDED_TILES.into_iter().flat_map(|tiles| {
        [true, false].map(|record| {
            let args = json!({ "workers": 2, "steps": steps, "tiles": tiles, "record": record });
            let who = if record { "recorded" } else { "not recorded" };
            Contender::new(
                who,
                format!("{tiles} tiles"),
                Unit::Milliseconds,
                Ask::Page(Engine::WholeChromium, RECORD, args),
            )
            .verified(steps)
        })
    });
    contenders.collect()
}

/// Returns the ratio of recorded to unrecorded run times, with its interval.
pub(crate) fn recording_cost(series: &[Series], tiles: u32) -> Option<Interval> {
    let case = format!("{tiles} tiles");
    Some(median_interval(&find(series, "recorded", &case)?.over(find(series, "not recorded", &case)?)))
}

fn recording_table(series: &[Series]) -> Table {
    let rows = RECORDED_TILES.into_iter().map(|tiles| {
        let cost = recording_cost(series, tiles);
        vec![tiles.to_string(), cost.map_or_else(|| "–".to_owned(), with_interval)]
    });
    Table::new("What recording costs: shared pool of 2", &["tiles", "T recorded / T not recorded"], rows.collect())
}

/// Makes a table with one row for each series: its median with the interval, or the reason why it has none.
fn plain_table(caption: &str, series: &[Series]) -> Table {
    let rows = series.iter().map(|entry| {
        let shown = match &entry.missing {
            Some(why) if entry.samples.is_empty() => why.clone(),
            _ => with_interval(entry.interval()),
        };
        vec![entry.who.clone(), shown]
    });
    Table::new(caption, &["who", "median (95 % interval)"], rows.collect())
}
