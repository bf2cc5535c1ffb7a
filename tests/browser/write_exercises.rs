//! The coding exercises: a learner fails each first, and then passes it.

use crate::access::audit;
use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use crate::writer::{
    By, LONG_LIMIT, RUN, SHORT_RACES, enter_editor, finished, go_to_exercise, open_exercise, passes_now, run, run_code,
    write,
};
use anyhow::Result;
use fantoccini::key::Key;
use serde_json::Value;

in_one_browser!(
    editing_stopping_and_starting_over,
    [Chromium],
    [
        tab_moves_from_the_editor_to_the_button,
        a_shown_solution_does_not_pass_the_exercise,
        code_is_kept_and_can_be_started_over,
        a_run_can_be_stopped,
    ]
);

/// The exercises, a part of the message for the unchanged code, and code that passes.
const EXERCISES: [(&str, &str, &str); 3] = [
    (
        "cut-the-range",
        "no piece was handed to a pool",
        "const w = everyCore.environment().reportedProcessors
const at = i => Math.floor(STEPS * i / w)
const pool = new Pool(w), jobs = []
for (let i = 0; i < w; i++) jobs.push(pool.apply_async(do_math, [at(i), at(i + 1)]))
let sum = 0
for (const job of jobs) sum += Number(await job.get())
answer(sum)",
    ),
    (
        "uneven-work",
        "no piece was handed to a pool",
        "const pool = new Pool(), pieces = [], n = 100
for (let i = 0; i < n; i++) pieces.push([STEPS / n * i, STEPS / n * (i + 1)])
let sum = 0
for await (const found of pool.imap(primes, pieces)) sum += Number(found)
answer(sum)",
    ),
    (
        "every-result",
        "threw Error: brittle(",
        "const pool = new Pool(), list = []
const jobs = ranges.map(range => pool.apply_async(brittle, range))
for (const job of jobs) list.push(await job.get().catch(error => error.message))
answer(list)",
    ),
];

async fn fail_then_pass_all(page: Page, by: By) -> Result<()> {
    page.server.behave(Behaviour { faults: vec![SHORT_RACES, LONG_LIMIT], ..Behaviour::default() });
    open_exercise(&page, EXERCISES[0].0).await?;
    for (index, (id, word, code)) in EXERCISES.into_iter().enumerate() {
        if index > 0 {
            go_to_exercise(&page, id).await?;
        }
        let checks = run(&page, by).await?;
        let said = checks.failure().map_or(checks.stopped.as_str(), |(_, text)| text);
        assert!(said.contains(word), "{id}, the serial loop: {checks:?}");
        write(&page, by, code).await?;
        let checks = run(&page, by).await?;
        assert!(checks.all_pass(), "{id}: {checks:?}");
        page.until("the exercise is passed", "document.querySelector('.ex-tag').textContent.includes('passed')")
            .await?;
    }
    let console = page.console().await?;
    assert!(console.is_empty(), "{console:?}");
    Ok(())
}

for_engines!(a_learner_fails_and_then_passes_by_mouse, [Firefox]);
async fn a_learner_fails_and_then_passes_by_mouse(page: Page) -> Result<()> {
    fail_then_pass_all(page, By::Mouse).await
}

for_engines!(a_learner_fails_and_then_passes_by_keyboard, [WebKitPlain], also: [Chromium, Firefox]);
async fn a_learner_fails_and_then_passes_by_keyboard(page: Page) -> Result<()> {
    fail_then_pass_all(page, By::Keyboard).await
}

for_engines!(tab_moves_from_the_editor_to_the_button, [Firefox]);
async fn tab_moves_from_the_editor_to_the_button(page: Page) -> Result<()> {
    open_exercise(&page, "cut-the-range").await?;
    enter_editor(&page, By::Keyboard).await?;
    page.press(Key::Tab).await?;
    page.until("Tab moves to the button", &format!("document.activeElement.matches('{RUN}')")).await?;
    page.press_shifted(Key::Tab).await?;
    page.until("Shift+Tab moves back into the editor", "document.activeElement.matches('.write-host')").await?;
    page.press_shifted(Key::Tab).await?;
    page.until("Shift+Tab moves out of the editor", "document.activeElement.textContent === 'Start over'").await?;
    let keys = page.text("#write-keys").await?;
    assert!(keys.contains("Tab leaves the editor") && keys.contains("indent"), "{keys}");
    Ok(())
}

