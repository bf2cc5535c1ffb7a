//! Progress in the exercises: kept over a reload, exported, imported, deleted, and used without storage.

use crate::harness::{for_engines, in_one_browser};
use crate::learner::{By, fail_then_pass, open_exercise, short_runs};
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
        an_import_loses_nothing,
        an_import_that_would_lose_something_asks_first,
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
    const question = document.querySelector('span:has(> #ex-import-all-the-same)');
    while (said.textContent === '' && question.hidden) await new Promise(requestAnimationFrame);
    return said.textContent || question.firstChild.textContent";

async fn progress_is_kept_exported_deleted_and_imported(page: Page) -> Result<()> {
    page.server.behave(short_runs());
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
    let asked: String = page.call(IMPORT, json!(file.to_string())).await?;
    assert!(asked.starts_with("1 of its exercises is not known here and would be left out."), "{asked}");
    page.click("#ex-import-all-the-same").await?;
    page.until("it is imported", "document.querySelector('#ex-tools-said').textContent === 'Imported: 1 of 7 passed.'")
        .await?;
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
    // What is put aside later does not replace it. Exercises of a newer version stay stored.
    let body = "
        const [key, second, newer] = args;
        const stored = (text) => { localStorage.setItem(key, text); return new Progress(); };
        stored(second);
        stored(newer).hint('ten-times');
        const ids = JSON.parse(localStorage.getItem(key)).exercises.map(({ id, state, is }) => [id, state, is]);
        return [localStorage.getItem(`${key}.unread`), localStorage.getItem(`${key}.unread.2`), ids];";
    let second = "{\"schema\":\"every-core/exercises/8\",\"exercises\":[]}";
    let unknown =
        "{\"schema\":\"every-core/exercises/1\",\"exercises\":[{\"id\":\"of-2030\",\"state\":\"tried\",\"is\":7}]}";
    let found: Value = page.call(&format!("{PROGRESS}{body}"), json!([KEY, second, unknown])).await?;
    assert_eq!(found, json!([newer, second, [["ten-times", "tried", null], ["of-2030", "tried", 7]]]));
    Ok(())
}

/// Gives a script the module that keeps progress.
const PROGRESS: &str = "
    const { Progress } = await import(`./v/${document.documentElement.dataset.version}/exercises/progress.js`);
    const file = (exercises, learner = '') => JSON.stringify({ schema: 'every-core/exercises/1', learner, exercises });";

async fn an_import_loses_nothing(page: Page) -> Result<()> {
    page.open().await?;
    let body = "
        const id = 'cut-the-range';
        const meet = (ours, ...files) => {
            const progress = new Progress();
            progress.reset();
            if (ours) progress.note(id, ours);
            const said = files.map((theirs) => progress.planned(file([{ id, ...theirs }])).apply());
            const { others, ...first } = new Progress().of(id);
            const brief = ({ state, attempts, draft }) => [state, attempts, draft];
            return [brief(first), others.map(brief), said.at(-1).includes('is kept with it')];
        };
        const tried = (attempts, draft) => ({ state: 'tried', attempts, draft });
        const passed = { state: 'passed', attempts: 1, draft: 'p' };
        return [
            meet(null, tried(3, 'b')),
            meet(tried(2, 'a'), { state: 'untouched' }),
            meet(tried(2, 'a'), tried(2, 'a')),
            meet(tried(2, 'a'), tried(2, 'b')),
            meet(tried(2, 'a'), tried(5, 'b')),
            meet(tried(2, 'a'), passed),
            meet(passed, tried(9, 'b')),
            meet(tried(2, 'a'), { state: 'shown', attempts: 1 }),
            meet({ draft: 'a' }, { state: 'tried', hints: 1 }),
            meet(tried(2, 'a'), tried(2, 'b'), tried(2, 'b')),
            meet(tried(2, 'a'), { ...tried(3, 'b'), others: [tried(1, 'c'), tried(2, 'a')] }),
        ];";
    let found: Value = page.call(&format!("{PROGRESS}{body}"), Value::Null).await?;
    let expected = json!([
        [["tried", 3, "b"], [], false],
        [["tried", 2, "a"], [], false],
        [["tried", 2, "a"], [], false],
        [["tried", 2, "a"], [["tried", 2, "b"]], true],
        [["tried", 5, "b"], [["tried", 2, "a"]], true],
        [["passed", 1, "p"], [["tried", 2, "a"]], true],
        [["passed", 1, "p"], [["tried", 9, "b"]], true],
        [["shown", 1, null], [["tried", 2, "a"]], true],
        [["tried", 0, null], [["untouched", 0, "a"]], true],
        [["tried", 2, "a"], [["tried", 2, "b"]], false],
        [["tried", 3, "b"], [["tried", 2, "a"], ["tried", 1, "c"]], false],
    ]);
    assert_eq!(found, expected);
    Ok(())
}

