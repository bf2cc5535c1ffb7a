//! Programs that use `multiprocessing`, run by CPython in the page. What they do must equal what CPython does natively, as
//! `tests/python/record.py` has recorded it. Where CPython hangs, the page raises an error.

use crate::engine::Engine;
use crate::harness::in_one_browser;
use crate::page::Page;
use crate::server::Behaviour;
use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

in_one_browser!(
    python_programs,
    [Chromium, Firefox],
    [programs_do_what_they_do_natively, programs_run_where_no_memory_is_shared, what_hangs_natively_raises_an_error]
);

/// The programs that Firefox runs as well. Between them they use everything that a browser gives to the processes: workers that start,
/// end, die and are ended, messages of every kind and size, and waits with and without a limit. The others differ from these only in
/// Python's own code, which is the same file in every browser, so Chromium alone runs them.
const IN_FIREFOX: [&str; 19] = [
    "async_result",
    "documentation_basic",
    "documentation_using_pool",
    "documentation_workers",
    "executor",
    "executor_breaks",
    "exit_in_the_main_program",
    "imap_endless",
    "imap_next",
    "large_data",
    "locks",
    "max_tasks",
    "pipe",
    "process",
    "process_terminated",
    "queue",
    "simple_queue",
    "terminate",
    "uncaught_error",
];

/// What a program did.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Done {
    /// All that it wrote to its output.
    pub output: String,
    /// The last line that it wrote as an error.
    pub error: String,
    /// Its exit code.
    pub code: i32,
}

/// Defines `window.runPython(program)`, which runs programs one after the other in one frame, as the section does.
const RUNNER: &str = "
    const python = new URL('../python/', document.querySelector('script[src*=\"exercises/open.js\"]').src);
    const [{ fetchFiles }, { Sandbox }] = await Promise.all([import(`${python}files.js`), import(`${python}sandbox.js`)]);
    const files = await fetchFiles(() => {}, new AbortController().signal);
    let listener = {};
    const call = (name) => (...given) => listener[name]?.(...given);
    const sandbox = new Sandbox(files, args, { began: call('began'), wrote: call('wrote'), measured: call('measured'), ended: call('ended'), failed: call('failed') });
    window.stopPython = () => sandbox.stop();
    window.runPython = (program) => new Promise((resolve, reject) => {
        const said = { 1: '', 2: '' };
        listener = {
            wrote: (pieces) => { window.onPython?.(); for (const [, stream, text] of pieces) said[stream] += text; },
            ended: (code) => resolve({ output: said[1], error: said[2].trim().split('\\n').at(-1), code }),
            failed: (why) => reject(new Error(why)),
        };
        sandbox.run('program.py', program);
    });";

/// Opens the page and loads Python, as if the machine had so many processors.
pub(crate) async fn load_python(page: &Page, processors: u32) -> Result<()> {
    page.open().await?;
    load_runner(page, processors).await
}

async fn load_runner(page: &Page, processors: u32) -> Result<()> {
    page.call::<Value>(RUNNER, json!(processors)).await?;
    Ok(())
}

/// Runs a program and returns what it did.
pub(crate) async fn run_program(page: &Page, program: &str) -> Result<Done> {
    let mut done: Done = page.call("return await runPython(args)", json!(program)).await?;
    for text in [&mut done.output, &mut done.error] {
        *text = without_addresses(text);
    }
    Ok(done)
}

/// Replaces the addresses of objects, which differ from run to run.
fn without_addresses(text: &str) -> String {
    let mut parts = text.split("0x");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain += "0x…";
        plain += part.trim_start_matches(|digit: char| digit.is_ascii_hexdigit());
    }
    plain
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(name)
}

/// Returns the programs in a folder, by their names.
fn programs(name: &str) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder(name))? {
        let path = entry?.path();
        let name = path.file_stem().context("a program has a name")?.to_string_lossy().into_owned();
        found.insert(name, std::fs::read_to_string(&path)?);
    }
    Ok(found)
}

