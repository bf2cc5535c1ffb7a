//! The section with Python: CPython in workers of its own, a pool on every core.

use crate::harness::in_one_browser;
use crate::page::Page;
use crate::process::is_in_time;
use crate::python_programs::{load_python, run_program};
use crate::server::Behaviour;
use crate::write_attacks::{LISTEN, LONGEST_GAP, WATCH_GAPS, assert_untouched};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Command;

in_one_browser!(
    python_in_the_page,
    [Chromium, Firefox],
    [
        the_lectures_program_runs_and_can_be_stopped_and_reset,
        the_lectures_program_runs_where_no_memory_is_shared,
        attacks_from_python_have_no_effect_and_floods_are_bounded,
    ]
);

pub(crate) const RUN: &str = ".python-run";
const STATUS: &str = "document.querySelector('.python-status').textContent";
const OUTPUT: &str = "document.querySelector('.python-output').textContent";

/// Opens the section with the program.
pub(crate) async fn open(page: &Page) -> Result<()> {
    page.open().await?;
    open_section(page).await
}

async fn open_section(page: &Page) -> Result<()> {
    page.click("#python-open").await?;
    page.until("the editor is shown", "document.querySelector('#python-keys')?.textContent").await
}

/// Returns the program as the editor shows it. Its last lines are not drawn before a reader scrolls to them, so the file has them.
pub(crate) async fn shown(page: &Page) -> Result<String> {
    let drawn = "const lines = document.querySelector('.python .write-host').shadowRoot.querySelectorAll('.cm-line');
        return [...lines].map((line) => line.textContent + '\\n').join('')";
    let drawn: String = page.call(drawn, Value::Null).await?;
    let steps = drawn.lines().find(|line| line.starts_with("STEPS = ")).context("the size is shown")?;
    let program = include_str!("../../www/python/lecture.py").replace("STEPS = 6_000_000", steps);
    assert!(program.starts_with(drawn.trim_end()), "the editor shows another program: {drawn}");
    Ok(program)
}

/// Returns the number of steps that the program is about to do.
pub(crate) fn steps(program: &str) -> Result<u64> {
    let line = program.lines().find_map(|line| line.strip_prefix("STEPS = ")).context("the program has a size")?;
    Ok(line.replace('_', "").parse()?)
}

/// Returns what `do_math(0, steps)` gives: the sum of |n - 1000 000| for n from 1 to `steps`.
fn sum_of_roots(steps: u64) -> u64 {
    (1..=steps).map(|n| n.abs_diff(1_000_000)).sum()
}

/// Returns what the machine's own CPython prints for this program, or None if there is none.
pub(crate) fn native_output(program: &str) -> Result<Option<String>> {
    let folder = std::env::temp_dir().join(format!("every-core-python-{}-{}", std::process::id(), program.len()));
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("lecture.py"), program)?;
    let ran = Command::new("python3").arg("lecture.py").current_dir(&folder).output();
    std::fs::remove_dir_all(&folder)?;
    match ran {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        ran => Ok(Some(String::from_utf8(ran?.stdout)?)),
    }
}

/// Removes the times from what the lecture's program prints.
fn without_times(output: &str) -> String {
    let line = |line: &str| match (line.split_once(": "), line.split_once(" s, ")) {
        (Some((name, _)), Some((_, sum))) => format!("{name}: {sum}\n"),
        _ => format!("{line}\n"),
    };
    output.lines().map(line).collect()
}

/// Waits until the program has ended, and returns its output.
pub(crate) async fn ended(page: &Page) -> Result<String> {
    page.until("the program has ended", &format!("/^Ended/.test({STATUS})")).await?;
    page.call(&format!("return {OUTPUT}"), Value::Null).await
}

async fn the_lectures_program_runs_and_can_be_stopped_and_reset(page: Page) -> Result<()> {
    open(&page).await?;
    let loaded = |page: &Page| page.server.requests().iter().filter(|request| request.contains("pyodide")).count();
    assert_eq!(loaded(&page), 0, "CPython is loaded before the first run");
    let program = shown(&page).await?;
    page.click(RUN).await?;
    let output = ended(&page).await?;
    let steps = steps(&program)?;
    let sum = format!("sum {}", sum_of_roots(steps));
    let lines: Vec<_> = output.lines().collect();
    assert!(matches!(lines[..], [serial, pool] if serial.ends_with(&sum) && pool.ends_with(&sum)), "{steps}: {output}");
    assert!(output.starts_with("serial: ") && output.contains("\npool of "), "{output}");
    assert!(loaded(&page) > 0, "{:?}", page.server.requests());
    match native_output(&program)? {
        Some(natively) => assert_eq!(without_times(&output), without_times(&natively)),
        None => eprintln!("python3 is not installed, so its output was not compared"),
    }

    page.until("Rust did the same", "document.querySelector('.python-compared')").await?;
    let said = page.text(".python-compared p").await?;
    assert!(said.contains(" with their start and ") && said.contains("Rust on one core takes "), "{said}");
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

async fn the_lectures_program_runs_where_no_memory_is_shared(page: Page) -> Result<()> {
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    page.open_with("?nosw=1").await?;
    open_section(&page).await?;
    page.click(".python .write-host").await?;
    page.press_with_ctrl('a').await?;
    page.type_text(POOL_PROGRAM).await?;
    page.click(RUN).await?;
    assert_eq!(ended(&page).await?, "[1, 4, 9] 6\n");
    let shares: bool = page.call("return everyCore.environment().sharedMemory", Value::Null).await?;
    assert!(!shares, "this page should share no memory");
    // A program that waits for its processes is suspended, and can be stopped.
    page.click(".python .write-host").await?;
    page.press_with_ctrl('a').await?;
    page.type_text("import time; time.sleep(1000)").await?;
    page.click(RUN).await?;
    page.until("it runs", &format!("{STATUS} === 'Running.'")).await?;
    page.click(RUN).await?;
    page.until("it is stopped", &format!("{STATUS} === 'Stopped.'")).await
}

/// One line, because the editor would indent the next ones.
const POOL_PROGRAM: &str = "import multiprocessing as m; p = m.get_context().Pool(2) if __name__ == '__main__' else 0; print(p.starmap(pow, [(1, 2), (2, 2), (3, 2)]), p.apply(sum, ([1, 2, 3],))) if p else 0";

/// These have no effect: a nested worker obeys the same policy, connections that are refused say so later, and nothing listens to the
/// messages.
const HARMLESS: [&str; 6] = ["nested", "websocket", "events", "channel", "post", "load_package"];

async fn attacks_from_python_have_no_effect_and_floods_are_bounded(page: Page) -> Result<()> {
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
