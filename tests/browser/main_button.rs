//! What a newcomer does: opens the page, presses the one button, changes a setting, gives up half-way.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    a_newcomer_presses_the_button,
    [Chromium],
    [
        the_page_opens_without_complaint,
        the_button_leads_to_a_verified_speed_up,
        a_wrong_setting_is_named_and_holds_the_button,
        cancelling_keeps_the_last_result_and_the_next_run_works,
        a_failed_pool_is_a_sentence_and_the_next_run_works,
    ]
);
in_one_browser!(
    a_newcomer_presses_the_button_in_firefox_and_webkit,
    [Firefox, WebKit],
    [the_page_opens_without_complaint, the_button_leads_to_a_verified_speed_up,]
);
in_one_browser!(
    a_newcomer_presses_the_button_in_webkit_plain,
    [WebKitPlain],
    [the_page_opens_without_complaint, without_shared_memory_the_page_says_so_and_uses_isolated_workers,]
);

const BUTTON: &str = "#run";
const READY: &str = "document.querySelector('#run')?.disabled === false";
const FINISHED: &str = "document.querySelector('#run')?.textContent === 'Run again'";

async fn the_page_opens_without_complaint(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    let complaints = page.console().await?;
    let complaints: Vec<_> = complaints.iter().filter(|line| is_complaint(line)).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}

async fn the_button_leads_to_a_verified_speed_up(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    choose_the_lecture_s_size(&page).await?;
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await?;
    let result = page.text("#result").await?;
    for part in ["×", "95% interval", "frozen for", "421\u{202f}000\u{202f}014\u{202f}000\u{202f}000"] {
        assert!(result.contains(part), "no {part:?} in {result:?}");
    }
    let ticks: u32 = page.call("return document.querySelectorAll('#figure .tick-ok').length", Value::Null).await?;
    assert_eq!(ticks, 4, "every strategy is ticked");
    page.until("the result is announced", "document.querySelector('#status').textContent.startsWith('Finished')").await
}

async fn without_shared_memory_the_page_says_so_and_uses_isolated_workers(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    assert!(page.text("#notice").await?.contains("isolated workers"));
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await?;
    assert!(page.text("#result").await?.contains("with isolated workers"));
    Ok(())
}

async fn a_wrong_setting_is_named_and_holds_the_button(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    for wrong in ["0", "257", "1.5", "two", ""] {
        type_into(&page, "#workers", wrong).await?;
        assert!(page.text("#workers-hint").await?.contains("Workers: a whole number from 1 to 256"), "for {wrong:?}");
        let held: bool = page.call("return document.querySelector('#run').disabled", Value::Null).await?;
        assert!(held, "the button can be pressed with {wrong:?} workers");
    }
    type_into(&page, "#workers", "3").await?;
    page.until("the button can be pressed again", READY).await?;
    let choose_other = "document.querySelectorAll('input[name=size]')[3].click()";
    page.call::<Value>(choose_other, Value::Null).await?;
    for wrong in ["-1", "1e9", "many", "<b>"] {
        type_into(&page, "#millions", wrong).await?;
        assert!(page.text("#size-hint").await?.contains("Size: a number of millions"), "for {wrong:?}");
    }
    Ok(())
}

async fn cancelling_keeps_the_last_result_and_the_next_run_works(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    choose_the_lecture_s_size(&page).await?;
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await?;
    let before = page.text("#result").await?;
    // Pressed again at once: whatever the second comparison is doing, it is under way.
    page.call::<Value>("const run = document.querySelector('#run'); run.click(); await new Promise(requestAnimationFrame); run.click()", Value::Null)
        .await?;
    page.until("the comparison is given up", FINISHED).await?;
    assert_eq!(page.text("#result").await?, before, "a cancelled comparison leaves the last result as it was");
    page.click(BUTTON).await?;
    page.until("the comparison is under way", "document.querySelector('#run').textContent === 'Cancel'").await?;
    page.until("the comparison is finished", FINISHED).await
}

async fn a_failed_pool_is_a_sentence_and_the_next_run_works(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    choose_the_lecture_s_size(&page).await?;
    page.server.behave(Behaviour { faults: vec![("worker.js", Fault::Missing)], ..Behaviour::default() });
    page.click(BUTTON).await?;
    page.until("the page says what is wrong", "document.querySelector('#notice .bad')").await?;
    let notice = page.text("#notice").await?;
    assert!(notice.contains("failed to load") && notice.contains("run again"), "{notice:?}");
    page.server.behave(Behaviour::default());
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await
}

/// The lecture's size is the quickest of the page's choices.
async fn choose_the_lecture_s_size(page: &Page) -> Result<()> {
    page.call::<Value>("document.querySelectorAll('input[name=size]')[1].click()", Value::Null).await.map(drop)
}

async fn type_into(page: &Page, selector: &str, text: &str) -> Result<()> {
    let body = "const field = document.querySelector(args[0]); field.value = args[1]; \
                field.dispatchEvent(new Event('input', { bubbles: true }))";
    page.call::<Value>(body, json!([selector, text])).await.map(drop)
}

fn is_complaint(line: &str) -> bool {
    ["warn:", "error:", "uncaught:", "unhandled rejection:"].iter().any(|start| line.starts_with(start))
}