/// The programs that are run without shared memory: every kind of wait, large messages, deep stacks, and processes that end.
const WHERE_NO_MEMORY_IS_SHARED: [&str; 8] = [
    "asyncio_and_sleep",
    "documentation_using_pool",
    "executor_breaks",
    "fifty_megabytes",
    "imap_endless",
    "locks",
    "process_terminated",
    "recursion_error",
];

async fn programs_do_what_they_do_natively(page: Page) -> Result<()> {
    load_python(&page, 2).await?;
    compare(&page, if page.engine == Engine::Firefox { &IN_FIREFOX } else { &[] }).await
}

async fn programs_run_where_no_memory_is_shared(page: Page) -> Result<()> {
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    page.open_with("?nosw=1").await?;
    load_runner(&page, 2).await?;
    compare(&page, &WHERE_NO_MEMORY_IS_SHARED).await
}

/// Runs the chosen programs, or all of them if none is chosen.
async fn compare(page: &Page, chosen: &[&str]) -> Result<()> {
    #[derive(Deserialize)]
    struct Recorded {
        programs: BTreeMap<String, Done>,
    }
    let recorded: Recorded = serde_json::from_str(&std::fs::read_to_string(folder("expected.json"))?)?;
    let programs = programs("programs")?;
    assert!(programs.len() >= 40 && recorded.programs.keys().eq(programs.keys()), "run tests/python/record.py again");
    assert!(chosen.iter().all(|name| programs.contains_key(*name)), "a chosen program has another name");
    let mut differ = Vec::new();
    for (name, program) in programs.iter().filter(|(name, _)| chosen.is_empty() || chosen.contains(&name.as_str())) {
        let done = run_program(page, program).await.with_context(|| name.clone())?;
        if done != recorded.programs[name] {
            differ.push(format!("{name}: natively {:?}, in the page {done:?}", recorded.programs[name]));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    Ok(())
}

/// The output of the programs in `tests/python/mended`.
const MENDED: [(&str, &str); 6] = [
    ("a_process_dies", "the process that had this task ended with exit code 3\n1 [2]\n"),
    (
        "bad_initializer",
        "no process of the pool can start: 2 in a row ended with exit code 1 before a task\nno process of the pool can start: 2 in a row ended with exit code 1 before a task\n",
    ),
    ("callback_that_raises", "2 1\n"),
    ("get_after_terminate", "the pool was terminated\nthe pool was terminated\nthe pool was terminated\n"),
    ("no_guard", "no process of the pool can start: 2 in a row ended with exit code 1 before a task\n"),
    (
        "what_is_missing",
        "Thread RuntimeError can't start new thread: CPython in a browser has one thread. multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor use every core here.\n\
        ThreadPool RuntimeError can't start new thread: CPython in a browser has one thread. multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor use every core here.\n\
        ThreadPoolExecutor RuntimeError can't start new thread: CPython in a browser has one thread. multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor use every core here.\n\
        Manager NotImplementedError multiprocessing.Manager does not work in the page: its server needs threads. Pool, Process, Queue, SimpleQueue, Pipe, locks and ProcessPoolExecutor do.\n\
        Value NotImplementedError multiprocessing.Value does not work in the page: interpreters share no memory. Pool, Process, Queue, SimpleQueue, Pipe, locks and ProcessPoolExecutor do.\n\
        Array NotImplementedError multiprocessing.Array does not work in the page: interpreters share no memory. Pool, Process, Queue, SimpleQueue, Pipe, locks and ProcessPoolExecutor do.\n\
        fork ValueError cannot find context for 'fork'\n",
    ),
];

async fn what_hangs_natively_raises_an_error(page: Page) -> Result<()> {
    load_python(&page, 2).await?;
    let programs = programs("mended")?;
    assert!(programs.keys().eq(MENDED.iter().map(|(name, _)| *name)));
    // Only that a process dies is noticed by means of the browser.
    let is_run = |name: &str| page.engine == Engine::Chromium || name == "a_process_dies";
    for (name, output) in MENDED.into_iter().filter(|(name, _)| is_run(name)) {
        let done = run_program(&page, &programs[name]).await.with_context(|| name)?;
        assert_eq!((done.output.as_str(), done.code), (output, 0), "{name}: {done:?}");
    }
    Ok(())
}
