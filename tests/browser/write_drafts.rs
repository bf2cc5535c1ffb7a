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
