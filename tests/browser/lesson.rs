//! Sections 3 to 5: the loss stack, the sweep over workers, and ten times the work.

use crate::engine::Engine;
use crate::harness::for_engines;
use crate::page::Page;
use crate::screenshots::set_up;
use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};

const READY: &str = "document.querySelector('#run')?.disabled === false";

for_engines!(the_parts_of_the_loss_add_up_as_printed, [Chromium]);
async fn the_parts_of_the_loss_add_up_as_printed(page: Page) -> Result<()> {
    open_with_little_work(&page).await?;
    // Before a comparison, the figure shows the lecture's run, and says so.
    page.until("the lecture's run is drawn", &format!("!({})", is_own("#loss-figure"))).await?;
    page.click("#run").await?;
    page.until("the comparison is finished", "document.querySelector('#run').textContent === 'Run again'").await?;
    let body = "const items = [...document.querySelectorAll('#loss-figure .sum > li:not(.wide-only)')]; \
                return items.map((item) => (item.querySelector('.op')?.textContent === '−' ? -1 : 1) \
                    * Math.round(100 * Number(item.querySelector('.q').textContent)))";
    let printed: Vec<i64> = page.call(body, Value::Null).await?;
    let workers: i64 = page.call("return Number(document.querySelector('#workers').value)", Value::Null).await?;
    assert_eq!(printed.len(), 7, "expected a total and six parts: {printed:?}");
    assert_eq!(printed[0], workers * 100, "the total must be the number of workers");
    assert_eq!(printed[1..].iter().sum::<i64>(), printed[0], "{printed:?}");
    let measures = page.text("#loss-measures").await?;
    for name in ["Speed-up S", "Efficiency E", "Karp–Flatt e", "Load balance", "Compute scaling", "Break-even"] {
        assert!(measures.contains(name), "{name} is missing in {measures}");
    }
    assert_eq!(rows(&page, "#loss-data").await?, 6);
    fits_a_small_screen(&page).await
}

for_engines!(a_cancelled_sweep_keeps_its_samples, [Chromium]);
async fn a_cancelled_sweep_keeps_its_samples(page: Page) -> Result<()> {
    open_with_little_work(&page).await?;
    type_into(&page, "#most-workers", "3").await?;
    // The page itself cancels, at the first frame with points, because a WebDriver command could come too late.
    let is_own = is_own("#sweep-figure");
    let cancel_at_first_points = format!(
        "
        const button = document.querySelector('#sweep-launch-run');
        button.click();
        const points = () => {is_own} ? document.querySelectorAll('#sweep-figure .point').length : 0;
        while (points() === 0 && button.textContent === 'Cancel') await new Promise(requestAnimationFrame);
        const seen = {{ points: points(), pressed: button.textContent }};
        button.click();
        return seen"
    );
    let seen: Seen = page.call(&cancel_at_first_points, Value::Null).await?;
    assert_eq!((seen.points, seen.pressed.as_str()), (3, "Cancel"), "points must be drawn during the sweep");
    page.until(
        "the sweep is cancelled",
        "document.querySelector('#sweep-launch-run').textContent === 'Measure every size'",
    )
    .await?;
    assert_eq!(points(&page).await?, 3, "a cancelled sweep must keep its points");
    assert!(page.text("#sweep-result").await?.contains("hollow points wait"), "the result must be called incomplete");

    page.click("#sweep-launch-run").await?;
    let finished = "document.querySelector('#sweep-launch-run').textContent === 'Measure every size' \
                    && document.querySelectorAll('#sweep-figure .point[fill=\"var(--ink)\"]').length === 3";
    page.until("every size has all its rounds", finished).await?;
    let result = page.text("#sweep-result").await?;
    assert!(result.contains("cores measured") && result.contains("reported") && !result.contains("So far"), "{result}");
    let models = page.text("#sweep-models").await?;
    assert!(models.contains("needs at least 6 different pool sizes"), "a refused fit must say why: {models}");
    assert_eq!(rows(&page, "#sweep-data").await?, 3);
    fits_a_small_screen(&page).await
}

for_engines!(an_invalid_largest_pool_disables_only_the_sweep, [Chromium]);
async fn an_invalid_largest_pool_disables_only_the_sweep(page: Page) -> Result<()> {
    open_with_little_work(&page).await?;
    type_into(&page, "#most-workers", "1").await?;
    assert!(page.text("#most-workers-hint").await?.contains("Largest pool: a whole number from 2 to 256"));
    page.until("the sweep's button is disabled", "document.querySelector('#sweep-launch-run').disabled").await?;
    page.click("#run").await?;
    page.until("the comparison is finished", "document.querySelector('#run').textContent === 'Run again'").await
}

for_engines!(ten_times_the_work_shows_a_ratio_with_an_interval, [Chromium]);
async fn ten_times_the_work_shows_a_ratio_with_an_interval(page: Page) -> Result<()> {
    open_with_little_work(&page).await?;
    // A tenth of the lecture's work is enough for the ratio, and ten times that is still quick.
    page.call::<Value>("document.querySelectorAll('input[name=size]')[3].click()", Value::Null).await?;
    type_into(&page, "#millions", "10").await?;
    page.click("#ten-launch-run").await?;
    let drawn =
        format!("{} && document.querySelectorAll('#ten-figure .pair > div').length === 2", is_own("#ten-figure"));
    page.until("both sizes are drawn", &drawn).await?;
    let ratios = page.text("#ten-ratios").await?;
    for part in ["Serial", "Pool", "×", " to "] {
        assert!(ratios.contains(part), "{part:?} is missing in {ratios}");
    }
    assert!(page.text("#ten-figure").await?.contains("100 million steps"));
    assert_eq!(rows(&page, "#ten-data").await?, 4, "expected two sizes of two strategies");
    fits_a_small_screen(&page).await
}

#[derive(Deserialize)]
struct Seen {
    points: u32,
    pressed: String,
}

/// An expression: whether a figure shows the reader's own run, and not the lecture's.
fn is_own(figure: &str) -> String {
    format!("!document.querySelector('{figure}').textContent.includes('not from your machine')")
}

async fn open_with_little_work(page: &Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.choose_little_work().await
}

async fn type_into(page: &Page, selector: &str, text: &str) -> Result<()> {
    let body = "const field = document.querySelector(args[0]); field.value = args[1]; \
                field.dispatchEvent(new Event('input', { bubbles: true }))";
    page.call::<Value>(body, json!([selector, text])).await.map(drop)
}

async fn points(page: &Page) -> Result<u32> {
    page.call("return document.querySelectorAll('#sweep-figure .point').length", Value::Null).await
}

/// Returns the number of rows in a figure's table of data.
async fn rows(page: &Page, selector: &str) -> Result<u32> {
    page.call("return document.querySelectorAll(`${args} tbody tr`).length", json!(selector)).await
}

/// Checks that on a small phone only tables of data scroll sideways. Only Chromium's window can be that narrow.
async fn fits_a_small_screen(page: &Page) -> Result<()> {
    if page.engine != Engine::Chromium {
        return Ok(());
    }
    set_up(page, 320, true, "light").await?;
    let body = "return [...document.querySelectorAll('#loss *, #sweep *, #ten *')]
        .filter((element) => !element.closest('.data') && element.getBoundingClientRect().right > 320)
        .map((element) => element.outerHTML.slice(0, 80))";
    let beyond: Vec<String> = page.call(body, Value::Null).await?;
    assert!(beyond.is_empty(), "beyond the edge at 320 px: {beyond:?}");
    Ok(())
}
