//! Checks that the whole page works by keyboard alone.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::Value;

in_one_browser!(
    without_a_mouse,
    [Chromium],
    also: [Firefox],
    [
        tab_reaches_every_control_in_the_order_of_the_page,
        a_comparison_can_be_run_by_keyboard,
        the_exercises_are_four_tabs_away,
        contents_name_the_section_in_view,
        arrow_keys_replace_the_buttons_that_tab_leaves_out,
    ]
);

const READY: &str = "document.querySelector('#run')?.disabled === false";
const RUNNING: &str = "document.querySelector('#run')?.textContent === 'Cancel'";
const FINISHED: &str = "document.querySelector('#run')?.textContent === 'Run again'";

/// The number of tab stops from the top of the page to its last control. Before the page had contents there were 35; at most 60 %
/// of those are allowed.
const MOST_STOPS: i64 = 21;

/// A script that collects the controls that Tab should reach, in the order of the page. A group of radio buttons counts as its
/// checked button, and a group with arrow keys as its one stop.
const CONTROLS: &str = "
    const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]');
    window.controls = [...all].filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true })
        && (one.type !== 'radio' || one.checked) && one.tabIndex >= 0);
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
    until_spine(&page).await?;
    let count: i64 = page.call(CONTROLS, Value::Null).await?;
    assert!((10..=MOST_STOPS).contains(&count), "{count} controls");
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
    page.call::<Value>(
        "document.activeElement.blur(); document.querySelector('#contents > summary').focus()",
        Value::Null,
    )
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

async fn the_exercises_are_four_tabs_away(page: Page) -> Result<()> {
    open_ready(&page).await?;
    page.press(Key::Tab).await?;
    page.press(Key::Enter).await?;
    page.until("the link has led to the exercises", "location.hash === '#exercises'").await?;
    page.press(Key::Tab).await?;
    let focused: String = page.call("return document.activeElement.id", Value::Null).await?;
    assert_eq!(focused, "exercises-open");
    Ok(())
}

async fn contents_name_the_section_in_view(page: Page) -> Result<()> {
    open_ready(&page).await?;
    page.call::<Value>("document.querySelector('#contents > summary').focus()", Value::Null).await?;
    page.press(Key::Enter).await?;
    tab_to(&page, "document.activeElement.hash === '#ten'").await?;
    page.press(Key::Enter).await?;
    let named = "document.querySelector('#contents > summary').textContent === '5 Ten times the work'";
    page.until("the contents name the section", named).await?;
    let state = "const current = document.querySelectorAll('#contents [aria-current]');
        return [current.length, current[0]?.hash, document.querySelector('#contents').open]";
    let seen: (u32, String, bool) = page.call(state, Value::Null).await?;
    assert_eq!(seen, (1, "#ten".to_owned(), false));
    // Escape closes the contents, and the focus stays on them.
    page.call::<Value>("document.querySelector('#contents > summary').focus()", Value::Null).await?;
    page.press(Key::Enter).await?;
    page.until("the contents are open", "document.querySelector('#contents').open").await?;
    page.press(Key::Escape).await?;
    page.until("Escape closes them", "!document.querySelector('#contents').open").await?;
    assert!(page.call::<bool>("return document.activeElement.matches('#contents > summary')", Value::Null).await?);
    Ok(())
}

async fn arrow_keys_replace_the_buttons_that_tab_leaves_out(page: Page) -> Result<()> {
    open_ready(&page).await?;
    until_spine(&page).await?;
    tab_to(&page, "document.activeElement.id === 'most-workers'").await?;
    let most = "return Number(document.querySelector('#most-workers').value)";
    let before: i64 = page.call(most, Value::Null).await?;
    page.press(Key::Up).await?;
    page.press(Key::Up).await?;
    page.press(Key::Down).await?;
    assert_eq!(page.call::<i64>(most, Value::Null).await?, before + 1);
    tab_to(&page, "document.activeElement.closest('.ways .copy')").await?;
    let count: u32 = page.call("return document.querySelectorAll('.ways .copy').length", Value::Null).await?;
    assert_eq!(count, 9, "every listing of section 6 can be copied");
    let name = "return document.activeElement.getAttribute('aria-label')";
    let mut names = std::collections::BTreeSet::new();
    for _ in 0..count {
        names.insert(page.call::<String>(name, Value::Null).await?);
        page.press(Key::Down).await?;
    }
    assert_eq!(names.len(), 9, "{names:?}");
    page.press(Key::Enter).await?;
    let said = "document.activeElement.textContent !== 'Copy'";
    page.until("the button says that it copied", said).await
}

/// Waits for the script that loads at the first movement.
async fn until_spine(page: &Page) -> Result<()> {
    page.press(Key::Shift).await?;
    page.until("the listings can be copied", "document.querySelector('.ways .copy')").await
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
        if page.call::<bool>(&format!("return Boolean({there})"), Value::Null).await? {
            return Ok(());
        }
    }
    panic!("Tab did not reach a control where {there}");
}
