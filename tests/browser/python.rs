//! The section with Python: CPython in workers of its own, a pool on every core.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(python_in_the_page, [Chromium, Firefox], [the_lectures_program_runs_and_can_be_stopped_and_reset]);

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
