//! The port between the page and the worker with the learner's code: it cannot be reached, and what comes through it is counted.

use crate::harness::for_engines;
use crate::page::Page;
use crate::server::Fault;
use crate::write_attacks::{CUT, SHARED_PORT, open};
use crate::writer::{passes_now, run_code};
use anyhow::Result;

// Code that is not parsed beforehand can run before the port arrives, and so replace what the prelude would use.
for_engines!(code_before_the_port_cannot_reach_it, [Chromium, Firefox, WebKitPlain]);
async fn code_before_the_port_cannot_reach_it(page: Page) -> Result<()> {
    open(&page, &[("write/editor.js", Fault::Missing)]).await?;
    let code = "});
        let port = null;
        const see = (...values) => { for (const value of values) if (value instanceof MessagePort) port ??= value; else if (Object.isFrozen(value)) port ??= value?.[0] ?? null; };
        addEventListener('message', ({ ports }) => see(...ports));
        onmessage = ({ ports }) => see(...ports);
        const spy = (of, name) => {
            const found = Object.getOwnPropertyDescriptor(of, name);
            for (const key of ['get', 'set', 'value']) {
                const real = found?.[key];
                if (typeof real === 'function') found[key] = function (...args) { see(this, ...args); return Reflect.apply(real, this, args); };
            }
            try { if (found) Object.defineProperty(of, name, found); } catch { }
        };
        for (const [of, names] of [
            [MessageEvent.prototype, ['ports', 'data']], [MessagePort.prototype, ['postMessage', 'onmessage', 'start', 'close']],
            [EventTarget.prototype, ['addEventListener', 'dispatchEvent']], [Function.prototype, ['call', 'apply', 'bind']],
            [Event.prototype, ['target', 'currentTarget', 'preventDefault', 'stopImmediatePropagation']], [Array.prototype, [Symbol.iterator]],
        ]) for (const name of names) spy(of, name);
        (async () => { console.log(port instanceof MessagePort ? 'a port' : 'no port'); })().then(() => {});
        setTimeout(() => console.log(port instanceof MessagePort ? 'a port' : 'no port'));
        (async () => { await null;";
    let checks = run_code(&page, CUT, code).await?;
    assert!(!checks.output.contains("a port"), "{checks:?}");
    passes_now(&page, CUT).await
}

// Without the editor the code is not parsed beforehand. So it can close its wrapping function and take the port before the
// prelude.
for_engines!(a_flood_through_a_stolen_port_is_stopped, [Chromium], also: [Firefox, WebKitPlain]);
async fn a_flood_through_a_stolen_port_is_stopped(page: Page) -> Result<()> {
    open(&page, &[("write/editor.js", Fault::Missing), SHARED_PORT]).await?;
    // Just above the limits, because a browser needs long to free a worker's messages.
    let floods = [
        (2, "['answer', 'x']"),
        (202, "['log', 'log', 'x']"),
        (1, "['pong', 0]"),
        (25_001, "['calls', []]"),
        (1, "['calls', new Array(25001).fill(['terminate', 1])]"),
        (1, "['answer', new Array(3001).fill('x'.repeat(1000))]"),
    ];
    for (count, message) in floods {
        let code = format!(
            "}}); addEventListener('message', ({{ ports: [port] }}) => {{ for (let n = 0; n < {count}; n++) port.postMessage(JSON.stringify({message})); }}); (async () => {{"
        );
        let checks = run_code(&page, CUT, &code).await?;
        assert!(checks.stopped.contains("more messages than any answer needs"), "{message}: {checks:?}");
    }
    passes_now(&page, CUT).await
}
