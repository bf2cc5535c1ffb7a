//! Progress in the exercises: kept over a reload, written to a file and read from one, forgotten; and where nothing may be kept.

use crate::harness::{for_engines, in_one_browser};
use crate::learner::{By, fail_then_pass, open_exercise};
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    progress_is_kept,
    [Chromium],
    [
        progress_is_kept_exported_forgotten_and_imported,
        a_file_is_checked_before_anything_is_taken,
        progress_of_another_version_is_put_aside,
    ]
);

const KEY: &str = "every-core.exercises.1";
const DONE: &str =
    "return [...document.querySelectorAll('.ex-list li')].map((row) => row.textContent.includes('passed'))";

/// Presses Export, and returns what would be saved.
const EXPORT: &str = "
    const make = URL.createObjectURL;
    const saved = new Promise((resolve) => { URL.createObjectURL = (blob) => { resolve(blob.text()); return make.call(URL, blob); }; });
    document.querySelector('#ex-export').click();
    URL.createObjectURL = make;
    return JSON.parse(await saved)";
/// Chooses a file with this text, as the dialogue would.
const IMPORT: &str = "
    const files = new DataTransfer();
    files.items.add(new File([args], 'progress.json', { type: 'application/json' }));
    const field = document.querySelector('#ex-import');
    const said = document.querySelector('#ex-tools-said');
    said.textContent = '';
    field.files = files.files;
    field.dispatchEvent(new Event('change'));
    while (said.textContent === '') await new Promise(requestAnimationFrame);
    return said.textContent";

async fn progress_is_kept_exported_forgotten_and_imported(page: Page) -> Result<()> {
    open_exercise(&page, "pool-speedup").await?;
    fail_then_pass(&page, By::Mouse, "pool-speedup").await?;
    page.click("#ex-learner").await?;
    page.type_text("Ada").await?;
    page.reload().await?;
    page.until("the list is there", "document.querySelector('.ex-list')").await?;
    assert_eq!(page.call::<Vec<bool>>(DONE, Value::Null).await?[..2], [true, false]);
    page.until("what was measured is still known", "document.querySelector('.ex-before')").await?;
    assert!(page.text(".ex-before").await?.contains("you said “1.5”"));

    let exported: Value = page.call(EXPORT, Value::Null).await?;
    assert_eq!(exported["schema"], json!("every-core/exercises/1"), "{exported}");
    assert_eq!((&exported["learner"], &exported["passed"], &exported["of"]), (&json!("Ada"), &json!(1), &json!(7)));
    let processors: Value = page.call("return navigator.hardwareConcurrency", Value::Null).await?;
    assert_eq!(exported["environment"]["reportedProcessors"], processors);
    let exercises = exported["exercises"].as_array().expect("an array");
    assert_eq!(exercises.len(), 7, "also those that were not touched: {exported}");
    let done = &exercises[0];
    assert_eq!((&done["id"], &done["state"]), (&json!("pool-speedup"), &json!("passed")), "{done}");
    assert_eq!(
        (&done["attempts"], &done["hints"], &done["prediction"]),
        (&json!(2), &json!(2), &json!("1.5")),
        "{done}"
    );
    let measured = |name: &str| done["measured"][name].as_f64().expect("a number");
    assert!(measured("low") <= measured("value") && measured("value") <= measured("high"), "{done}");

    page.click("#ex-reset").await?;
    page.click("#ex-forget").await?;
    assert_eq!(page.call::<Vec<bool>>(DONE, Value::Null).await?[..2], [false, false]);
    let kept: Value = page.call("return localStorage.getItem(args)", json!(KEY)).await?;
    assert_eq!(kept, Value::Null);

    let said: String = page.call(IMPORT, json!(exported.to_string())).await?;
    assert_eq!(said, "Imported: 1 of 7 passed.");
    page.reload().await?;
    page.until("the list is there", "document.querySelector('.ex-list')").await?;
    assert_eq!(page.call::<Vec<bool>>(DONE, Value::Null).await?[..2], [true, false]);
    Ok(())
}

async fn a_file_is_checked_before_anything_is_taken(page: Page) -> Result<()> {
    open_exercise(&page, "pool-speedup").await?;
    for (file, word) in [
        ("not JSON", "no JSON"),
        ("{}", "every-core/exercises/1"),
        ("{\"schema\":\"every-core/exercises/2\",\"exercises\":[]}", "every-core/exercises/2"),
        ("null", "every-core/exercises/1"),
    ] {
        let said: String = page.call(IMPORT, json!(file)).await?;
        assert!(said.starts_with("Not imported.") && said.contains(word), "{file}: {said}");
    }
    // One bad value costs that value, and an unknown exercise only itself.
    let file = json!({ "schema": "every-core/exercises/1", "learner": "<b>x</b>", "exercises": [
        { "id": "pool-speedup", "state": "passed", "attempts": -3, "hints": 1.5, "passedAt": "never", "measured": { "value": "high" } },
        { "id": "of-another-version", "state": "passed" }, null, 7,
        { "id": "ten-times", "state": "mastered" },
    ] });
    let said: String = page.call(IMPORT, json!(file.to_string())).await?;
    assert_eq!(said, "Imported: 1 of 7 passed.");
    let exported: Value = page.call(EXPORT, Value::Null).await?;
    let first = &exported["exercises"][0];
    assert_eq!(
        (&first["attempts"], &first["hints"], &first["passedAt"]),
        (&json!(0), &json!(0), &Value::Null),
        "{first}"
    );
    assert_eq!((&first["measured"], &exported["learner"]), (&Value::Null, &json!("<b>x</b>")), "{exported}");
    assert_eq!(exported["exercises"][2]["state"], json!("untouched"));
    Ok(())
}

async fn progress_of_another_version_is_put_aside(page: Page) -> Result<()> {
    page.open().await?;
    let newer = "{\"schema\":\"every-core/exercises/9\",\"exercises\":[]}";
    page.call::<Value>("localStorage.setItem(args[0], args[1])", json!([KEY, newer])).await?;
    open_exercise(&page, "pool-speedup").await?;
    assert!(page.text("#ex-kept").await?.contains("put aside"));
    let aside: String = page.call("return localStorage.getItem(`${args}.unread`)", json!(KEY)).await?;
    assert_eq!(aside, newer);
    Ok(())
}

// Only here: the other drivers cannot change a page before its own scripts.
for_engines!(without_storage_progress_lasts_until_the_page_is_left, [Chromium]);
async fn without_storage_progress_lasts_until_the_page_is_left(page: Page) -> Result<()> {
    let source =
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await?;
    open_exercise(&page, "pool-speedup").await?;
    fail_then_pass(&page, By::Mouse, "pool-speedup").await?;
    let words = page.text("#ex-kept").await?;
    assert!(words.starts_with("1 of 7 passed") && words.contains("Export it before"), "{words}");
    let exported: Value = page.call(EXPORT, Value::Null).await?;
    assert_eq!(exported["passed"], json!(1));
    Ok(())
}
