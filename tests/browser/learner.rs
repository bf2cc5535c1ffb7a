//! A learner who does an exercise as a reader would: predicts, runs, answers wrongly, takes the hints, reads the bars in the
//! second one and answers rightly. What is right is never known beforehand: it is read from the page.

use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result, bail};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How the learner reaches things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Mouse,
    Keyboard,
}

/// The exercises that ask for a prediction.
pub(crate) const PREDICTIONS: [&str; 4] = ["pool-speedup", "more-workers", "ten-times", "uneven-pieces"];

/// The exercises with runs short enough for a test. What is right is decided by the run, whatever its length.
pub(crate) const SHORT_RUNS: (&str, Fault) = (
    "predict/questions.js",
    Fault::Replaced {
        what: "const ROUNDS=7;const SWEEP_ROUNDS=5;const STEPS=1e8;const PIXELS=1e6",
        with: "const ROUNDS=3;const SWEEP_ROUNDS=3;const STEPS=2e7;const PIXELS=25e4",
    },
);

/// A host of the exercises with [`SHORT_RUNS`].
pub(crate) fn short_runs() -> Behaviour {
    Behaviour { faults: vec![SHORT_RUNS], ..Behaviour::default() }
}

/// The button that runs, cancels and runs again.
pub(crate) const RUN: &str = ".steps .row .btn";
/// More presses of Tab than there are controls from the one to the other.
const MOST_TABS: u32 = 40;

/// Opens the exercise by its link.
pub(crate) async fn open_exercise(page: &Page, id: &str) -> Result<()> {
    page.open_with(&format!("#exercise={id}")).await?;
    let there = format!("document.querySelector('[aria-current][href=\"#exercise={id}\"]')");
    page.until("the exercise is open", &format!("{there} && document.querySelector('.steps')")).await
}

/// Commits to a prediction: a number, or the first of the answers.
pub(crate) async fn predict(page: &Page, by: By) -> Result<()> {
    let is_number: bool = page.call("return !!document.querySelector('#prediction')", Value::Null).await?;
    assert_eq!(page.text(RUN).await?, "Predict first");
    match (by, is_number) {
        (By::Mouse, true) => {
            page.click("#prediction").await?;
            page.type_text("1.5").await?;
        }
        (By::Mouse, false) => page.click("input[name=prediction]").await?,
        (By::Keyboard, true) => {
            tab_to(page, "#prediction").await?;
            page.type_text("1.5").await?;
        }
        (By::Keyboard, false) => {
            tab_to(page, "input[name=prediction]").await?;
            page.type_text(" ").await?;
        }
    }
    page.until("a prediction unlocks the run", &format!("!document.querySelector('{RUN}').disabled")).await
}

/// Runs, and waits for the question.
pub(crate) async fn run(page: &Page, by: By) -> Result<()> {
    press(page, by, RUN).await?;
    // The outcome is cleared by the press: a press that comes late leads to neither.
    let is_over = format!(
        "document.querySelector('{RUN}').textContent !== 'Cancel' && document.querySelector('.ex-outcome').textContent"
    );
    page.until("the run is over", &is_over).await?;
    let outcome = page.text(".ex-outcome").await?;
    assert!(outcome.contains("You said"), "{outcome}");
    page.until("the question is open", "document.querySelector('.ex-explain form')").await
}

/// Whether the answer of that name stands after the one that is chosen, or before it. Not every browser goes round.
const TOWARDS: &str = "const answers = [...document.querySelectorAll('[name=why]')];
    return Math.sign(answers.findIndex(({ value }) => value === args) - answers.findIndex(({ checked }) => checked))";

