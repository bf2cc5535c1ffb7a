//! Bad input never starts work: it is refused with an error that names the option.

use crate::harness::in_one_browser;
use crate::page::Page;
use anyhow::Result;
use serde_json::{Value, json};

in_one_browser!(
    bad_options_start_nothing,
    [Chromium],
    [
        bad_options_are_refused_by_name,
        a_refusal_rejects_and_does_not_throw,
        a_refusal_says_what_was_given_and_what_is_allowed,
    ]
);

/// An option as JavaScript writes it, the option's name, and the error that it deserves.
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

async fn bad_options_are_refused_by_name(page: Page) -> Result<()> {
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

async fn a_refusal_rejects_and_does_not_throw(page: Page) -> Result<()> {
    page.open().await?;
    let body = "const promise = everyCore.run({ workers: 0 });
                if (!(promise instanceof Promise)) return 'not a promise';
                return promise.then(() => 'resolved', () => 'rejected');";
    assert_eq!(page.call::<String>(body, Value::Null).await?, "rejected");
    Ok(())
}

async fn a_refusal_says_what_was_given_and_what_is_allowed(page: Page) -> Result<()> {
    page.open().await?;
    let thrown = page.call_throws("return everyCore.run({ workers: args })", json!(257)).await?;
    assert!(thrown.message.contains("257") && thrown.message.contains("256"), "{thrown}");
    Ok(())
}
