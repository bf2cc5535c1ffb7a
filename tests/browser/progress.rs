//! Progress in the exercises: kept over a reload, exported, imported, deleted, and used without storage.

use crate::harness::{for_engines, in_one_browser};
use crate::learner::{By, fail_then_pass, open_exercise};
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    progress_of_a_learner,
    [Chromium],
    [
        progress_is_kept_exported_deleted_and_imported,
        an_imported_file_is_checked,
        progress_of_another_version_is_set_aside,
    ]
);

const KEY: &str = "every-core.exercises.1";
const DONE: &str =
    "return [...document.querySelectorAll('.ex-list li')].map((row) => row.textContent.includes('passed'))";

/// A script that clicks Export, and returns the content of the saved file.
const EXPORT: &str = "
    const make = URL.createObjectURL;
    const saved = new Promise((resolve) => { URL.createObjectURL = (blob) => { resolve(blob.text()); return make.call(URL, blob); }; });
    document.querySelector('#ex-export').click();
    URL.createObjectURL = make;
    return JSON.parse(await saved)";
/// A script that chooses a file with the given text, as the file dialogue would.
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

async fn progress_is_kept_exported_deleted_and_imported(page: Page) -> Result<()> {
    open_exercise(&page, "pool-speedup").await?;
    fail_then_pass(&page, By::Mouse, "pool-speedup").await?;
    page.click("#ex-learner").await?;
    page.type_text("Ada").await?;
    page.reload().await?;
    page.until("the list is shown", "document.querySelector('.ex-list')").await?;
    assert_eq!(page.call::<Vec<bool>>(DONE, Value::Null).await?[..2], [true, false]);
    page.until("the last result is shown", "document.querySelector('.ex-before')").await?;
    assert!(page.text(".ex-before").await?.contains("you said “1.5”"));

    let exported: Value = page.call(EXPORT, Value::Null).await?;
    assert_eq!(exported["schema"], json!("every-core/exercises/1"), "{exported}");
    assert_eq!((&exported["learner"], &exported["passed"], &exported["of"]), (&json!("Ada"), &json!(1), &json!(7)));
    let processors: Value = page.call("return navigator.hardwareConcurrency", Value::Null).await?;
    assert_eq!(exported["environment"]["reportedProcessors"], processors);
    let exercises = exported["exercises"].as_array().expect("an array");
    assert_eq!(exercises.len(), 7, "untouched exercises must be exported too: {exported}");
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
    page.until("the list is shown", "document.querySelector('.ex-list')").await?;
    assert_eq!(page.call::<Vec<bool>>(DONE, Value::Null).await?[..2], [true, false]);
    Ok(())
}

async fn an_imported_file_is_checked(page: Page) -> Result<()> {
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
    // Only the invalid value and the unknown exercises are dropped.
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

async fn progress_of_another_version_is_set_aside(page: Page) -> Result<()> {
    page.open().await?;
    let newer = "{\"schema\":\"every-core/exercises/9\",\"exercises\":[]}";
    page.call::<Value>("localStorage.setItem(args[0], args[1])", json!([KEY, newer])).await?;
    open_exercise(&page, "pool-speedup").await?;
    assert!(page.text("#ex-kept").await?.contains("put aside"));
    let aside: String = page.call("return localStorage.getItem(`${args}.unread`)", json!(KEY)).await?;
    assert_eq!(aside, newer);
    Ok(())
}

// Only in Chromium, because the other drivers cannot change a page before its own scripts run.
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
