//! The reader's settings and theme: kept over reloads and navigation, and working without storage.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    settings_and_theme,
    [Chromium],
    [
        settings_survive_a_reload_and_going_back,
        invalid_stored_settings_are_ignored,
        a_chosen_theme_is_kept_until_it_equals_the_system_s,
        the_one_choice_of_workload_is_named_in_every_result,
    ]
);

const READY: &str = "document.querySelector('#run')?.disabled === false";
const SETTINGS: &str = "return [document.querySelector('#workers').value, document.querySelector('#millions').value,
    [...document.querySelectorAll('input[name=size]')].findIndex((size) => size.checked)]";
const SET: &str = "
    document.querySelectorAll('input[name=size]')[3].click();
    for (const [id, value] of [['workers', '3'], ['millions', '12.5']]) {
        const field = document.getElementById(id);
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
    }";

for_engines!(settings_survive_a_reload_and_going_back, [Firefox]);
async fn settings_survive_a_reload_and_going_back(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    page.call::<Value>(SET, Value::Null).await?;
    page.reload().await?;
    page.until("the button can be pressed", READY).await?;
    assert_eq!(page.call::<Value>(SETTINGS, Value::Null).await?, json!(["3", "12.5", 3]), "after a reload");
    page.leave_and_come_back().await?;
    page.until("the button can be pressed", READY).await?;
    assert_eq!(page.call::<Value>(SETTINGS, Value::Null).await?, json!(["3", "12.5", 3]), "after going back");
    Ok(())
}

async fn invalid_stored_settings_are_ignored(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    let usual: Value = page.call(SETTINGS, Value::Null).await?;
    let spoil = "localStorage.setItem('every-core.settings.1', 'workers=1e9&size=&millions=<b>&workload=%00');
                 localStorage.setItem('every-core.theme.1', 'purple')";
    page.call::<Value>(spoil, Value::Null).await?;
    page.reload().await?;
    page.until("the button can be pressed", READY).await?;
    assert_eq!(page.call::<Value>(SETTINGS, Value::Null).await?, usual);
    assert_eq!(page.call::<Value>("return document.documentElement.dataset.theme", Value::Null).await?, Value::Null);
    Ok(())
}

async fn a_chosen_theme_is_kept_until_it_equals_the_system_s(page: Page) -> Result<()> {
    let look = "return [getComputedStyle(document.body).backgroundColor, document.querySelector('#theme').ariaPressed]";
    page.open().await?;
    let before: Value = page.call(look, Value::Null).await?;
    page.click("#theme").await?;
    let switched: Value = page.call(look, Value::Null).await?;
    assert_ne!(before[0], switched[0], "the page's colour did not change");
    assert_ne!(before[1], switched[1], "the state announced to screen readers did not change");
    page.reload().await?;
    assert_eq!(page.call::<Value>(look, Value::Null).await?, switched, "after a reload");
    page.click("#theme").await?;
    assert_eq!(page.call::<Value>(look, Value::Null).await?, before);
    let kept: Value = page.call("return localStorage.getItem('every-core.theme.1')", Value::Null).await?;
    assert_eq!(kept, Value::Null, "the system's own theme must not be stored");
    Ok(())
}

async fn the_one_choice_of_workload_is_named_in_every_result(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    let offered: Vec<String> = page
        .call("return [...document.querySelectorAll('input[name=workload]')].map(({ value }) => value)", Value::Null)
        .await?;
    assert_eq!(offered, ["do_math", "do_math_simd", "mandelbrot", "primes", "dot"]);
    page.call::<Value>("document.querySelector('[value=primes]').click()", Value::Null).await?;
    page.until("the work is sized", READY).await?;
    page.call::<Value>("everyCore.page.set({ steps: 2e6 })", Value::Null).await?;
    page.until("the button can be pressed", READY).await?;
    page.click("#cores-run-run").await?;
    page.until("a run was watched", "document.querySelector('#cores-say')?.textContent.includes('primes, shared')")
        .await?;
    assert!(page.call::<bool>("return document.querySelector('[value=primes]').checked", Value::Null).await?);
    // After a run, the result takes the place of this sentence.
    assert!(page.text("#launch").await?.contains("primes"), "the button's sentence does not name the workload");
    page.click("#run").await?;
    page.until("the comparison is finished", "document.querySelector('#run').textContent === 'Run again'").await?;
    for place in ["#result", "#figure", "#cores-say", "#loss-figure"] {
        assert!(page.text(place).await?.contains("primes"), "{place} does not name the workload");
    }
    Ok(())
}

// Only in Chromium, because the other drivers cannot change a page before its own scripts run.
for_engines!(blocked_storage_is_ignored, [Chromium]);
async fn blocked_storage_is_ignored(page: Page) -> Result<()> {
    let source =
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await?;
    page.open().await?;
    page.until("the button can be pressed", READY).await?;
    let thrown = page.call_throws("localStorage", Value::Null).await?;
    assert_eq!(thrown.name, "SecurityError", "{thrown}");
    page.click("#theme").await?;
    let theme: Value = page.call("return document.documentElement.dataset.theme", Value::Null).await?;
    assert_eq!(theme, json!("dark"));
    page.call::<Value>(SET, Value::Null).await?;
    assert_eq!(page.call::<Value>(SETTINGS, Value::Null).await?, json!(["3", "12.5", 3]));
    Ok(())
}
