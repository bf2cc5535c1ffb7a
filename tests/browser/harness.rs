//! One test, in each of several browsers.

use crate::engine::Engine;
use crate::page::Page;
use crate::server::Server;
use anyhow::{Context, Result, anyhow};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::timeout;

/// Ends a test that hangs. Most take some seconds, on a machine that is busy with other work many times as long.
const TEST_PATIENCE: Duration = Duration::from_secs(600);

/// Makes a test for each engine out of an `async fn name(page: Page) -> Result<()>`.
macro_rules! for_engines {
    ($name:ident, [$($engine:ident),+ $(,)?]) => {
        mod $name {
            $(
                #[test]
                #[allow(non_snake_case)]
                fn $engine() {
                    $crate::harness::run(stringify!($name), $crate::engine::Engine::$engine, super::$name);
                }
            )+
        }
    };
}
pub(crate) use for_engines;

/// Starts a server and a browser, runs `test` with a page, and on failure leaves the evidence behind.
pub(crate) fn run<F: Future<Output = Result<()>>>(name: &str, engine: Engine, test: impl FnOnce(Page) -> F) {
    run_for(TEST_PATIENCE, name, engine, test);
}

/// The same for a test that may take as long as `patience`.
pub(crate) fn run_for<F: Future<Output = Result<()>>>(
    patience: Duration,
    name: &str,
    engine: Engine,
    test: impl FnOnce(Page) -> F,
) {
    // The server has a thread of its own, so that it answers while the test waits for the driver.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let outcome = runtime.expect("a runtime").block_on(run_in(patience, name, engine, test));
    if let Err(error) = outcome {
        // On one line, whatever the driver adds: logs are often read by their lines.
        panic!("{name} in {engine:?}: {}", format!("{error:#}").lines().map(str::trim).collect::<Vec<_>>().join("; "));
    }
}

async fn run_in<F: Future<Output = Result<()>>>(
    patience: Duration,
    name: &str,
    engine: Engine,
    test: impl FnOnce(Page) -> F,
) -> Result<()> {
    let server = Rc::new(Server::start(dist()?).await?);
    let page = Page::start(engine, server).await?;
    // A panic is an assertion that failed: it too must leave evidence.
    let outcome = timeout(patience, AssertUnwindSafe(test(page.clone())).catch_unwind()).await;
    let outcome = match outcome {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(anyhow!("{}", panic_message(&*panic))),
        Err(_) => Err(anyhow!("not done after {patience:?}")),
    };
    let outcome = match outcome {
        Ok(()) => Ok(()),
        Err(error) => {
            let evidence = match page.save_evidence(&format!("{name}-{engine:?}")).await {
                Ok(path) => format!("\npicture and console: {}.png, .txt", path.with_extension("").display()),
                Err(lost) => format!("\nthere is no evidence, because {lost:#}"),
            };
            Err(anyhow!("{error:#}{evidence}"))
        }
    };
    page.close();
    outcome
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message")
}

/// The folder of the built site.
pub(crate) fn dist() -> Result<PathBuf> {
    let dist = std::env::var_os("EVERY_CORE_DIST")
        .context("EVERY_CORE_DIST is not set: run `cargo xtask test --only browser`")?;
    Ok(PathBuf::from(dist))
}