/// Gives the answer of that name, and returns what the page says about it.
pub(crate) async fn answer(page: &Page, by: By, name: &str) -> Result<String> {
    let radio = format!("input[name=why][value={name}]");
    match by {
        By::Mouse => page.click(&radio).await?,
        By::Keyboard => {
            tab_to(page, "input[name=why]").await?;
            page.type_text(" ").await?;
            for _ in 0..MOST_TABS {
                match page.call::<i32>(TOWARDS, json!(name)).await? {
                    0 => break,
                    1 => page.press(Key::Down).await?,
                    _ => page.press(Key::Up).await?,
                }
            }
            let chosen = format!("document.querySelector('{radio}').checked");
            page.until("the arrow keys reach every answer", &chosen).await?;
        }
    }
    press(page, by, ".ex-ask .btn").await?;
    page.text(&format!(".opt:has([value={name}]) .fb")).await
}

/// Does the whole exercise, at first wrongly.
pub(crate) async fn fail_then_pass(page: &Page, by: By, id: &str) -> Result<()> {
    predict(page, by).await?;
    run(page, by).await?;
    // Making the pool is no part of a sample, so it is never the reason.
    let said = answer(page, by, "spawn").await?;
    assert!(said.starts_with("Not in this run."), "{said}");
    press(page, by, ".ex-ask .link-btn").await?;
    page.until("the first hint is there", "document.querySelector('.hintbox')").await?;
    press(page, by, ".ex-ask .link-btn").await?;
    page.until("the second hint is there", "document.querySelector('.ex-table')").await?;
    let right = explanation(page, id).await?;
    let said = answer(page, by, &right).await?;
    if !said.starts_with("Yes.") {
        let bars: Value = page.call(BARS, Value::Null).await?;
        bail!("{id}: {right} is the largest of {bars}, but: {said}");
    }
    page.until("it is passed", "document.querySelector('.ex-tag').textContent.includes('passed')").await
}

/// The bars that the second hint shows: each part, and its amount in each of the runs.
const BARS: &str = "return [...document.querySelectorAll('.ex-table [data-part]')].map((row) =>
    [row.dataset.part, [...row.querySelectorAll('td')].map((cell) => Number(cell.dataset.value))])";

/// What the bars say, in the simplest way: the largest part, or the largest difference.
async fn explanation(page: &Page, id: &str) -> Result<String> {
    let bars: Vec<(String, Vec<f64>)> = page.call(BARS, Value::Null).await?;
    let workers: f64 = bars.iter().map(|(_, amounts)| amounts[0]).sum();
    let mut amounts: BTreeMap<&str, f64> = BTreeMap::new();
    for (part, values) in &bars {
        let amount = if values.len() == 1 || id == "uneven-pieces" { values[0] } else { values[1] - values[0] };
        let name = match (id, part.as_str()) {
            ("more-workers", part) => part,
            (_, "speedup") => continue,
            ("ten-times", "dispatch" | "gaps" | "join") => "once",
            (_, part) => part,
        };
        *amounts.entry(name).or_default() += amount;
    }
    let size = |amount: f64| if id == "ten-times" { amount.abs() } else { amount };
    let (name, most) = amounts.into_iter().max_by(|a, b| size(a.1).total_cmp(&size(b.1))).context("no bars")?;
    let is_nothing = id != "more-workers" && size(most) <= 0.02 * workers;
    Ok(if is_nothing { "nothing".to_owned() } else { name.to_owned() })
}

/// Presses what a selector finds.
pub(crate) async fn press(page: &Page, by: By, selector: &str) -> Result<()> {
    if by == By::Mouse {
        return page.click(selector).await;
    }
    tab_to(page, selector).await?;
    page.press(Key::Enter).await
}

/// Presses Tab, or Shift and Tab, until the focus is on what a selector finds first, or on another radio button of its group.
async fn tab_to(page: &Page, selector: &str) -> Result<()> {
    let there = "const wanted = document.querySelector(args), focused = document.activeElement;
        if (wanted === focused || (wanted.type === 'radio' && wanted.name === focused.name)) return 0;
        return wanted.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1";
    for _ in 0..MOST_TABS {
        match page.call::<i32>(there, json!(selector)).await? {
            0 => return Ok(()),
            1 => page.press(Key::Tab).await?,
            _ => page.press_shifted(Key::Tab).await?,
        }
    }
    bail!("{MOST_TABS} presses of Tab did not lead to {selector}");
}
