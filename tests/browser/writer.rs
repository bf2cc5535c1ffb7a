//! Does the coding exercises as a reader would, by mouse or by keyboard.

use crate::page::Page;
use crate::server::Fault;
use anyhow::Result;
use fantoccini::key::Key;
use serde::Deserialize;
use serde_json::{Value, json};

/// The input device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Mouse,
    Keyboard,
}

pub(crate) const RUN: &str = ".write-run";
/// Whether the editor's shadow host or the plain field has the focus.
const FOCUSED: &str = "(document.activeElement?.matches('.write-host, .write-plain') ?? false)";
/// A limit above the number of controls before the editor.
const MOST_TABS: u32 = 200;

/// The results of the checks.
#[derive(Debug, Deserialize)]
pub(crate) struct Checks {
    /// Why the code did not finish, or an empty text.
    pub stopped: String,
    /// The state of each check (`pass`, `fail` or `wait`), and its text.
    pub rows: Vec<(String, String)>,
    pub output: String,
}

impl Checks {
    /// Returns the index and the text of the first failed check.
    pub(crate) fn failure(&self) -> Option<(usize, &str)> {
        let index = self.rows.iter().position(|(state, _)| state == "fail")?;
        Some((index, &self.rows[index].1))
    }

    pub(crate) fn all_pass(&self) -> bool {
        self.stopped.is_empty() && self.rows.len() == 4 && self.rows.iter().all(|(state, _)| state == "pass")
    }
}

/// A fault that limits races to six rounds. Most tests do not depend on which code is faster.
pub(crate) const SHORT_RACES: (&str, Fault) = (
    "write/race.js",
    Fault::Replaced { what: "FEWEST_ROUNDS=6;const MOST_ROUNDS=9", with: "FEWEST_ROUNDS=6;const MOST_ROUNDS=6" },
);

/// A fault that lets a test set the time limit. It defaults to a minute, because on a busy machine code that ends by itself may
/// need
/// longer than the five seconds that readers get.
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
    page.until("the editor is shown", "document.querySelector('#write-keys')?.textContent").await
}

/// Opens another exercise on the same page.
pub(crate) async fn go_to_exercise(page: &Page, id: &str) -> Result<()> {
    page.call::<Value>(
        "document.querySelector('#write-keys').remove(); location.hash = `#exercise=${args}`",
        json!(id),
    )
    .await?;
    page.until("the editor is shown", "document.querySelector('#write-keys')?.textContent").await
}

/// Moves the focus into the editor.
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

/// Runs the code, and returns the results of the checks.
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

/// Waits for the end of a run, and returns the results of the checks.
pub(crate) async fn finished(page: &Page) -> Result<Checks> {
    let is_over = format!(
        "document.querySelector('{RUN}').textContent === 'Run the checks' && document.querySelector('.checks .pass, .checks .fail')"
    );
    page.until("the run has ended", &is_over).await?;
    let read = "
        const text = (element) => element?.textContent ?? '';
        return {
            stopped: text(document.querySelector('.checks .stopped .msg')),
            rows: [...document.querySelectorAll('.checks [data-check]')].map((row) => [row.className, text(row)]),
            output: text(document.querySelector('.write-output')),
        }";
    page.call(read, Value::Null).await
}

/// Mounts an exercise without the list of exercises, with the given code as its draft, and runs the code.
pub(crate) async fn run_code(page: &Page, id: &str, code: &str) -> Result<Checks> {
    let mount = "
        const { mount } = await import(`./v/${document.documentElement.dataset.version}/exercises/write/index.js`);
        window.openExercise?.close();
        const element = document.createElement('section');
        // The page's skip link leads to it.
        element.id = 'exercises';
        const heading = document.createElement('h1');
        heading.textContent = 'An exercise';
        document.querySelector('main').replaceChildren(heading, element);
        window.openExercise = await mount(element, { id: args.id, everyCore, record: { draft: args.code } });";
    page.call::<Value>(mount, json!({ "id": id, "code": code })).await?;
    run(page, By::Mouse).await
}

/// Returns the exercise's own solution.
pub(crate) async fn solution(page: &Page, id: &str) -> Result<String> {
    let read = "
        const { EXERCISES } = await import(`./v/${document.documentElement.dataset.version}/exercises/write/exercises.js`);
        return EXERCISES[args].solution;";
    page.call(read, json!(id)).await
}

/// Checks that the next run passes, whatever the one before did.
pub(crate) async fn passes_now(page: &Page, id: &str) -> Result<()> {
    let code = solution(page, id).await?;
    let checks = run_code(page, id, &code).await?;
    assert!(checks.all_pass(), "the next run fails: {checks:?}");
    Ok(())
}
