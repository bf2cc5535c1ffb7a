//! Every Core in pages of others: the API without the page, and an exercise as an element.

use crate::engine::Engine;
use crate::harness::{self, in_one_browser};
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result};
use serde_json::{Value, json};

in_one_browser!(
    pages_of_others,
    [Chromium, Firefox, WebKitPlain],
    [
        the_module_starts_the_program_without_the_page,
        the_module_works_without_isolation,
        an_import_rejects_if_the_program_does_not_load,
        an_exercise_is_an_element,
    ]
);

/// Imports a module of the site into the page. The drivers' scripts cannot import modules, so a script of the page does. `args` is
/// its name. Returns the error's message, or null.
const IMPORT: &str = "
    const script = Object.assign(document.createElement('script'), { type: 'module' });
    const settled = new Promise((settle) => { window.settle = settle; });
    script.textContent = `import('./${args}').then((module) => { window.imported = module.default; settle(null); }, (error) => settle(String(error)));`;
    document.body.append(script);
    return settled";

/// Opens a page of the site's origin that is not Every Core's.
async fn open_other(page: &Page) -> Result<()> {
    page.load("no-such-page").await
}

async fn the_module_starts_the_program_without_the_page(page: Page) -> Result<()> {
    open_other(&page).await?;
    let elements = "return document.querySelectorAll('body *:not(script), head *:not(script)').length";
    let before: u32 = page.call(elements, Value::Null).await?;
    assert_eq!(page.call::<Value>(IMPORT, json!("every-core.mjs")).await?, Value::Null);
    let used = "
        const strategy = imported.environment().sharedMemory ? 'shared' : 'isolated';
        const run = await imported.run({ steps: 1_000_000, workers: 2, strategy });
        const compared = await imported.compare({ steps: 1_000_000, workers: 2, rounds: 1 });
        const pool = new imported.Pool(2);
        const squares = await pool.map((n) => n * n, [1, 2, 3]);
        const sums = await pool.map(imported.do_math, [[0, 500], [500, 1000]]);
        pool.close();
        await pool.join();
        return { verified: run.verified, workers: run.perWorker.length, squares, sums, same: imported === window.everyCore,
                 rows: imported.csv(compared).split('\\r\\n').length > 2, page: 'page' in imported,
                 direct: imported.do_math(0, 1000) }";
    let used: Value = page.call(used, Value::Null).await?;
    let expected = json!({ "verified": true, "workers": 2, "squares": [1, 4, 9], "sums": used["sums"], "same": true, "rows": true,
                           "page": false, "direct": used["direct"] });
    assert_eq!(used, expected);
    let sum = |value: &Value| value.as_str().and_then(|digits| digits.parse::<u64>().ok());
    let parts: Option<u64> = used["sums"].as_array().and_then(|sums| sums.iter().map(sum).sum());
    assert_eq!(parts, sum(&used["direct"]), "the pieces must sum to the whole: {used}");
    assert_eq!(page.call::<u32>(elements, Value::Null).await?, before, "the program added elements to the page");
    Ok(())
}

async fn the_module_works_without_isolation(page: Page) -> Result<()> {
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    open_other(&page).await?;
    assert_eq!(page.call::<Value>(IMPORT, json!("every-core.mjs")).await?, Value::Null);
    let run = "return (await imported.run({ steps: 1_000_000, workers: 2, strategy: 'isolated' })).verified";
    assert!(page.call::<bool>(run, Value::Null).await?);
    Ok(())
}

async fn an_import_rejects_if_the_program_does_not_load(page: Page) -> Result<()> {
    for (part, fault) in [("_bg.wasm", Fault::Missing), ("worker.js", Fault::Missing), ("_bg.wasm", Fault::Truncated)] {
        page.server.behave(Behaviour { faults: vec![(part, fault)], ..Behaviour::default() });
        open_other(&page).await?;
        let rejected: Option<String> = page.call(IMPORT, json!("every-core.mjs")).await?;
        assert!(rejected.is_some_and(|error| error.contains("Error")), "{part}, {fault:?}");
    }
    Ok(())
}

async fn an_exercise_is_an_element(page: Page) -> Result<()> {
    // A learner who passed the exercise earlier: the frame reports that once it is open.
    open_other(&page).await?;
    let stored = json!({ "schema": "every-core/exercises/1", "learner": "", "exercises": [{ "id": "ten-times", "state": "passed",
        "attempts": 2, "hints": 0, "passedAt": "2026-01-31T09:58:00.000Z", "prediction": null, "measured": null, "answer": null,
        "draft": null }] });
    page.call::<Value>("localStorage.setItem('every-core.exercises.1', args)", json!(stored.to_string())).await?;
    assert_eq!(page.call::<Value>(IMPORT, json!("every-core-exercise.mjs")).await?, Value::Null);
    let shown = "
        const exercise = document.createElement('every-core-exercise');
        exercise.setAttribute('name', args);
        window.passes = [];
        exercise.addEventListener('passed', ({ detail }) => passes.push(detail));
        document.body.append(exercise);";
    page.call::<Value>(shown, json!("ten-times")).await?;
    page.until("the pass is reported", "passes.length > 0").await?;
    let passes: Value = page.call("return passes", Value::Null).await?;
    assert_eq!(passes, json!([{ "exercise": "ten-times", "attempts": 2 }]));
    let inside = "document.querySelector('every-core-exercise iframe').contentDocument";
    page.until("the frame is as high as the exercise", &format!(
        "document.querySelector('every-core-exercise iframe').clientHeight >= {inside}.querySelector('.ex').offsetHeight"
    ))
    .await?;
    // Another name shows another exercise.
    page.call::<Value>(
        "document.querySelector('every-core-exercise').setAttribute('name', args)",
        json!("pool-speedup"),
    )
    .await?;
    let title = "document.querySelector('every-core-exercise iframe').title === 'Exercise: pool-speedup'";
    page.until("the other exercise is shown", &format!("{title} && {inside}?.querySelector('#prediction')")).await?;
    Ok(())
}

#[test]
#[ignore = "needs a built Vite project; run by `cargo xtask package`"]
fn the_package_works_in_vite() {
    harness::run("the_package_works_in_vite", Engine::Chromium, async |page: Page| {
        let site =
            std::env::var_os("EVERY_CORE_VITE").context("EVERY_CORE_VITE is not set: run `cargo xtask package`")?;
        for (isolated, strategy) in [(true, "shared"), (false, "isolated")] {
            page.server.behave(Behaviour { isolated, site: Some((&site).into()), ..Behaviour::default() });
            page.load("").await?;
            page.until("the page has a result", "document.querySelector('#result').value").await?;
            let result: String = page.call("return document.querySelector('#result').value", Value::Null).await?;
            let expected = json!({ "strategy": strategy, "verified": true, "workers": 2, "squares": [1, 4, 9] });
            assert_eq!(serde_json::from_str::<Value>(&result).context(result)?, expected);
        }
        Ok(())
    });
}
