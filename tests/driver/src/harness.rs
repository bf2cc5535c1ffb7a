//! The harness that runs one test in each of several browsers.

use crate::engine::Engine;
use crate::page::Page;
use crate::server::Server;
use anyhow::{Context, Result, anyhow};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use std::io::Write;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// The timeout of a test. Most tests take some seconds, and many times as long on a busy machine.
const TEST_PATIENCE: Duration = Duration::from_secs(600);

/// Makes a test for each engine from an `async fn name(page: Page) -> Result<()>`. Those after `also` run only with
/// `cargo xtask test --all-engines`.
#[macro_export]
macro_rules! for_engines {
    ($name:ident, [$($engine:ident),* $(,)?] $(, also: [$($more:ident),+ $(,)?])?) => {
        mod $name {
            $(
                #[test]
                #[allow(non_snake_case)]
                fn $engine() {
                    $crate::harness::run(stringify!($name), $crate::engine::Engine::$engine, super::$name);
                }
            )*
            $($(
                #[test]
                #[cfg(feature = "all-engines")]
                #[allow(non_snake_case)]
                fn $more() {
                    $crate::harness::run(stringify!($name), $crate::engine::Engine::$more, super::$name);
                }
            )+)?
        }
    };
}
pub use for_engines;

/// Makes one test for each engine from several `async fn name(page: Page) -> Result<()>`. They run one after the other in one
/// browser with a fresh profile, because starting a browser takes longer than most of these functions. Each has its own origin,
/// so its storage is empty at first. The functions must not change the browser itself, such as the size of its window or a
/// setting of its devtools. The engines after `also` run only with `cargo xtask test --all-engines`.
#[macro_export]
macro_rules! in_one_browser {
    ($name:ident, [$($engine:ident),* $(,)?] $(, also: [$($more:ident),+ $(,)?])?, [$($part:ident),+ $(,)?]) => {
        mod $name {
            const PARTS: &[$crate::harness::Part] = &[$((stringify!($part), |page| Box::pin(super::$part(page)))),+];
            $(
                #[test]
                #[allow(non_snake_case)]
                fn $engine() {
                    $crate::harness::run_in_one_browser($crate::engine::Engine::$engine, PARTS);
                }
            )*
            $($(
                #[test]
                #[cfg(feature = "all-engines")]
                #[allow(non_snake_case)]
                fn $more() {
                    $crate::harness::run_in_one_browser($crate::engine::Engine::$more, PARTS);
                }
            )+)?
        }
    };
}
pub use in_one_browser;

/// A test's name and its function.
pub type Part = (&'static str, fn(Page) -> LocalBoxFuture<'static, Result<()>>);

/// Starts a server and a browser, and runs `test` with a page. If it fails, saves the evidence.
pub fn run<F: Future<Output = Result<()>>>(name: &str, engine: Engine, test: impl FnOnce(Page) -> F) {
    run_for(TEST_PATIENCE, name, engine, test);
}

/// Does the same as [`run`], with the timeout `patience`.
pub fn run_for<F: Future<Output = Result<()>>>(
    patience: Duration,
    name: &str,
    engine: Engine,
    test: impl FnOnce(Page) -> F,
) {
    finish(async {
        let page = Page::start(engine, serve().await?).await?;
        let outcome = judge(patience, name, &page, test(page.clone())).await;
        page.close();
        outcome
    });
}

/// Runs all parts, even if one fails. After a part that failed, the next gets a new browser.
pub fn run_in_one_browser(engine: Engine, parts: &[Part]) {
    finish(async {
        let mut failures = Vec::new();
        let mut open: Option<Page> = None;
        for (name, test) in parts {
            let server = serve().await?;
            let page = match open.take() {
                Some(page) => page.elsewhere(server),
                None => Page::start(engine, server).await?,
            };
            match judge(TEST_PATIENCE, name, &page, test(page.clone())).await {
                Ok(()) => open = Some(page),
                Err(failure) => {
                    failures.push(format!("{failure:#}"));
                    page.close();
                }
            }
        }
        if let Some(page) = open {
            page.close();
        }
        if failures.is_empty() { Ok(()) } else { Err(anyhow!("{}", failures.join("\n"))) }
    });
}

/// Runs a test to its end, and panics if it fails.
fn finish(test: impl Future<Output = Result<()>>) {
    // The server has its own thread, so that it answers while the test waits for the driver.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    if let Err(error) = runtime.expect("the runtime can be built").block_on(test) {
        // Line breaks in the driver's messages are removed, because programs often read logs line by line.
        panic!("{}", format!("{error:#}").lines().map(str::trim).collect::<Vec<_>>().join("; "));
    }
}

async fn serve() -> Result<Rc<Server>> {
    Ok(Rc::new(Server::start(dist()?).await?))
}

/// Awaits a test. If it fails, saves the evidence.
async fn judge(patience: Duration, name: &str, page: &Page, test: impl Future<Output = Result<()>>) -> Result<()> {
    let engine = page.engine;
    let began = Instant::now();
    // A panic is a failed assertion, which must save evidence too.
    let outcome = match timeout(patience, AssertUnwindSafe(test).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(anyhow!("{}", panic_message(&*panic))),
        Err(_) => Err(anyhow!("not finished after {patience:?}")),
    };
    // Written past the test runner, which would show it only if the test fails.
    writeln!(std::io::stderr(), "{:>6.1} s  {name} in {engine:?}", began.elapsed().as_secs_f64())?;
    let Err(error) = outcome else { return Ok(()) };
    let evidence = match page.save_evidence(&format!("{name}-{engine:?}")).await {
        Ok(path) => format!("\npicture and console: {}.png, .txt", path.with_extension("").display()),
        Err(lost) => format!("\nthe evidence could not be saved: {lost:#}"),
    };
    Err(anyhow!("{name} in {engine:?}: {error:#}{evidence}"))
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message")
}

/// Returns the folder of the built site.
pub fn dist() -> Result<PathBuf> {
    let dist = std::env::var_os("EVERY_CORE_DIST")
        .context("EVERY_CORE_DIST is not set: run `cargo xtask test --only browser`")?;
    Ok(PathBuf::from(dist))
}
