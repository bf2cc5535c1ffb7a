//! A first visit: the reader opens the page, runs the comparison, changes a setting, and cancels.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::screenshots::set_up;
use crate::server::{Behaviour, Fault};
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    a_first_visit,
    [Chromium],
    [
        the_page_opens_without_warnings,
        the_button_measures_a_verified_speed_up,
        five_more_rounds_are_added_to_those_there_are,
        guess_button_and_answer_are_on_one_screen,
        the_last_result_is_shown_again_after_a_reload,
        an_invalid_setting_is_named_and_disables_the_button,
        cancelling_keeps_the_last_result_and_the_next_run_succeeds,
        a_failed_pool_is_reported_and_the_next_run_succeeds,
    ]
);
in_one_browser!(
    a_first_visit_in_firefox_and_webkit,
    [Firefox],
    also: [WebKit],
    [
        the_page_opens_without_warnings,
        the_button_measures_a_verified_speed_up,
        the_last_result_is_shown_again_after_a_reload,
    ]
);
in_one_browser!(
    a_first_visit_in_webkit_plain,
    [WebKitPlain],
    [the_page_opens_without_warnings, without_shared_memory_the_page_says_so_and_uses_isolated_workers,]
);

const BUTTON: &str = "#run";
const READY: &str = "document.querySelector('#run')?.disabled === false";
const FINISHED: &str = "document.querySelector('#run')?.textContent === 'Run again'";

async fn the_page_opens_without_warnings(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.until("the pulse is drawn", "document.querySelector('#pulse path')?.getAttribute('d').includes('V20')")
        .await?;
    // Frames on both sides of the freeze, so that the pulse is awake.
    let freeze = "document.dispatchEvent(new Event('scroll'));
        for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
        const endMs = performance.now() + 700;
        while (performance.now() < endMs);";
    page.call::<Value>(freeze, Value::Null).await?;
    page.until("the freeze is marked in the pulse", "document.querySelector('#pulse line + text')").await?;
    let complaints = page.console().await?;
    let complaints: Vec<_> = complaints.iter().filter(|line| is_complaint(line)).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}

async fn the_button_measures_a_verified_speed_up(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    choose_the_lecture_s_size(&page).await?;
    let listen = "const status = document.querySelector('#status');
        const { dataset } = document.documentElement;
        dataset.announced = '';
        new MutationObserver(() => { dataset.announced += `${performance.now()} ${status.textContent}\\n`; }).observe(status, { childList: true, characterData: true })";
    page.call::<Value>(listen, Value::Null).await?;
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await?;
    let result = page.text("#result").await?;
    for part in ["×", "95% interval", "frozen for", "421\u{202f}000\u{202f}014\u{202f}000\u{202f}000"] {
        assert!(result.contains(part), "{part:?} is missing in {result:?}");
    }
    let ticks: u32 = page.call("return document.querySelectorAll('#figure .tick-ok').length", Value::Null).await?;
    assert_eq!(ticks, 4, "every strategy must be verified");
    page.until("the result is announced", "document.querySelector('#status').textContent.startsWith('Finished')")
        .await?;
    // Progress is announced every ten seconds at most, so on a machine of any speed.
    let announced: String = page.call("return document.documentElement.dataset.announced", Value::Null).await?;
    let announced: Vec<(f64, &str)> = announced
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(ms, text)| Ok((ms.parse()?, text)))
        .collect::<Result<_>>()?;
    let running: Vec<_> =
        announced.iter().filter(|(_, text)| text.contains("unning") || text.contains("done")).collect();
    assert!(running.windows(2).all(|pair| pair[1].0 - pair[0].0 > 9_000.0), "{announced:?}");
    assert!(announced.iter().all(|(_, text)| !text.contains("0 of 0")), "{announced:?}");
    Ok(())
}

async fn five_more_rounds_are_added_to_those_there_are(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    // A run this short is never certain.
    page.call::<Value>("everyCore.page.set({ steps: 2e5 })", Value::Null).await?;
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await?;
    let before: u32 = page.call("return everyCore.page.reports().compare.rounds", Value::Null).await?;
    assert!(page.text("#result").await?.contains("not certain within"));
    // The settings may have changed since.
    page.call::<Value>("everyCore.page.set({ workload: 'primes', workers: 1 })", Value::Null).await?;
    page.until("the work is sized", READY).await?;
    page.click("#more").await?;
    let added = format!("everyCore.page.reports().compare.rounds === {} && !everyCore.page.isRunning()", before + 5);
    page.until("five rounds are added", &added).await?;
    let work: String = page.call("return everyCore.page.reports().compare.workload", Value::Null).await?;
    assert_eq!(work, "do_math");
    Ok(())
}

