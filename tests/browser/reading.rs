//! Checks the page as a text: without scripts, at any width, and without layout shifts while it loads.

use crate::harness::for_engines;
use crate::page::Page;
use crate::screenshots::set_up;
use anyhow::Result;
use serde_json::{Value, json};

const READY: &str = "document.querySelector('#run')?.disabled === false";
/// A script that returns the sum of the layout shifts since the page was opened. 0.1 counts as good; the project promises less
/// than 0.02.
const SHIFTS: &str = "
    const shifts = await new Promise((resolve) => {
        const found = [];
        new PerformanceObserver((list) => found.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(found)));
    });
    const nodes = shifts.flatMap((shift) => shift.sources.map(({ node }) => node?.id || node?.className || node?.nodeName));
    return { sum: shifts.reduce((sum, shift) => sum + shift.value, 0), nodes }";
const MOST_SHIFT: f64 = 0.02;

for_engines!(the_layout_does_not_shift_while_the_page_loads, [Chromium]);
async fn the_layout_does_not_shift_while_the_page_loads(page: Page) -> Result<()> {
    for width in [320, 375, 800, 1280] {
        set_up(&page, width, width < 700, "light").await?;
        page.open().await?;
        page.until("the button can be pressed", READY).await?;
        let shifts: Value = page.call(SHIFTS, Value::Null).await?;
        assert!(shifts["sum"].as_f64().is_some_and(|sum| sum < MOST_SHIFT), "at {width} px: {shifts}");
    }
    Ok(())
}

for_engines!(the_page_does_not_scroll_sideways_at_any_width, [Chromium]);
async fn the_page_does_not_scroll_sideways_at_any_width(page: Page) -> Result<()> {
    for width in [320, 375, 600, 800, 1000, 1280, 1920] {
        set_up(&page, width, width < 700, "light").await?;
        page.open().await?;
        page.until("the button can be pressed", READY).await?;
        let wide: u32 = page.call("return document.documentElement.scrollWidth", Value::Null).await?;
        assert!(wide <= width, "the page is {wide} px wide on a screen of {width} px");
    }
    Ok(())
}

for_engines!(the_lesson_can_be_read_without_scripts, [Chromium]);
async fn the_lesson_can_be_read_without_scripts(page: Page) -> Result<()> {
    page.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
    page.load("").await?;
    let document = page.devtools("DOM.getDocument", json!({ "depth": 0 })).await?;
    let shown = async |selector: &str| -> Result<bool> {
        let query = json!({ "nodeId": document["root"]["nodeId"], "selector": selector });
        let found = page.devtools("DOM.querySelector", query).await?;
        assert_ne!(found["nodeId"], json!(0), "there is no {selector}");
        // An element with display: none has no box.
        Ok(page.devtools("DOM.getBoxModel", json!({ "nodeId": found["nodeId"] })).await.is_ok())
    };
    for selector in ["h1", "noscript .notice", "noscript .sample svg", "#work .code", "#code .code", "#python .traps"] {
        assert!(shown(selector).await?, "{selector} is not shown");
    }
    for selector in ["#launch", "#theme", "#pulse", "#figure", "#result"] {
        assert!(!shown(selector).await?, "{selector} is shown, but cannot work without scripts");
    }
    Ok(())
}
