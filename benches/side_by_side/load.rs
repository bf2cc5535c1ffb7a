//! Section 4: the time from opening the address to the first verified speed-up.

use crate::audits;
use crate::plan::Plan;
use crate::section::{Section, Table};
use crate::series::{Series, Unit, short, with_interval};
use anyhow::{Context, Result};
use every_core_driver::engine::Engine;
use every_core_driver::first_load;
use every_core_driver::harness::dist;
use every_core_driver::page::Page;
use every_core_driver::server::Server;
use serde_json::{Value, json};
use std::rc::Rc;

pub(crate) const INTERACTIVE: &str = "address to interactive";
pub(crate) const CLICK: &str = "cold click to first verified speed-up";
pub(crate) const TOTAL_BROTLI: &str = "first load, Brotli";

/// A script that runs before the page's own. It records when the button is enabled, clicks it, and records when a speed-up is
/// shown that was measured here. Until then the lecture's stands in its place.
const WATCH: &str = "{
    const seen = (window.benchSeen = {});
    const look = () => {
        const button = document.querySelector('#run');
        if (seen.interactive === undefined && button && !button.disabled) {
            seen.interactive = performance.now();
            // Clicks in a separate task, after the page's own callbacks.
            setTimeout(() => {
                everyCore.page.set({ race: false });
                seen.clicked = performance.now();
                button.click();
            });
        }
        if (seen.clicked && seen.shown === undefined && /\\d.*×/.test(document.querySelector('#result .big:not(.theirs)')?.textContent ?? '')) {
            seen.shown = performance.now();
        }
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}";

pub(crate) async fn measure(plan: &Plan) -> Result<Section> {
    let files = files_by_size()?;
    let mut series = vec![Series {
        who: "Every Core".to_owned(),
        case: TOTAL_BROTLI.to_owned(),
        unit: Unit::Bytes,
        samples: vec![files.iter().map(|file| file.brotli as f64).sum()],
        missing: None,
    }];
    for throttle in [1, 4] {
        series.extend(cold_clicks(plan, throttle).await?);
    }
    let timed = series.iter().filter(|entry| entry.unit == Unit::Milliseconds);
    let rows = timed.map(|entry| vec![entry.who.clone(), entry.case.clone(), with_interval(entry.interval())]);
    let times = Table::new("Chromium, ms", &["CPU", "what", "median (95 % interval)"], rows.collect());
    let (lighthouse, scores) = audits::measure(plan).await?;
    series.extend(scores);
    Ok(Section {
        name: "load",
        title: "4. Load",
        method: "Bytes are those of the files of a first load, compressed as a host would (Brotli 11, gzip 9). Each timed sample \
                 starts its own browser, so nothing is cached or compiled. Files come over the loopback without compression or \
                 delay, so the times are those of the program, without a network. *Interactive* is when the button is enabled. \
                 It is then clicked at once, with the page's own settings but without the race that a reader sees first. The \
                 time ends when a speed-up is shown; only verified ones are. Throttling is the DevTools protocol's \
                 `Emulation.setCPUThrottlingRate`, which slows the page's thread, not its workers. Lighthouse runs on its own \
                 Chromium with its default (mobile) and its desktop settings, on files compressed as a host would."
            .to_owned(),
        tables: vec![size_table(&files), times, lighthouse],
        series,
        plots: Vec::new(),
    })
}

async fn cold_clicks(plan: &Plan, throttle: u32) -> Result<Vec<Series>> {
    let who = if throttle == 1 { "as it is".to_owned() } else { format!("throttled {throttle}x") };
    let empty = |case: &str| Series {
        who: who.clone(),
        case: case.to_owned(),
        unit: Unit::Milliseconds,
        samples: Vec::new(),
        missing: None,
    };
    let (mut interactive, mut click) = (empty(INTERACTIVE), empty(CLICK));
    let samples = plan.either(7, 1);
    for sample in 1..=samples {
        eprintln!("  load: cold click {sample} of {samples}, {who}");
        let server = Rc::new(Server::start(dist()?).await?);
        let page = Page::start(Engine::WholeChromium, server).await?;
        page.devtools("Page.enable", json!({})).await?;
        page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
        page.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": throttle })).await?;
        page.load("").await?;
        page.until("a speed-up is shown", "window.benchSeen.shown").await?;
        let seen: Value = page.call("return benchSeen", Value::Null).await?;
        let at = |name: &str| seen[name].as_f64().with_context(|| format!("no time of {name} in {seen}"));
        interactive.samples.push(at("interactive")?);
        click.samples.push(at("shown")? - at("clicked")?);
        page.close();
    }
    Ok(vec![interactive, click])
}

/// A file of the first load.
struct File {
    name: String,
    raw: usize,
    gzip: usize,
    brotli: usize,
}

fn files_by_size() -> Result<Vec<File>> {
    let site = dist()?;
    let mut files = Vec::new();
    for path in first_load::files(&site)?.into_iter().filter(|path| first_load::is_loaded_at_first(path)) {
        let raw = std::fs::read(site.join(&path))?;
        let (gzip, brotli) = (first_load::gzip_size(&raw)?, first_load::brotli(&raw)?.len());
        files.push(File { name: path.display().to_string(), raw: raw.len(), gzip, brotli });
    }
    files.sort_by_key(|file| std::cmp::Reverse(file.brotli));
    Ok(files)
}

fn size_table(files: &[File]) -> Table {
    let row = |name: &str, raw: usize, gzip: usize, brotli: usize| {
        vec![name.to_owned(), short(raw as f64), short(gzip as f64), short(brotli as f64)]
    };
    let mut rows: Vec<_> = files.iter().map(|file| row(&file.name, file.raw, file.gzip, file.brotli)).collect();
    let sum = |size: fn(&File) -> usize| files.iter().map(size).sum();
    rows.push(row("together", sum(|file| file.raw), sum(|file| file.gzip), sum(|file| file.brotli)));
    Table::new("Bytes of a first load", &["file", "raw", "gzip", "Brotli"], rows)
}
