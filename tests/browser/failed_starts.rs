//! Starts that fail. The page says why, in the reader's words, and what the host has to change.

use crate::engine::Engine;
use crate::harness::for_engines;
use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::time::Duration;

/// Faults of files, and what the page says about them.
const OF_FILES: [(&str, Fault, &[&str]); 8] = [
    ("_bg.wasm", Fault::Missing, &["the host has no every-core-app", "404", "upload every file"]),
    ("_bg.wasm", Fault::Truncated, &["arrived incomplete or damaged", "upload the file again"]),
    ("_bg.wasm", Fault::Other("index.html"), &["is not a program", "without any conversion"]),
    ("_bg.wasm", Fault::Page, &["the host sends a web page", "must not hold for files"]),
    ("_bg.wasm", Fault::Other("every-core-link_bg.wasm"), &["of two versions"]),
    ("boot.js", Fault::Page, &["in the place of boot.js, the host sends a web page"]),
    (".js", Fault::WrongType, &["as text/plain", "sent as text/javascript"]),
    (".js", Fault::NoScript, &["scripts do not arrive", "sent as text/javascript"]),
];

/// Policies of a host, and what the page says about them.
const OF_POLICIES: [(&str, &[&str]); 2] = [
    ("script-src 'self' 'unsafe-inline'", &["Content-Security-Policy forbids it", "'wasm-unsafe-eval'"]),
    ("sandbox allow-scripts", &["in a sandboxed frame", "allow-same-origin"]),
];

for_engines!(a_start_that_fails_says_why, [Chromium, Firefox]);
async fn a_start_that_fails_says_why(page: Page) -> Result<()> {
    for (file, fault, words) in OF_FILES {
        page.server.behave(Behaviour { faults: vec![(file, fault)], ..Behaviour::default() });
        page.load("").await?;
        says(&page, words).await.with_context(|| format!("{file}: {fault:?}"))?;
    }
    for (policy, words) in OF_POLICIES {
        page.server.behave(Behaviour { policy: Some(policy), ..Behaviour::default() });
        page.load("").await?;
        says(&page, words).await.with_context(|| policy.to_owned())?;
    }
    // The host does not redirect to the address with a slash.
    page.server.behave(Behaviour { folder: "/lessons/tools", ..Behaviour::default() });
    let address = page.server.url();
    page.open().await?;
    page.call::<Value>("setTimeout(() => location.replace(args))", json!(address.trim_end_matches('/'))).await?;
    says(&page, &["no slash at the end", "Open /lessons/tools/ instead"]).await?;
    if page.engine == Engine::Chromium {
        let file = format!("file://{}", page.server.site().join("index.html").display());
        page.devtools("Page.navigate", json!({ "url": file })).await?;
        says(&page, &["opened as a file", "python3 -m http.server"]).await?;
    }
    Ok(())
}

for_engines!(only_a_slow_start_is_called_slow, [Chromium]);
async fn only_a_slow_start_is_called_slow(page: Page) -> Result<()> {
    let soon = Fault::Replaced { what: "START_PATIENCE_MS)", with: "500)" };
    let slow = Fault::Slow(Duration::from_secs(4));
    page.server.behave(Behaviour { faults: vec![("_bg.wasm", slow), ("boot.js", soon)], ..Behaviour::default() });
    page.load("").await?;
    says(&page, &["still loading", "slow connection"]).await?;
    page.until("the program starts", "document.querySelector('#run')?.disabled === false").await?;
    assert!(!page.call::<bool>("return document.querySelector('#not-started').checkVisibility()", Value::Null).await?);
    Ok(())
}

/// Waits until the page says that it did not start, in these words.
async fn says(page: &Page, words: &[&str]) -> Result<()> {
    let all = words.iter().map(|word| format!("said?.includes({})", json!(word))).collect::<Vec<_>>().join(" && ");
    let expression = format!(
        "(() => {{ const place = document.querySelector('#not-started'); const said = place?.hidden === false && \
         place.textContent; return {all} }})()"
    );
    page.until(&format!("the page says {words:?}"), &expression).await
}
