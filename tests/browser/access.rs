//! Checks the page with axe-core in all its states, light and dark. The test injects axe-core; the site does not contain it.

use crate::harness::for_engines;
use crate::page::Page;
use crate::screenshots::set_up;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result};
use serde_json::{Value, json};

const READY: &str = "document.querySelector('#run')?.disabled === false";
const RUNNING: &str = "document.querySelector('#run')?.textContent === 'Cancel'";
const FINISHED: &str = "document.querySelector('#run')?.textContent === 'Run again'";

/// A script that runs all of axe's rules, including target-size (WCAG 2.2), which is off by default.
const AUDIT: &str = "
    const { violations } = await axe.run(document, { rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`));";

for_engines!(axe_finds_nothing_before_and_after_a_run, [Chromium]);
async fn axe_finds_nothing_before_and_after_a_run(page: Page) -> Result<()> {
    open_ready(&page).await?;
    audit(&page, "idle").await?;
    finish_a_run(&page).await?;
    audit(&page, "finished").await
}

for_engines!(axe_finds_nothing_on_a_phone, [Chromium]);
async fn axe_finds_nothing_on_a_phone(page: Page) -> Result<()> {
    set_up(&page, 375, true, "light").await?;
    open_ready(&page).await?;
    audit(&page, "idle, 375 px").await?;
    finish_a_run(&page).await?;
    audit(&page, "finished, 375 px").await?;
    set_up(&page, 320, true, "light").await?;
    // What scrolls sideways can be scrolled by keyboard.
    let without_a_stop = "for (const details of document.querySelectorAll('details')) details.open = true;
        const scrolls = (one) => one.scrollWidth > one.clientWidth && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.checkVisibility();
        const can = (one) => one.tabIndex === 0 || one.querySelector('a, button, [tabindex=\"0\"]');
        const look = () => {
            const all = [...document.querySelectorAll('main *')].filter(scrolls);
            return [all.length, all.filter((one) => !can(one)).map((one) => one.id || one.className || one.outerHTML.slice(0, 100))];
        };
        // The page gives tab stops once it has seen what scrolls, which takes a while on a busy machine.
        for (const end = performance.now() + 20000; look()[1].length > 0 && performance.now() < end;) await new Promise((resolve) => setTimeout(resolve, 50));
        return look()";
    let (count, found): (usize, Vec<String>) = page.call(without_a_stop, Value::Null).await?;
    assert!(count > 5 && found.is_empty(), "{count} scroll, and these have no tab stop: {found:?}");
    Ok(())
}

// Chromium prints light by itself. The style sheet has to see to it in other browsers.
for_engines!(print_is_light_in_every_theme, [Chromium]);
async fn print_is_light_in_every_theme(page: Page) -> Result<()> {
    open_ready(&page).await?;
    finish_a_run(&page).await?;
    let colours = "document.documentElement.dataset.theme = args;
        if (args === '') delete document.documentElement.dataset.theme;
        const style = getComputedStyle(document.documentElement);
        const tokens = ['--paper', '--sheet', '--ink', '--w0', '--on-worker', '--ph-tail-bg'].map((name) => style.getPropertyValue(name).trim());
        const fills = [...document.querySelectorAll('figure svg *')].map((mark) => getComputedStyle(mark).fill);
        return [style.colorScheme, tokens, [...new Set(fills)].sort()]";
    let mut seen: Vec<Value> = Vec::new();
    for (media, system, chosen) in [
        ("screen", "light", ""),
        ("screen", "dark", ""),
        ("print", "light", ""),
        ("print", "light", "dark"),
        ("print", "dark", ""),
        ("print", "dark", "dark"),
        ("print", "dark", "light"),
    ] {
        let emulated = json!({ "media": media, "features": [{ "name": "prefers-color-scheme", "value": system }] });
        page.devtools("Emulation.setEmulatedMedia", emulated).await?;
        seen.push(page.call(colours, json!(chosen)).await?);
    }
    assert_ne!(seen[0], seen[1], "the emulated theme has no effect");
    assert!(seen[2..].iter().all(|colours| *colours == seen[0]), "{seen:#?}");
    Ok(())
}

for_engines!(axe_finds_nothing_while_it_runs, [Chromium]);
async fn axe_finds_nothing_while_it_runs(page: Page) -> Result<()> {
    open_ready(&page).await?;
    // Once there is a first result, no more messages reach a worker. So the run does not end before the audit on any machine.
    let hold = "const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (...message) {
            const deliver = () => document.querySelector('#launch progress')?.value > 0 || post.apply(this, message);
            setTimeout(deliver, 100);
        }";
    page.call::<Value>(hold, Value::Null).await?;
    page.choose_little_work().await?;
    page.click("#run").await?;
    page.until("the first result has arrived", "document.querySelector('#launch progress')?.value > 0").await?;
    audit(&page, "running").await?;
    let is_running: bool = page.call(&format!("return {RUNNING}"), Value::Null).await?;
    assert!(is_running, "the run ended before the audit");
    // The harness reduces motion, and this is about readers who see all of it.
    let motion = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "no-preference" }] });
    page.devtools("Emulation.setEmulatedMedia", motion).await?;
    let ring = "return getComputedStyle(document.querySelector('.ring')).animationName";
    let during: String = page.call(ring, Value::Null).await?;
    assert_eq!(during, "none", "the ring must not be animated during a run");
    page.click("#run").await?;
    page.until("the run is cancelled", &format!("!({RUNNING})")).await?;
    let after: String = page.call(ring, Value::Null).await?;
    assert_eq!(after, "beat", "the ring is animated after a run");
    Ok(())
}

for_engines!(axe_finds_nothing_after_a_failure, [Chromium]);
async fn axe_finds_nothing_after_a_failure(page: Page) -> Result<()> {
    open_ready(&page).await?;
    page.server.behave(Behaviour { faults: vec![("worker.js", Fault::Missing)], ..Behaviour::default() });
    page.choose_little_work().await?;
    page.click("#run").await?;
    page.until("the page shows an error", "document.querySelector('#notice .bad')").await?;
    audit(&page, "failed").await
}

for_engines!(axe_finds_nothing_without_isolation, [Chromium]);
async fn axe_finds_nothing_without_isolation(page: Page) -> Result<()> {
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    page.open_with("?nosw=1").await?;
    page.until("the button can be pressed", READY).await?;
    page.until("the page says what is missing", "document.querySelector('#notice .notice')").await?;
    audit(&page, "not isolated").await
}

async fn open_ready(page: &Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await
}

async fn finish_a_run(page: &Page) -> Result<()> {
    page.choose_little_work().await?;
    page.click("#run").await?;
    page.until("the comparison is finished", FINISHED).await
}

/// Fails if axe reports a violation in the light or the dark theme.
pub(crate) async fn audit(page: &Page, state: &str) -> Result<()> {
    let path = std::env::var_os("EVERY_CORE_AXE")
        .context("EVERY_CORE_AXE is not set: run `cargo xtask test --only browser`")?;
    let axe = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut found = Vec::new();
    for theme in ["light", "dark"] {
        page.call::<Value>("document.documentElement.dataset.theme = args", json!(theme)).await?;
        let violations: Vec<String> = page.call(&format!("{axe};{AUDIT}"), Value::Null).await?;
        found.extend(violations.into_iter().map(|violation| format!("{state}, {theme}: {violation}")));
    }
    assert!(found.is_empty(), "axe found:\n{}", found.join("\n"));
    Ok(())
}
