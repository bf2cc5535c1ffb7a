//! Takes the screenshots in `docs/screenshots`: `cargo xtask screenshots`.

use crate::harness;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use std::path::Path;

/// Widths, and whether they are those of a phone.
const WIDTHS: [(u32, bool); 2] = [(1280, false), (375, true)];
const THEMES: [&str; 2] = ["light", "dark"];

#[test]
#[ignore = "writes files; run by `cargo xtask screenshots`"]
fn screenshots() {
    harness::run("screenshots", crate::engine::Engine::Chromium, take_all);
}

#[test]
#[ignore = "writes tests/artifacts/first-run-*.png: the first screen before, in each half second of, and after the first run"]
fn first_run_strip() {
    harness::run("first_run_strip", crate::engine::Engine::Chromium, take_strip);
}

async fn take_strip(page: Page) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/artifacts");
    std::fs::create_dir_all(&folder)?;
    for (width, height) in [(1280, 720), (375, 800)] {
        set_up(&page, width, width < 700, "light").await?;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700 });
        page.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        page.open().await?;
        page.until("the button can be pressed", "document.querySelector('#run')?.disabled === false").await?;
        page.until("the figures are there", "document.querySelector('#figure .cmp')").await?;
        let over = "return document.querySelector('#run').textContent === 'Run again'";
        for number in 0.. {
            let picture = page.devtools("Page.captureScreenshot", json!({ "format": "png" })).await?;
            let encoded = picture["data"].as_str().context("Chromium returned no screenshot")?;
            std::fs::write(folder.join(format!("first-run-{width}-{number:02}.png")), STANDARD.decode(encoded)?)?;
            if page.call::<bool>(over, json!(null)).await? {
                break;
            }
            if number == 0 {
                page.call::<()>("everyCore.page.set({ race: true })", json!(null)).await?;
                page.click("#run").await?;
            }
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
    }
    Ok(())
}

async fn take_all(page: Page) -> Result<()> {
    take_preview(&page).await?;
    for (width, is_phone) in WIDTHS {
        for theme in THEMES {
            set_up(&page, width, is_phone, theme).await?;
            take_states(&page, &format!("{theme}-{width}")).await?;
        }
    }
    Ok(())
}

/// Draws the picture of link previews.
async fn take_preview(page: &Page) -> Result<()> {
    let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("www");
    let drawing = STANDARD.encode(std::fs::read(www.join("preview.svg"))?);
    page.devtools("Page.navigate", json!({ "url": format!("data:image/svg+xml;base64,{drawing}") })).await?;
    let clip = json!({ "x": 0, "y": 0, "width": 1200, "height": 630, "scale": 1 });
    let options = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
    let picture = page.devtools("Page.captureScreenshot", options).await?;
    let encoded = picture["data"].as_str().context("Chromium returned no screenshot")?;
    std::fs::write(www.join("preview.png"), STANDARD.decode(encoded)?)?;
    Ok(())
}

/// Takes a screenshot of every state of the page.
async fn take_states(page: &Page, look: &str) -> Result<()> {
    page.server.behave(Behaviour::default());
    page.open().await?;
    page.until("the button can be pressed", "document.querySelector('#run')?.disabled === false").await?;
    take(page, &format!("idle-{look}")).await?;
    page.click("#run").await?;
    page.until("the comparison runs", "document.querySelector('#launch .after').textContent.includes('shared')")
        .await?;
    take(page, &format!("running-{look}")).await?;
    page.until("the comparison is finished", "document.querySelector('#run').textContent === 'Run again'").await?;
    take(page, &format!("finished-{look}")).await?;
    page.server.behave(Behaviour { faults: vec![("worker.js", Fault::Missing)], ..Behaviour::default() });
    page.click("#run").await?;
    page.until("the page shows an error", "document.querySelector('#notice .bad')").await?;
    take(page, &format!("failed-{look}")).await?;
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    page.open_with("?nosw=1").await?;
    page.until("the button can be pressed", "document.querySelector('#run')?.disabled === false").await?;
    take(page, &format!("not-isolated-{look}")).await
}

/// Sets the page's exact width and the system's theme.
pub(crate) async fn set_up(page: &Page, width: u32, is_phone: bool, theme: &str) -> Result<()> {
    let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": is_phone });
    page.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    page.devtools("Emulation.setEmulatedMedia", media).await?;
    Ok(())
}

/// A script that returns the size of the screenshot: down to the end of the figure, with a margin.
const TOP: &str = "const figure = document.querySelector('figure').getBoundingClientRect();
    return [document.documentElement.clientWidth, Math.ceil(figure.bottom + scrollY + 32)]";

/// Takes the top of the page, down to Fig. 1, as `docs/screenshots/NAME.png`. The states differ only there, and the whole page
/// would
/// be twenty screens long.
pub(crate) async fn take(page: &Page, name: &str) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/screenshots");
    std::fs::create_dir_all(&folder)?;
    page.call::<()>("await document.fonts.ready", json!(null)).await?;
    let (width, height): (f64, f64) = page.call(TOP, json!(null)).await?;
    let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
    let options = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
    let picture = page.devtools("Page.captureScreenshot", options).await?;
    let encoded = picture["data"].as_str().context("Chromium returned no screenshot")?;
    std::fs::write(folder.join(format!("{name}.png")), STANDARD.decode(encoded)?)?;
    Ok(())
}
