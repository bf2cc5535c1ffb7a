//! What a newcomer does: opens the page and presses the one button.

use crate::harness::for_engines;
use crate::page::Page;
use anyhow::Result;

const BUTTON: &str = "#launch button";

for_engines!(the_page_opens_without_complaint, [Chromium, Firefox, WebKit, WebKitPlain]);
async fn the_page_opens_without_complaint(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", "document.querySelector('#launch button')?.disabled === false").await?;
    let complaints = page.console().await?;
    let complaints: Vec<_> = complaints.iter().filter(|line| is_complaint(line)).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    Ok(())
}

for_engines!(the_button_leads_to_a_result, [Chromium, Firefox, WebKit, WebKitPlain]);
async fn the_button_leads_to_a_result(page: Page) -> Result<()> {
    page.open().await?;
    page.until("the button can be pressed", "document.querySelector('#launch button')?.disabled === false").await?;
    page.click(BUTTON).await?;
    page.until("there is a result", "document.querySelector('#result').innerText.trim() !== ''").await?;
    let result = page.text("#result").await?;
    assert!(result.contains("ms") || result.contains(" s"), "no time in {result:?}");
    Ok(())
}

fn is_complaint(line: &str) -> bool {
    ["warn:", "error:", "uncaught:", "unhandled rejection:"].iter().any(|start| line.starts_with(start))
}
