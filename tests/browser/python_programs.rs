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
use std::time::Duration;

in_one_browser!(
    python_programs,
    [Chromium, Firefox],
    [programs_do_what_they_do_natively_or_raise_an_error, programs_run_where_no_memory_is_shared]
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

impl Done {
    fn without_addresses(self) -> Self {
        Self { output: without_addresses(&self.output), error: without_addresses(&self.error), code: self.code }
    }
}

/// The timeout for all programs together. Each has a timeout of its own.
const PATIENCE: Duration = Duration::from_secs(500);

/// Defines `window.runPython(program)`, which runs programs one after the other in one frame, as the section does, and
/// `window.runPythons({ name: program })`, which does so in two frames at the same time, because programs wait a lot.
const RUNNER: &str = "
    const python = new URL('../python/', document.querySelector('script[src*=\"exercises/open.js\"]').src);
    const [{ fetchFiles }, { Sandbox }] = await Promise.all([import(`${python}files.js`), import(`${python}sandbox.js`)]);
    const files = await fetchFiles(() => {}, new AbortController().signal);
    const frame = () => {
        let listener = {};
        const call = (name) => (...given) => listener[name]?.(...given);
        const sandbox = new Sandbox(files, args, { began: call('began'), wrote: call('wrote'), measured: call('measured'), ended: call('ended'), failed: call('failed') });
        return (program) => new Promise((resolve, reject) => {
            const said = { 1: '', 2: '' };
            listener = {
                wrote: (pieces) => { window.onPython?.(); for (const [, stream, text] of pieces) said[stream] += text; },
                ended: (code) => {
                    sandbox.prepare();
                    resolve({ output: said[1], error: said[2].trim().split('\\n').at(-1), code });
                },
                failed: (why) => reject(new Error(why)),
            };
            sandbox.run('program.py', program);
        });
    };
    window.runPython = frame();
    window.runPythons = async (programs) => {
        const left = Object.entries(programs);
        const done = {};
        const work = async (run) => {
            for (let next; (next = left.shift()); ) {
                const [name, program] = next;
                const hangs = new Promise((_, reject) => setTimeout(() => reject(new Error(`${name} hangs`)), 60_000));
                done[name] = await Promise.race([run(program).catch((error) => { throw new Error(`${name}: ${error.message}`); }), hangs]);
            }
        };
        await Promise.all([work(window.runPython), work(frame())]);
        return done;
    };";

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
    let done: Done = page.call("return await runPython(args)", json!(program)).await?;
    Ok(done.without_addresses())
}

/// Runs programs, two at a time, and returns what each did.
async fn run_programs(page: &Page, programs: &BTreeMap<String, String>) -> Result<BTreeMap<String, Done>> {
    page.allow_scripts(PATIENCE).await?;
    let done: BTreeMap<String, Done> = page.call("return await runPythons(args)", json!(programs)).await?;
    Ok(done.into_iter().map(|(name, done)| (name, done.without_addresses())).collect())
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

async fn programs_do_what_they_do_natively_or_raise_an_error(page: Page) -> Result<()> {
    load_python(&page, 2).await?;
    let mut expected = recorded()?;
    let mut programs = programs("programs")?;
    let chosen = |name: &str| page.engine == Engine::Chromium || IN_FIREFOX.contains(&name);
    assert!(IN_FIREFOX.iter().all(|name| programs.contains_key(*name)), "a chosen program has another name");
    programs.retain(|name, _| chosen(name));
    let mended = self::programs("mended")?;
    assert!(mended.keys().eq(MENDED.iter().map(|(name, ..)| *name)));
    for (name, output, error) in MENDED {
        // Only that a process dies is noticed by means of the browser.
        if page.engine == Engine::Chromium || name == "a_process_dies" {
            programs.insert(name.to_owned(), mended[name].clone());
            expected.insert(name.to_owned(), Done { output: output.to_owned(), error: error.to_owned(), code: 0 });
        }
    }
    compare(&page, &programs, &expected).await
}

async fn programs_run_where_no_memory_is_shared(page: Page) -> Result<()> {
    page.server.behave(Behaviour { isolated: false, ..Behaviour::default() });
    page.open_with("?nosw=1").await?;
    load_runner(&page, 2).await?;
    let mut programs = programs("programs")?;
    programs.retain(|name, _| WHERE_NO_MEMORY_IS_SHARED.contains(&name.as_str()));
    assert_eq!(programs.len(), WHERE_NO_MEMORY_IS_SHARED.len(), "a chosen program has another name");
    compare(&page, &programs, &recorded()?).await
}

/// Returns what the programs do natively.
fn recorded() -> Result<BTreeMap<String, Done>> {
    #[derive(Deserialize)]
    struct Recorded {
        programs: BTreeMap<String, Done>,
    }
    let recorded: Recorded = serde_json::from_str(&std::fs::read_to_string(folder("expected.json"))?)?;
    let programs = programs("programs")?;
    assert!(programs.len() >= 40 && recorded.programs.keys().eq(programs.keys()), "run tests/python/record.py again");
    Ok(recorded.programs)
}

/// Runs programs and compares what they do.
async fn compare(page: &Page, programs: &BTreeMap<String, String>, expected: &BTreeMap<String, Done>) -> Result<()> {
    let done = run_programs(page, programs).await?;
    assert!(done.keys().eq(programs.keys()));
    let differ: Vec<_> = done
        .iter()
        .filter(|(name, done)| expected[*name] != **done)
        .map(|(name, done)| format!("{name}: expected {:?}, in the page {done:?}", expected[name]))
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    Ok(())
}

/// What the programs in `tests/python/mended` write to their output, and the last line that they write as an error.
const MENDED: [(&str, &str, &str); 6] = [
    ("a_process_dies", "the process that had this task ended with exit code 3\n1 [2]\n", ""),
    (
        "bad_initializer",
        "no process of the pool can start: 2 in a row ended with exit code 1 before a task\nno process of the pool can start: 2 in a row ended with exit code 1 before a task\n",
        "LookupError: no settings",
    ),
    ("callback_that_raises", "2 1\n", "ValueError: in the callback"),
    ("get_after_terminate", "the pool was terminated\nthe pool was terminated\nthe pool was terminated\n", ""),
    (
        "no_guard",
        "no process of the pool can start: 2 in a row ended with exit code 1 before a task\n",
        "        section in https://docs.python.org/3/library/multiprocessing.html",
    ),
    (
        "what_is_missing",
        "Thread RuntimeError can't start new thread: CPython in a browser has one thread. multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor use every core here.\n\
        ThreadPool RuntimeError can't start new thread: CPython in a browser has one thread. multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor use every core here.\n\
        ThreadPoolExecutor RuntimeError can't start new thread: CPython in a browser has one thread. multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor use every core here.\n\
        Manager NotImplementedError multiprocessing.Manager does not work in the page: its server needs threads. Pool, Process, Queue, SimpleQueue, Pipe, locks and ProcessPoolExecutor do.\n\
        Value NotImplementedError multiprocessing.Value does not work in the page: interpreters share no memory. Pool, Process, Queue, SimpleQueue, Pipe, locks and ProcessPoolExecutor do.\n\
        Array NotImplementedError multiprocessing.Array does not work in the page: interpreters share no memory. Pool, Process, Queue, SimpleQueue, Pipe, locks and ProcessPoolExecutor do.\n\
        Barrier NotImplementedError multiprocessing.Barrier does not work in the page: its counter needs shared memory. Pool, Process, Queue, SimpleQueue, Pipe, locks and ProcessPoolExecutor do.\n\
        fork ValueError cannot find context for 'fork'\n",
        "",
    ),
];
