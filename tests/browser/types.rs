//! `every-core.d.ts` describes what the program gives: the TypeScript compiler checks real objects against it.

use crate::page::Page;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Returns one object of each declared form. Of objects with methods, it returns the names and types of their members.
const OBSERVE: &str = "
    const members = (object) => {
        const names = new Set([...Object.keys(object), ...Object.getOwnPropertyNames(Object.getPrototypeOf(object))]);
        // What wasm-bindgen adds to every class, and what every object has.
        for (const name of ['free', '__wbg_ptr', '__destroy_into_raw', ...Object.getOwnPropertyNames(Object.prototype)]) names.delete(name);
        return Object.fromEntries([...names].map((name) => [name, typeof object[name]]));
    };
    const small = { workers: 2, steps: 1e6, rounds: 3 };
    const pool = new everyCore.Pool(1);
    const observed = {
        run: await everyCore.run({ strategy: 'shared', workers: 2, steps: 1e6 }),
        compare: await everyCore.compare(small),
        sweep: await everyCore.sweep({ sizes: [1, 2], steps: 1e6, rounds: 3 }),
        tenfold: await everyCore.tenfold(small),
        environment: everyCore.environment(),
        settings: everyCore.page.settings(),
        reports: everyCore.page.reports(),
        everyCore: members(everyCore),
        page: members(everyCore.page),
        pool: members(pool),
        job: members(pool.apply_async('do_math', [0, 10])),
        list: members(pool.map('do_math', [[0, 10]])),
        results: members(pool.imap('do_math', [[0, 10]])),
        joined: (pool.close(), await pool.join()),
    };
    observed.entry = observed.compare.strategies.find(({ strategy }) => strategy === 'isolated');
    return observed;";

/// The declared type of each observed object. An object literal must have every member of its type, and no other.
const TYPES: [(&str, &str); 15] = [
    ("run", "RunReport"),
    ("compare", "CompareReport"),
    ("sweep", "SweepReport"),
    ("tenfold", "TenfoldReport"),
    // A pool that is no faster than the serial run never pays for its spawn.
    ("entry", "Required<Omit<StrategyReport, 'breakEvenRuns'>> & Pick<StrategyReport, 'breakEvenRuns'>"),
    ("environment", "Environment"),
    ("settings", "PageSettings"),
    ("reports", "ReturnType<PageControls['reports']>"),
    ("everyCore", "Members<Required<EveryCore>>"),
    ("page", "Members<PageControls>"),
    ("pool", "Members<Pool>"),
    ("job", "Members<AsyncResult<unknown>>"),
    ("list", "Members<ListResult<unknown>>"),
    ("results", "Members<Results<unknown>>"),
    ("joined", "Awaited<ReturnType<Pool['join']>>"),
];

/// A part of [`crate::api`]'s test in one browser.
pub(crate) async fn the_declared_types_are_those_of_the_objects(page: Page) -> Result<()> {
    page.open().await?;
    let mut observed: Value = page.call(OBSERVE, Value::Null).await?;
    let said = type_errors(&observed)?;
    assert!(said.is_empty(), "every-core.d.ts differs from the program's objects:\n{said}");

    // The same check finds a member that is not declared, and one that is missing.
    observed["run"]["surprise"] = Value::from(1);
    observed["everyCore"].as_object_mut().context("an object")?.remove("sweep");
    let said = type_errors(&observed)?;
    assert!(said.contains("surprise") && said.contains("'sweep' is missing"), "{said}");
    Ok(())
}

/// Returns what the compiler says if each observed object is declared with its type.
fn type_errors(observed: &Value) -> Result<String> {
    let declarations = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/every-core");
    let names = "AsyncResult, CompareReport, Environment, EveryCore, ListResult, PageControls, PageSettings, Pool, Results, \
                 RunReport, StrategyReport, SweepReport, TenfoldReport";
    let mut source = format!("import type {{ {names} }} from {:?};\n", declarations.display().to_string());
    source += "type Members<T> = { [Name in Exclude<keyof T, symbol>]: T[Name] extends (...args: never) => unknown ? 'function' : \
               T[Name] extends abstract new (...args: never) => unknown ? 'function' : T[Name] extends string ? 'string' : 'object' };\n";
    for (name, declared) in TYPES {
        source += &format!("export const {name}: {declared} = {};\n", observed[name]);
    }
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("observed.ts");
    std::fs::write(&file, source)?;
    let tsc = std::env::var_os("EVERY_CORE_TSC")
        .context("EVERY_CORE_TSC is not set: run `cargo xtask test --only browser`")?;
    let options = ["--noEmit", "--strict", "--target", "ES2022", "--module", "ESNext", "--moduleResolution", "bundler"];
    let output = Command::new(tsc).args(options).arg(&file).output().context("tsc does not start")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    anyhow::ensure!(
        output.status.success() == said.is_empty(),
        "tsc failed: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(said)
}
