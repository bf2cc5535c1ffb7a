//! Checks that the whole page works by keyboard alone.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::Value;

in_one_browser!(
    without_a_mouse,
    [Chromium, Firefox],
    [tab_reaches_every_control_in_the_order_of_the_page, a_comparison_can_be_run_by_keyboard,]
);

const READY: &str = "document.querySelector('#run')?.disabled === false";
const RUNNING: &str = "document.querySelector('#run')?.textContent === 'Cancel'";
const FINISHED: &str = "document.querySelector('#run')?.textContent === 'Run again'";

/// A script that collects the controls that Tab should reach, in the order of the page. A group of radio buttons counts as its
/// checked button.
const CONTROLS: &str = "
    const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]');
    window.controls = [...all].filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true })
        && (one.type !== 'radio' || one.checked));
    return controls.length";

/// A script that returns which control has the focus, and whether the focus is visible.
const FOCUS: &str = "
    const one = document.activeElement;
    const shows = [one, one.closest('label')].some((each) => each && getComputedStyle(each).outlineStyle !== 'none');
    return { index: controls.indexOf(one), shows, name: `${one.tagName} ${one.id} ${one.textContent.slice(0, 30)}` }";

#[derive(Deserialize)]
struct Focus {
    index: i64,
    shows: bool,
    name: String,
}

async fn tab_reaches_every_control_in_the_order_of_the_page(page: Page) -> Result<()> {
    open_ready(&page).await?;
    // The figures are drawn a moment after the page, and the lanes are a tab stop.
    page.until("the lanes are drawn", "document.querySelector('#cores-plot[tabindex]')").await?;
    let count: i64 = page.call(CONTROLS, Value::Null).await?;
    assert!(count > 10, "only {count} controls");
    for expected in 0..count {
        page.press(Key::Tab).await?;
        let focus: Focus = page.call(FOCUS, Value::Null).await?;
        assert_eq!(focus.index, expected, "Tab went to {}", focus.name);
        assert!(focus.shows, "the focus is not visible on {}", focus.name);
    }
    Ok(())
}

async fn a_comparison_can_be_run_by_keyboard(page: Page) -> Result<()> {
    open_ready(&page).await?;
    tab_to(&page, "document.activeElement.matches('#setup > summary')").await?;
    page.press(Key::Enter).await?;
    tab_to(&page, "document.activeElement.name === 'size'").await?;
    // Arrow keys choose the size. The second one is the lecture's.
    page.press(Key::Right).await?;
    page.until("the lecture's size is chosen", "document.querySelectorAll('input[name=size]')[1].checked").await?;
    page.call::<Value>("document.activeElement.blur(); document.querySelector('.wordmark').focus()", Value::Null)
        .await?;
    tab_to(&page, "document.activeElement.id === 'run'").await?;
    page.press(Key::Enter).await?;
    page.until("the comparison runs", RUNNING).await?;
    page.press(Key::Escape).await?;
    page.until("Escape cancels the comparison", &format!("!({RUNNING})")).await?;
    let focused: String = page.call("return document.activeElement.id", Value::Null).await?;
    assert_eq!(focused, "run", "the focus must stay on the button");
    page.press(Key::Enter).await?;
    page.until("the comparison runs again", RUNNING).await?;
    page.until("the comparison is finished", FINISHED).await?;
    page.until("the result is announced", "document.querySelector('#status').textContent.startsWith('Finished')").await
}

async fn open_ready(page: &Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await
}

/// Presses Tab until an expression about the focus holds.
async fn tab_to(page: &Page, there: &str) -> Result<()> {
    let count: i64 = page.call(CONTROLS, Value::Null).await?;
    for _ in 0..count {
        page.press(Key::Tab).await?;
        if page.call::<bool>(&format!("return {there}"), Value::Null).await? {
            return Ok(());
        }
    }
    panic!("Tab did not reach a control where {there}");
}
