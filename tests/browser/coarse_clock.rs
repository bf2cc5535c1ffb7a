//! A browser whose clock is so coarse that a run begins and ends at one time.

use crate::harness::for_engines;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

/// What a number that is none looks like.
const NO_NUMBERS: [&str; 4] = ["NaN", "Infinity", "undefined", "null"];

for_engines!(a_time_of_zero_makes_no_number, [FirefoxThatResists]);
async fn a_time_of_zero_makes_no_number(page: Page) -> Result<()> {
    page.open().await?;
    let ready = "document.querySelector('#run')?.disabled === false";
    let mut wrong = Vec::new();
    for steps in [1_000_000, 20_000_000] {
        page.until("the button can be pressed", ready).await?;
        page.call::<Value>("everyCore.page.set({ steps: args })", json!(steps)).await?;
        page.until("the button can be pressed", ready).await?;
        page.click("#run").await?;
        page.until("it has ended", "!everyCore.page.isRunning()").await?;
        let seen: String = page
            .call("return ['#notice', '#result', '#figure', '#status'].map((one) => document.querySelector(one)?.textContent).join(' | ')", Value::Null)
            .await?;
        if NO_NUMBERS.iter().any(|word| seen.contains(word)) {
            wrong.push(format!("the page, {steps} steps: {seen}"));
        }
        // What a script gets is a report of numbers, or an error that offers a size.
        for code in ["compare({ steps: args, rounds: 2 })", "sweep({ steps: args, sizes: [1, 2], rounds: 2 })"] {
            let outcome = page.attempt::<Value>(&format!("return everyCore.{code}"), json!(steps)).await?;
            match outcome {
                Ok(report) if report.to_string().contains("\"value\":null") => wrong.push(format!("{code}: {report}")),
                Err(thrown) if !thrown.message.contains("steps") => wrong.push(format!("{code}: {thrown}")),
                _ => {}
            }
        }
        let run = "return [(await everyCore.run({ steps: args, workers: 2 })).elapsedMs].every(Number.isFinite)";
        match page.attempt::<bool>(run, json!(steps)).await? {
            Ok(true) => {}
            other => wrong.push(format!("run, {steps} steps: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
