//! The section with Python: CPython in workers of its own, a pool on every core.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::process::is_in_time;
use crate::python_programs::{load_python, run_program};
use crate::write_attacks::{LISTEN, LONGEST_GAP, WATCH_GAPS, assert_untouched};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;

in_one_browser!(
    python_in_the_page,
    [Chromium, Firefox],
    [
        the_lectures_program_runs_and_can_be_stopped_and_reset,
        attacks_from_python_have_no_effect,
        floods_and_large_lists_are_bounded,
    ]
);

const RUN: &str = ".python-run";
const STATUS: &str = "document.querySelector('.python-status').textContent";
const OUTPUT: &str = "document.querySelector('.python-output').textContent";

/// Opens the section with the program.
async fn open(page: &Page) -> Result<()> {
    page.open().await?;
    page.click("#python-open").await?;
    page.until("the editor is shown", "document.querySelector('#python-keys')?.textContent").await
}

/// Waits until the program has ended, and returns its output.
async fn ended(page: &Page) -> Result<String> {
    page.until("the program has ended", &format!("/^Ended/.test({STATUS})")).await?;
    page.call(&format!("return {OUTPUT}"), Value::Null).await
}

async fn the_lectures_program_runs_and_can_be_stopped_and_reset(page: Page) -> Result<()> {
    open(&page).await?;
    let loaded = |page: &Page| page.server.requests().iter().filter(|request| request.contains("pyodide")).count();
    assert_eq!(loaded(&page), 0, "CPython is loaded before the first run");
    page.click(RUN).await?;
    let output = ended(&page).await?;
    // The sum of the roots over the lecture's program's range, which every run of it prints.
    let sums: Vec<_> = output.lines().filter_map(|line| line.split_once("sum ")).map(|(_, sum)| sum).collect();
    assert_eq!(sums, ["13000002000000"; 2], "{output}");
    assert!(output.starts_with("serial: ") && output.contains("\npool of "), "{output}");
    assert!(loaded(&page) > 0, "{:?}", page.server.requests());

    page.until("Rust did the same", "document.querySelector('.python-compared')").await?;
    let said = page.text(".python-compared p").await?;
    assert!(said.contains(" with their start, and ") && said.contains("Rust on one core does the same in "), "{said}");
    let lanes: usize =
        page.call("return document.querySelectorAll('.python-lanes .t-lab').length", Value::Null).await?;
    let processors: usize = page.call("return everyCore.environment().reportedProcessors", Value::Null).await?;
    assert!((2..=processors + 1).contains(&lanes), "{lanes} lanes, {processors} processors");

    // The keyboard, as a reader would use it.
    page.click(".python .write-host").await?;
    page.press_with_ctrl('a').await?;
    page.type_text("while True: print('again')").await?;
    page.click(RUN).await?;
    page.until("it prints line by line", &format!("{OUTPUT}.startsWith('again\\nagain\\n')")).await?;
    page.click(RUN).await?;
    page.until("it is stopped", &format!("{STATUS} === 'Stopped.'")).await?;

    page.click(".python .link-btn").await?;
    page.until("the program is back", &format!("{STATUS}.startsWith('The program is as it was')")).await?;
    let console = page.console().await?;
    assert_eq!(json!(console), json!([]));
    Ok(())
}

/// These have no effect: a nested worker obeys the same policy, connections that are refused say so later, and nothing listens to the
/// messages.
const HARMLESS: [&str; 6] = ["nested", "websocket", "events", "channel", "post", "load_package"];

async fn attacks_from_python_have_no_effect(page: Page) -> Result<()> {
    load_python(&page, 2).await?;
    page.call::<Value>(LISTEN, Value::Null).await?;
    let program = include_str!("../python/attacks.py").replace("@ADDRESS@", &page.server.url());
    let done = run_program(&page, &program).await?;
    let tried: BTreeMap<String, String> = serde_json::from_str(&done.output)?;
    assert!(tried.len() > 20, "{done:?}");
    let came_through: Vec<_> =
        tried.iter().filter(|(name, said)| !said.starts_with("no: ") && !HARMLESS.contains(&name.as_str())).collect();
    assert!(came_through.is_empty(), "{came_through:?}");
    assert_untouched(&page, "an attack in Python").await?;
    assert_eq!(run_program(&page, "print(1)").await?.output, "1\n");
    Ok(())
}

async fn floods_and_large_lists_are_bounded(page: Page) -> Result<()> {
    load_python(&page, 2).await?;
    page.call::<Value>(WATCH_GAPS, Value::Null).await?;
    let flood = "import time\nend = time.time() + 2\nwhile time.time() < end: print('x' * 5000)";
    let written = run_program(&page, flood).await?.output.len();
    let gap_ms: f64 = page.call(LONGEST_GAP, Value::Null).await?;
    assert!(written > 0 && gap_ms > 0.0);
    assert!(is_in_time(gap_ms, 1_000.0), "the page was blocked for {gap_ms} ms");
    let large = run_program(&page, "numbers = [0] * (2**29)").await?;
    assert_eq!((large.error.as_str(), large.code), ("MemoryError", 1));
    assert_eq!(run_program(&page, "print(1)").await?.output, "1\n");
    Ok(())
}
