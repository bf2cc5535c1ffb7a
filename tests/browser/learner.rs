//! Does the prediction exercises as a learner would: predicts, runs, answers wrongly, takes the hints, reads the bars in the
//! second
//! hint and answers rightly. The right answer is read from the page, because it depends on the run.

use crate::page::Page;
use crate::server::{Behaviour, Fault};
use anyhow::{Context, Result, bail};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The input device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Mouse,
    Keyboard,
}

/// The prediction exercises.
pub(crate) const PREDICTIONS: [&str; 4] = ["pool-speedup", "more-workers", "ten-times", "uneven-pieces"];

/// A fault that shortens the exercises' runs. The right answers depend on the runs, whatever their length.
pub(crate) const SHORT_RUNS: (&str, Fault) = (
    "predict/questions.js",
    Fault::Replaced {
        what: "const ROUNDS=12;const STEPS=1e8;const PIXELS=1e6",
        with: "const ROUNDS=6;const STEPS=5e6;const PIXELS=25e4",
    },
);

/// Returns a host that serves the exercises with [`SHORT_RUNS`].
pub(crate) fn short_runs() -> Behaviour {
    Behaviour { faults: vec![SHORT_RUNS], ..Behaviour::default() }
}

/// The button with which a learner starts, cancels and repeats a run.
pub(crate) const RUN: &str = ".steps .row .btn";
/// A limit above the number of controls between any two that the tests use.
const MOST_TABS: u32 = 40;

/// Opens an exercise by its link.
pub(crate) async fn open_exercise(page: &Page, id: &str) -> Result<()> {
    page.open_with(&format!("#exercise={id}")).await?;
    let there = format!("document.querySelector('[aria-current][href=\"#exercise={id}\"]')");
    page.until("the exercise is open", &format!("{there} && document.querySelector('.steps')")).await
}

/// Enters a prediction: a number, or the first answer.
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

/// Starts the run, and waits for the question.
pub(crate) async fn run(page: &Page, by: By) -> Result<()> {
    press(page, by, RUN).await?;
    until_explained(page).await
}

/// Waits for the end of the run under way, and for its question.
async fn until_explained(page: &Page) -> Result<()> {
    // The press clears the outcome, so a driver that polls late cannot take the old outcome for the new one.
    let is_over = format!(
        "document.querySelector('{RUN}').textContent !== 'Cancel' && document.querySelector('.ex-outcome').textContent"
    );
    page.until("the run has ended", &is_over).await?;
    let outcome = page.text(".ex-outcome").await?;
    assert!(outcome.contains("You said"), "{outcome}");
    page.until("the question is open", "document.querySelector('.ex-explain form')").await
}

/// A script that returns 1 if the named answer comes after the checked one, and -1 if before. Arrow keys do not wrap around in
/// every browser.
const TOWARDS: &str = "const answers = [...document.querySelectorAll('[name=why]')];
    return Math.sign(answers.findIndex(({ value }) => value === args) - answers.findIndex(({ checked }) => checked))";

/// Chooses an answer by its name, and returns the page's feedback.
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

/// Does the whole exercise, with a wrong answer first.
pub(crate) async fn fail_then_pass(page: &Page, by: By, id: &str) -> Result<()> {
    predict(page, by).await?;
    run(page, by).await?;
    // Spawning is not part of a sample, so this answer is always wrong.
    let feedback = answer(page, by, "spawn").await?;
    assert!(feedback.starts_with("Not in this run."), "{feedback}");
    // Each run takes one answer, so nobody passes by trying all of them.
    let open = "return document.querySelectorAll('[name=why]:enabled, .ex-ask [type=submit]:not([hidden])').length";
    assert_eq!(page.call::<u32>(open, Value::Null).await?, 0, "a wrong answer must close the question");
    let lessons = "return document.querySelectorAll('.ex-lesson').length";
    assert_eq!(page.call::<u32>(lessons, Value::Null).await?, 0, "the lesson comes last");
    press(page, by, ".ex-ask [type=button]:not([hidden])").await?;
    until_explained(page).await?;
    press(page, by, ".ex-ask .link-btn").await?;
    page.until("the first hint is shown", "document.querySelector('.hintbox')").await?;
    press(page, by, ".ex-ask .link-btn").await?;
    page.until("the second hint is shown", "document.querySelector('.ex-table')").await?;
    let right = explanation(page, id).await?;
    let said = answer(page, by, &right).await?;
    if !said.starts_with("Yes.") {
        let bars: Value = page.call(BARS, Value::Null).await?;
        bail!("{id}: {right} is the largest of {bars}, but the page says: {said}");
    }
    page.until("the exercise is passed", "document.querySelector('.ex-tag').textContent.includes('passed')").await?;
    let lesson = page.text(".ex-lesson").await?;
    for cores in ["2 cores", "8 cores", "64 cores"] {
        assert!(lesson.contains(cores), "{lesson}");
    }
    Ok(())
}

/// A script that reads the bars of the second hint: each part, and its amount in each run.
const BARS: &str = "return [...document.querySelectorAll('.ex-table [data-part]')].map((row) =>
    [row.dataset.part, [...row.querySelectorAll('td')].map((cell) => Number(cell.dataset.value))])";

/// Returns the simplest explanation of the bars: the largest part, or the largest difference.
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
    let (name, most) =
        amounts.into_iter().max_by(|a, b| size(a.1).total_cmp(&size(b.1))).context("the hint has no bars")?;
    let is_nothing = id != "more-workers" && size(most) <= 0.02 * workers;
    Ok(if is_nothing { "nothing".to_owned() } else { name.to_owned() })
}

/// Presses the element that a selector finds.
pub(crate) async fn press(page: &Page, by: By, selector: &str) -> Result<()> {
    if by == By::Mouse {
        return page.click(selector).await;
    }
    tab_to(page, selector).await?;
    page.press(Key::Enter).await
}

/// Presses Tab or Shift+Tab until the selected element has the focus, or another radio button of its group.
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