async fn guess_button_and_answer_are_on_one_screen(page: Page) -> Result<()> {
    for (width, height) in [(1280, 720), (375, 800)] {
        set_up(&page, width, width < 700, "light").await?;
        page.open().await?;
        page.until("the button can be pressed", READY).await?;
        page.choose_little_work().await?;
        let guess = "const guess = document.querySelector('#guess'); guess.value = 1.5; guess.dispatchEvent(new Event('input'));
                     document.querySelector('#setup').open = true; return document.querySelector('#guessed').textContent";
        assert_eq!(page.call::<String>(guess, Value::Null).await?, "1.5×");
        page.call::<Value>("document.querySelector('#run').click()", Value::Null).await?;
        page.until("the comparison is finished", FINISHED).await?;
        assert!(page.text("#result").await?.contains("You guessed 1.5×"));
        // On a wide screen, the lanes of each way to run the work are in view too.
        let parts = if width < 700 {
            "#guess, #run, #result .big"
        } else {
            "#guess, #run, #result .big, #figure .cmp > .cmp-row .plot"
        };
        let bottoms = "scrollTo(0, 0); return [...document.querySelectorAll(args)].map((one) =>
                       one.getBoundingClientRect().bottom)";
        let bottoms: Vec<f64> = page.call(bottoms, json!(parts)).await?;
        assert!(bottoms.iter().all(|&bottom| bottom <= f64::from(height)), "at {width} px: {bottoms:?}");
        let is_open: bool = page.call("return document.querySelector('#setup').open", Value::Null).await?;
        assert!(!is_open, "the settings must fold away");
    }
    Ok(())
}

async fn the_last_result_is_shown_again_after_a_reload(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.choose_little_work().await?;
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await?;
    let kept = "sessionStorage.getItem('every-core.last.1')";
    page.until("the result is kept", kept).await?;
    page.open().await?;
    page.until("the last result is shown", "document.querySelector('#result .big.last')").await?;
    let said = page.text("#result").await?;
    assert!(said.contains("your last result") && said.contains("million steps of do_math"), "{said:?}");
    page.call::<Value>("everyCore.page.set({ workers: 1 })", Value::Null).await?;
    page.until(
        "what changed is said",
        "document.querySelector('#result').textContent.includes('the number of workers is 1')",
    )
    .await?;
    // What was kept is checked as a link is.
    page.call::<Value>(
        "sessionStorage.setItem('every-core.last.1', '{\"workload\":\"<b>\",\"strategies\":[]}')",
        Value::Null,
    )
    .await?;
    page.open().await?;
    page.until("the lecture's figures are there", "document.querySelector('#figure .cmp')").await?;
    page.until(
        "the share is loaded",
        "performance.getEntriesByType('resource').some(({ name }) => name.includes('every-core-link'))",
    )
    .await?;
    assert!(page.text("#result").await?.contains("in the lecture"));
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await
}

async fn without_shared_memory_the_page_says_so_and_uses_isolated_workers(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    assert!(page.text("#notice").await?.contains("isolated workers"));
    page.choose_little_work().await?;
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await?;
    assert!(page.text("#result").await?.contains("with isolated workers"));
    Ok(())
}

async fn an_invalid_setting_is_named_and_disables_the_button(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.click("#setup > summary").await?;
    for wrong in ["0", "257", "1.5", "two", ""] {
        type_into(&page, "#workers", wrong).await?;
        assert!(page.text("#workers-hint").await?.contains("Workers: a whole number from 1 to 256"), "for {wrong:?}");
        let held: bool = page.call("return document.querySelector('#run').disabled", Value::Null).await?;
        assert!(held, "the button is enabled with {wrong:?} workers");
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

async fn cancelling_keeps_the_last_result_and_the_next_run_succeeds(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    choose_the_lecture_s_size(&page).await?;
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await?;
    let before = page.text("#result").await?;
    // The click after the next frame cancels the second comparison, whatever it is doing.
    page.call::<Value>("const run = document.querySelector('#run'); run.click(); await new Promise(requestAnimationFrame); run.click()", Value::Null)
        .await?;
    page.until("the comparison is cancelled", FINISHED).await?;
    assert_eq!(page.text("#result").await?, before, "a cancelled comparison must not change the last result");
    page.click(BUTTON).await?;
    page.until("the comparison is under way", "document.querySelector('#run').textContent === 'Cancel'").await?;
    page.until("the comparison is finished", FINISHED).await
}

async fn a_failed_pool_is_reported_and_the_next_run_succeeds(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.choose_little_work().await?;
    page.server.behave(Behaviour { faults: vec![("worker.js", Fault::Missing)], ..Behaviour::default() });
    page.click(BUTTON).await?;
    page.until("the page shows an error", "document.querySelector('#notice .bad')").await?;
    let notice = page.text("#notice").await?;
    assert!(notice.contains("failed to load") && notice.contains("run again"), "{notice:?}");
    page.server.behave(Behaviour::default());
    page.click(BUTTON).await?;
    page.until("the comparison is finished", FINISHED).await
}

/// Chooses the lecture's size, which is the quickest.
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
