//! Checks that without shared memory parallel runs are refused with a remedy, and serial runs succeed.

use crate::harness::{for_engines, in_one_browser};
use crate::page::Page;
use crate::server::Behaviour;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    with_and_without_isolation,
    [Chromium, Firefox],
    [a_page_without_the_headers_still_runs_serially, the_site_works_from_a_subfolder,]
);
in_one_browser!(
    with_and_without_isolation_in_webkit_plain,
    [WebKitPlain],
    [a_page_without_the_headers_still_runs_serially, a_browser_without_shared_memory_still_runs_serially,]
);

// Not in `WebKit`, where the option that enables shared memory enables it on every page.
async fn a_page_without_the_headers_still_runs_serially(page: Page) -> Result<()> {
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    page.open_with("?nosw=1").await?;
    let environment: Value = page.call("return everyCore.environment()", Value::Null).await?;
    assert_eq!(environment["crossOriginIsolated"], json!(false));
    assert_eq!(environment["isolationSource"], json!("none"));
    only_serial_works(&page).await
}

// Plain WebKit reports that the page is isolated, but has no shared memory.
async fn a_browser_without_shared_memory_still_runs_serially(page: Page) -> Result<()> {
    page.open().await?;
    only_serial_works(&page).await
}

async fn only_serial_works(page: &Page) -> Result<()> {
    let shared_memory: bool = page.call("return everyCore.environment().sharedMemory", Value::Null).await?;
    assert!(!shared_memory);
    let thrown = page.call_throws("return everyCore.run({ strategy: 'shared', workers: 2 })", Value::Null).await?;
    assert_eq!(thrown.name, "NotIsolatedError", "{thrown}");
    let serial: Value = page.call("return everyCore.run({ strategy: 'serial' })", Value::Null).await?;
    assert_eq!(serial["verified"], json!(true));
    Ok(())
}

for_engines!(the_site_works_from_a_subfolder, [WebKit]);
async fn the_site_works_from_a_subfolder(page: Page) -> Result<()> {
    page.server.behave(Behaviour { folder: "/lessons/every-core", ..Behaviour::default() });
    page.open().await?;
    let shared: Value = page.call("return everyCore.run({ workers: 2, steps: 1e6 })", Value::Null).await?;
    assert_eq!(shared["verified"], json!(true));
    let missing: Vec<_> = page.server.requests().into_iter().filter(|line| is_unexpected(line)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    Ok(())
}

/// Whether a request failed that should not. Browsers request the icon on their own.
fn is_unexpected(request: &str) -> bool {
    !request.starts_with("200 ") && !request.ends_with("/favicon.ico")
}