async fn an_import_that_would_lose_something_asks_first(page: Page) -> Result<()> {
    page.open().await?;
    let body = "
        const id = 'cut-the-range';
        const progress = new Progress();
        progress.learner = 'Ada';
        const asked = [];
        const ask = (...given) => { const { question, apply } = progress.planned(file(...given)); asked.push(question); return apply; };
        ask([], 'Ada')();
        ask([], 'Ben')();
        ask([{ id, draft: 'x'.repeat(20_001) }]);
        ask([{ id: 'of-another-version' }]);
        for (let attempts = 1; attempts <= 9; attempts++) ask([{ id, state: 'tried', attempts, draft: `${attempts}` }])();
        const last = ask([{ id, state: 'tried', attempts: 10, draft: 'ten' }]);
        const before = progress.of(id).others.length;
        last();
        return { asked, learner: progress.learner, before, drafts: progress.of(id).others.map(({ draft }) => draft).join('') };";
    let found: Value = page.call(&format!("{PROGRESS}{body}"), Value::Null).await?;
    let asked: Vec<&str> = found["asked"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let words = ["", "The file is by “Ben”, and the progress here is by “Ada”.", "are longer than 20000 characters"];
    for (asked, words) in asked.iter().zip(words) {
        assert!(asked.contains(words) && asked.is_empty() == words.is_empty(), "{words}: {asked}");
    }
    assert!(asked[4..13].iter().all(|asked| asked.is_empty()), "{asked:?}");
    assert!(asked[13].contains("No more than 8 other drafts are kept"), "{asked:?}");
    assert_eq!((&found["learner"], &found["before"]), (&json!("Ada"), &json!(8)), "{found}");
    assert_eq!(found["drafts"], json!("98765432"), "the one that is least far is forgotten");

    // A question that is answered with no leaves everything as it was.
    open_exercise(&page, "pool-speedup").await?;
    let file = json!({ "schema": "every-core/exercises/1", "learner": "Ben", "exercises": [{ "id": "ten-times", "state": "passed" }] });
    let question: String = page.call(IMPORT, json!(file.to_string())).await?;
    assert!(question.contains("by “Ben”") && question.contains("Import it all the same?"), "{question}");
    page.click("#ex-import-all-the-same + .btn").await?;
    page.until(
        "nothing is imported",
        "document.querySelector('#ex-tools-said').textContent.startsWith('Not imported')",
    )
    .await?;
    assert!(!page.call::<Vec<bool>>(DONE, Value::Null).await?.contains(&true));
    Ok(())
}

// Only in Chromium, because the other drivers cannot change a page before its own scripts run.
for_engines!(without_storage_progress_lasts_until_the_page_is_left, [Chromium]);
async fn without_storage_progress_lasts_until_the_page_is_left(page: Page) -> Result<()> {
    let source =
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })";
    page.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await?;
    page.server.behave(short_runs());
    open_exercise(&page, "pool-speedup").await?;
    fail_then_pass(&page, By::Mouse, "pool-speedup").await?;
    let words = page.text("#ex-kept").await?;
    assert!(words.starts_with("1 of 7 passed") && words.contains("Export it before"), "{words}");
    let exported: Value = page.call(EXPORT, Value::Null).await?;
    assert_eq!(exported["passed"], json!(1));
    Ok(())
}
