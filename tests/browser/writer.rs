//! A learner who writes code in an exercise: by mouse or by keyboard, as a reader would.

use crate::page::Page;
use crate::server::Fault;
use anyhow::Result;
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::{Value, json};

/// How the learner reaches things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Mouse,
    Keyboard,
}

pub(crate) const RUN: &str = ".write-run";
/// The editor: inside of its shadow root, or the plain field.
const FOCUSED: &str = "(document.activeElement?.matches('.write-host, .write-plain') ?? false)";
/// More presses of Tab than there are controls before the editor.
const MOST_TABS: u32 = 200;

/// What the checks say.
#[derive(Debug, Deserialize)]
pub(crate) struct Checks {
    /// Why the code did not come to its end, or nothing.
    pub stopped: String,
    /// `pass`, `fail` or `wait`, and the text of each.
    pub rows: Vec<(String, String)>,
    pub output: String,
}

impl Checks {
    /// The check that fails, and what it says.
    pub(crate) fn failure(&self) -> Option<(usize, &str)> {
        let index = self.rows.iter().position(|(state, _)| state == "fail")?;
        Some((index, &self.rows[index].1))
    }

    pub(crate) fn all_pass(&self) -> bool {
        self.stopped.is_empty() && self.rows.len() == 4 && self.rows.iter().all(|(state, _)| state == "pass")
    }
}

/// Races of no more than five rounds: whose code is faster is not what most tests ask.
pub(crate) const SHORT_RACES: (&str, Fault) = (
    "write/race.js",
    Fault::Replaced { what: "FEWEST_ROUNDS=5;const MOST_ROUNDS=9", with: "FEWEST_ROUNDS=5;const MOST_ROUNDS=5" },
);

/// A time limit that a test can set. Without that it is a minute: on a busy machine, code that ends by itself may take longer than
/// the five seconds that readers' code is given.
pub(crate) const LONG_LIMIT: (&str, Fault) = (
    "write/sandbox.js",
    Fault::Replaced { what: "TIME_LIMIT_MS=5e3", with: "TIME_LIMIT_MS={valueOf:()=>window.timeLimitMs??6e4}" },
);

/// Sets the time limit of a page that was served with [`LONG_LIMIT`].
pub(crate) async fn limit(page: &Page, limit_ms: u32) -> Result<()> {
    page.call("window.timeLimitMs = args", json!(limit_ms)).await
}

/// Opens an exercise by its link.
pub(crate) async fn open_exercise(page: &Page, id: &str) -> Result<()> {
    page.open_with(&format!("#exercise={id}")).await?;
    page.until("the editor is there", "document.querySelector('#write-keys')?.textContent").await
}

/// Goes to another exercise of a page that is open.
pub(crate) async fn go_to_exercise(page: &Page, id: &str) -> Result<()> {
    page.call::<Value>(
        "document.querySelector('#write-keys').remove(); location.hash = `#exercise=${args}`",
        json!(id),
    )
    .await?;
    page.until("the editor is there", "document.querySelector('#write-keys')?.textContent").await
}

/// Puts the focus into the editor.
pub(crate) async fn enter_editor(page: &Page, by: By) -> Result<()> {
    if by == By::Mouse {
        page.click(".write-host").await?;
    } else {
        for _ in 0..MOST_TABS {
            if page.call(&format!("return {FOCUSED}"), Value::Null).await? {
                break;
            }
            page.press(Key::Tab).await?;
        }
    }
    page.until("the focus is in the editor", FOCUSED).await
}

/// Replaces the code by typing other code.
pub(crate) async fn write(page: &Page, by: By, code: &str) -> Result<()> {
    enter_editor(page, by).await?;
    page.press_with_ctrl('a').await?;
    for (index, line) in code.lines().enumerate() {
        if index > 0 {
            page.press(Key::Enter).await?;
        }
        page.type_text(line.trim_start()).await?;
    }
    Ok(())
}

/// Runs the code, and waits for what the checks say.
pub(crate) async fn run(page: &Page, by: By) -> Result<Checks> {
    match by {
        By::Mouse => page.click(RUN).await?,
        By::Keyboard => {
            enter_editor(page, by).await?;
            page.press_with_ctrl(char::from(Key::Enter)).await?;
        }
    }
    finished(page).await
}

/// Waits for the end of a run, and reads the checks.
pub(crate) async fn finished(page: &Page) -> Result<Checks> {
    let is_over = format!(
        "document.querySelector('{RUN}').textContent === 'Run the checks' && document.querySelector('.checks .pass, .checks .fail')"
    );
    page.until("the run is over", &is_over).await?;
    let read = "
        const text = (element) => element?.textContent ?? '';
        return {
            stopped: text(document.querySelector('.checks .stopped .msg')),
            rows: [...document.querySelectorAll('.checks [data-check]')].map((row) => [row.className, text(row)]),
            output: text(document.querySelector('.write-output')),
        }";
    page.call(read, Value::Null).await
}

/// Opens an exercise by itself, without the list of all, with code that is there already, and runs that.
pub(crate) async fn run_code(page: &Page, id: &str, code: &str) -> Result<Checks> {
    let mount = "
        const { mount } = await import(`./v/${document.documentElement.dataset.version}/exercises/write/index.js`);
        window.openExercise?.close();
        const element = document.createElement('section');
        const heading = document.createElement('h1');
        heading.textContent = 'An exercise';
        document.querySelector('main').replaceChildren(heading, element);
        window.openExercise = await mount(element, { id: args.id, everyCore, record: { draft: args.code } });";
    page.call::<Value>(mount, json!({ "id": id, "code": code })).await?;
    run(page, By::Mouse).await
}

/// The solution that the exercise would show.
pub(crate) async fn solution(page: &Page, id: &str) -> Result<String> {
    let read = "
        const { EXERCISES } = await import(`./v/${document.documentElement.dataset.version}/exercises/write/exercises.js`);
        return EXERCISES[args].solution;";
    page.call(read, json!(id)).await
}

/// A next run passes, whatever the one before did.
pub(crate) async fn passes_now(page: &Page, id: &str) -> Result<()> {
    let code = solution(page, id).await?;
    let checks = run_code(page, id, &code).await?;
    assert!(checks.all_pass(), "the run after it: {checks:?}");
    Ok(())
}
