//! Checks that invalid options start no work and are rejected with an error that names the option.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    invalid_options_start_no_work,
    [Chromium],
    [invalid_options_are_rejected_by_name, invalid_options_reject_the_promise, the_error_names_the_value_and_the_limit,]
);

/// An options object in JavaScript, the name of the invalid option, and the expected error.
const REFUSED: [(&str, &str, &str); 26] = [
    ("{ workload: 'do_maths' }", "workload", "RangeError"),
    ("{ workload: 7 }", "workload", "TypeError"),
    ("{ strategy: 'fast' }", "strategy", "RangeError"),
    ("{ strategy: null }", "strategy", "TypeError"),
    ("{ workers: 0 }", "workers", "RangeError"),
    ("{ workers: -1 }", "workers", "RangeError"),
    ("{ workers: 257 }", "workers", "RangeError"),
    ("{ workers: 1.5 }", "workers", "RangeError"),
    ("{ workers: NaN }", "workers", "RangeError"),
    ("{ workers: Infinity }", "workers", "RangeError"),
    ("{ workers: '2' }", "workers", "TypeError"),
    ("{ workers: [2] }", "workers", "TypeError"),
    ("{ steps: 0 }", "steps", "RangeError"),
    ("{ steps: 1e12 + 1 }", "steps", "RangeError"),
    ("{ steps: 0.5 }", "steps", "RangeError"),
    ("{ steps: '30000000' }", "steps", "TypeError"),
    ("{ steps: NaN }", "steps", "RangeError"),
    ("{ tiles: 0 }", "tiles", "RangeError"),
    ("{ tiles: 'many' }", "tiles", "TypeError"),
    ("{ signal: 'stop' }", "signal", "TypeError"),
    ("{ workload: 'dot', steps: 1e9 }", "steps", "RangeError"),
    ("{ seed: -1 }", "seed", "RangeError"),
    ("{ rounds: 0 }", "rounds", "RangeError"),
    ("{ record: 1 }", "record", "TypeError"),
    ("{ sizes: [0] }", "sizes", "RangeError"),
    ("'serial'", "options", "TypeError"),
];

async fn invalid_options_are_rejected_by_name(page: Page) -> Result<()> {
    page.open().await?;
    let mut wrong = Vec::new();
    for (options, option, error) in REFUSED {
        for method in ["run", "compare", "sweep", "tenfold"] {
            let outcome = page.attempt::<Value>(&format!("return everyCore.{method}({options})"), Value::Null).await?;
            match outcome {
                Err(thrown) if thrown.name == error && thrown.message.contains(option) => {}
                Err(thrown) => wrong.push(format!("{method}({options}) should throw a {error}, but threw {thrown}")),
                Ok(_) => wrong.push(format!("{method}({options}) should throw a {error}, but ran")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

async fn invalid_options_reject_the_promise(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const promise = everyCore.run({ workers: 0 });
                if (!(promise instanceof Promise)) return 'not a promise';
                return promise.then(() => 'resolved', () => 'rejected');";
    assert_eq!(page.call::<String>(body, Value::Null).await?, "rejected");
    Ok(())
}

async fn the_error_names_the_value_and_the_limit(page: Page) -> Result<()> {
    page.open().await?;
    let thrown = page.call_throws("return everyCore.run({ workers: args })", json!(257)).await?;
    assert!(thrown.message.contains("257") && thrown.message.contains("256"), "{thrown}");
    Ok(())
}
