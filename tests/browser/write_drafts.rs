//! Drafts in an exercise are stored whatever happens next. A draft that is too long does not affect the rest of the progress.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    drafts,
    [Chromium],
    [
        the_last_draft_is_kept,
        a_draft_that_is_too_long_loses_nothing_else,
        buttons_are_disabled_until_the_editor_is_ready,
        the_editor_follows_imported_drafts_and_other_tabs,
    ]
);

/// Functions for all scripts: `opened` opens an exercise with the plain text field. `type` then types into it.
const OPEN: &str = "
    const from = `./v/${document.documentElement.dataset.version}/exercises/`;
    const [{ mount }, { Progress }] = await Promise.all(['write/index.js', 'progress.js'].map((name) => import(`${from}${name}`)));
    const drafts = [];
    const opened = async () => {
        const element = document.createElement('section');
        document.querySelector('main').replaceChildren(element);
        return mount(element, { id: 'cut-the-range', everyCore, onDraft: (draft) => drafts.push(draft) });
    };
    const type = (text) => {
        const field = document.querySelector('.write-plain');
        field.value = text;
        field.dispatchEvent(new Event('input'));
    };";

async fn with_the_plain_field(page: &Page, body: &str) -> Result<Value> {
    let faults = vec![("write/editor.js", Fault::Missing)];
    page.server.behave(Behaviour { faults, ..Behaviour::default() });
    page.open().await?;
    page.call(&format!("{OPEN}{body}"), Value::Null).await
}

async fn the_last_draft_is_kept(page: Page) -> Result<()> {
    let body = "
        let exercise = await opened();
        type('closed');
        exercise.close();
        exercise = await opened();
        type('left');
        dispatchEvent(new Event('pagehide'));
        type('forgotten');
        new Progress().reset();
        exercise.close();
        return drafts;";
    assert_eq!(with_the_plain_field(&page, body).await?, json!(["closed", "left"]));
    Ok(())
}

async fn a_draft_that_is_too_long_loses_nothing_else(page: Page) -> Result<()> {
    let body = "
        const progress = new Progress();
        progress.pass('every-result');
        progress.note('cut-the-range', { draft: 'short' });
        progress.note('cut-the-range', { draft: 'x'.repeat(20_001) });
        progress.attempt('cut-the-range', { draft: 'x'.repeat(1_000_000), answer: 'wrong' });
        const again = new Progress();
        const { draft, answer, attempts } = again.of('cut-the-range');
        await opened();
        const said = () => document.querySelector('#write-length:not([hidden])')?.textContent ?? '';
        const told = ['x'.repeat(20_000), 'x'.repeat(20_001), 'x'].map((text) => { type(text); return said().includes('not kept'); });
        return { draft, answer, attempts, passed: again.passed, warning: again.warning, told };";
    let expected = json!({ "draft": "short", "answer": "wrong", "attempts": 1, "passed": 1, "warning": "", "told": [false, true, false] });
    assert_eq!(with_the_plain_field(&page, body).await?, expected);
    Ok(())
}

async fn buttons_are_disabled_until_the_editor_is_ready(page: Page) -> Result<()> {
    let body = "
        const states = [];
        const note = () => states.push(['.write-run', '.write-editor .link-btn'].map((button) => document.querySelector(button).disabled));
        const watch = new MutationObserver(() => document.querySelector('.write-run') && (note(), watch.disconnect()));
        watch.observe(document.querySelector('main'), { childList: true, subtree: true });
        await opened();
        note();
        return states;";
    assert_eq!(with_the_plain_field(&page, body).await?, json!([[true, true], [false, false]]));
    Ok(())
}

async fn the_editor_follows_imported_drafts_and_other_tabs(page: Page) -> Result<()> {
    let body = "
        const id = 'cut-the-range';
        const progress = new Progress();
        const element = document.createElement('section');
        document.querySelector('main').replaceChildren(element);
        const exercise = await mount(element, {
            id, everyCore, record: progress.of(id),
            onDraft: (draft) => progress.note(id, { draft }),
            onRecord: (follow) => progress.onChange(() => follow(progress.of(id))),
            onExchange: (index) => progress.exchange(id, index),
        });
        const shown = () => document.querySelector('.write-plain')?.value ?? null;
        const offered = () => [...document.querySelectorAll('.write-others:not([hidden]) li')].map((row) => row.textContent.split('.')[0]);
        const stored = () => { const { draft, others } = new Progress().of(id); return [draft, ...others.map((other) => other.draft)]; };
        const seen = [];
        const see = () => seen.push([shown(), stored(), offered()]);
        // What was typed a moment ago is kept before a file is imported.
        type('typed here');
        progress.planned(JSON.stringify({ schema: 'every-core/exercises/1', exercises: [{ id, state: 'passed', attempts: 2, draft: 'from a file' }] })).apply();
        see();
        document.querySelector('.write-others .link-btn').click();
        see();
        type('typed later');
        exercise.close();
        see();
        return seen;";
    let other = |draft: &str| format!("Another draft is kept: 1 line, beginning “{draft}”");
    let expected = json!([
        ["from a file", ["from a file", "typed here"], [other("typed here")]],
        ["typed here", ["typed here", "from a file"], [other("from a file")]],
        [null, ["typed later", "from a file"], [other("from a file")]],
    ]);
    assert_eq!(with_the_plain_field(&page, body).await?, expected);

    // Two tabs that show one exercise do not overwrite each other's code.
    let body = "
        localStorage.clear();
        const progress = new Progress();
        const id = 'cut-the-range';
        const element = document.createElement('section');
        document.querySelector('main').replaceChildren(element);
        await mount(element, { id, everyCore, onDraft: (draft) => progress.note(id, { draft }), onRecord: (follow) => progress.onChange(() => follow(progress.of(id))) });
        const frame = document.createElement('iframe');
        document.body.append(frame);
        const other = JSON.stringify({ schema: 'every-core/exercises/1', learner: '', exercises: [{ id, state: 'tried', attempts: 1, draft: 'from another tab' }] });
        frame.contentWindow.localStorage.setItem('every-core.exercises.1', other);
        while (progress.of(id).draft === null) await new Promise((resolve) => setTimeout(resolve, 10));
        return document.querySelector('.write-plain').value;";
    assert_eq!(with_the_plain_field(&page, body).await?, json!("from another tab"));
    Ok(())
}