async fn a_shown_solution_does_not_pass_the_exercise(page: Page) -> Result<()> {
    open_exercise(&page, "cut-the-range").await?;
    for title in ["Hint 1 of 2", "Hint 2 of 2", "A solution"] {
        page.click(".pane-foot .btn:last-child").await?;
        let shown = page.text(".write-help").await?;
        assert!(shown.starts_with(title), "{shown}");
    }
    let (id, _, code) = EXERCISES[0];
    write(&page, By::Mouse, code).await?;
    let checks = run(&page, By::Mouse).await?;
    assert!(checks.all_pass(), "{id}: {checks:?}");
    let state = page.text(".ex-tag span:last-child").await?;
    assert_eq!(state, "solution shown");
    Ok(())
}

async fn code_is_kept_and_can_be_started_over(page: Page) -> Result<()> {
    open_exercise(&page, "every-result").await?;
    write(&page, By::Keyboard, "answer('a draft')").await?;
    page.until("the draft is kept", "JSON.stringify(localStorage).includes('a draft')").await?;
    page.reload().await?;
    page.until("the editor is shown", "document.querySelector('#write-keys')?.textContent").await?;
    let shown = "document.querySelector('.write-host').shadowRoot.querySelector('.cm-content').textContent";
    page.until("the draft is shown", &format!("{shown} === `answer('a draft')`")).await?;
    let over = ".write-editor .link-btn";
    page.click(over).await?;
    page.click("#write-sure + .btn").await?;
    assert!(page.call::<bool>(&format!("return {shown} === `answer('a draft')`"), Value::Null).await?);
    page.click(over).await?;
    page.click("#write-sure").await?;
    page.until("the code is as at the start", &format!("{shown}.includes('results.push')")).await
}

for_engines!(without_the_editor_a_plain_field_works, [Firefox]);
async fn without_the_editor_a_plain_field_works(page: Page) -> Result<()> {
    let faults = vec![("write/editor.js", Fault::Missing)];
    page.server.behave(Behaviour { faults, ..Behaviour::default() });
    page.open().await?;
    // Without the editor the code is not parsed before it runs. A syntax error and code that leaves its function must still be
    // stopped.
    let checks = run_code(&page, "cut-the-range", "const a = 1;\nconst b = ;").await?;
    assert!(page.text("#write-keys").await?.starts_with("The editor did not load"));
    assert!(checks.stopped.contains("cannot be read"), "{checks:?}");
    let checks =
        run_code(&page, "cut-the-range", "}); try { fetch('attack') } catch (error) { } (async () => {").await?;
    assert!(!checks.all_pass(), "{checks:?}");
    assert!(!page.server.requests().iter().any(|request| request.contains("attack")));
    passes_now(&page, "cut-the-range").await
}

// The sandbox must start with the policy as a header, as hosts send it, with and without isolation, and must block imports.
for_engines!(code_runs_on_every_host, [Chromium, WebKitPlain], also: [Firefox]);
async fn code_runs_on_every_host(page: Page) -> Result<()> {
    for isolated in [true, false] {
        page.server.behave(Behaviour {
            isolated,
            with_policy: true,
            faults: vec![SHORT_RACES, LONG_LIMIT],
            ..Behaviour::default()
        });
        page.open_with("?nosw=1").await?;
        passes_now(&page, "cut-the-range").await?;
        let checks =
            run_code(&page, "cut-the-range", &format!("await import('{}attack.js')", page.server.url())).await?;
        assert!(checks.stopped.contains("threw TypeError"), "{checks:?}");
        assert!(!page.server.requests().iter().any(|request| request.contains("attack")));
    }
    Ok(())
}

async fn a_run_can_be_stopped(page: Page) -> Result<()> {
    open_exercise(&page, "cut-the-range").await?;
    write(&page, By::Keyboard, "while (true) {}").await?;
    page.press_with_ctrl(char::from(Key::Enter)).await?;
    page.until("the code runs", &format!("document.querySelector('{RUN}').textContent === 'Stop'")).await?;
    page.press(Key::Escape).await?;
    let checks = finished(&page).await?;
    assert_eq!(checks.stopped, "Stopped.");
    let frames: u32 = page.call("return document.querySelectorAll('iframe').length", Value::Null).await?;
    assert_eq!(frames, 0, "the sandbox must be removed");
    passes_now(&page, "cut-the-range").await
}

for_engines!(axe_finds_nothing_in_a_coding_exercise, [Chromium]);
async fn axe_finds_nothing_in_a_coding_exercise(page: Page) -> Result<()> {
    open_exercise(&page, "cut-the-range").await?;
    audit(&page, "a coding exercise").await?;
    let checks = run_code(&page, "cut-the-range", "console.warn('so far')\nconst a = ;").await?;
    assert!(!checks.stopped.is_empty());
    page.click(".pane-foot .btn:last-child").await?;
    audit(&page, "an exercise that failed, with a hint").await?;
    run_code(&page, "cut-the-range", "console.warn('so far')").await?;
    audit(&page, "a check that failed, with output").await
}
