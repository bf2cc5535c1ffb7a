//! `cargo xtask test`: every check the project has, in the order in which they are cheap.

use crate::setup::{self, Needs};
use crate::suite::Tally;
use crate::toolchain::Toolchain;
use crate::{npm, package, site, tools, www};
use anyhow::{Result, anyhow, bail};
use std::path::Path;
use std::str::FromStr;
use std::time::Instant;
use xshell::{Cmd, Shell, cmd};

/// What `--filter`, `--only` and `--all-engines` chose.
pub(crate) struct TestOptions {
    pub filter: Option<String>,
    pub only: Option<Only>,
    pub all_engines: bool,
}

/// One of the suites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Only {
    Native,
    Wasm,
    Browser,
}

impl FromStr for Only {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "native" => Ok(Self::Native),
            "wasm" => Ok(Self::Wasm),
            "browser" => Ok(Self::Browser),
            _ => Err(format!("--only is {text:?}: it can be native, wasm or browser")),
        }
    }
}

/// Runs the checks, prints `N passed, N failed` as the last line, and fails if any did.
pub(crate) fn run(sh: &Shell, options: &TestOptions) -> Result<()> {
    let wants = |suite| options.only.is_none_or(|only| only == suite);
    let started = Instant::now();
    let mut tally = Tally::default();
    let filter: Vec<&str> = options.filter.iter().map(String::as_str).collect();

    if options.only == Some(Only::Native) {
        native(sh, &mut tally, &filter);
    } else {
        let toolchain = setup::ensure(sh, Needs::SiteAndBrowsers)?;
        let root = sh.current_dir();
        // Linking the site keeps one core busy, and in another folder: native code is compiled and tested meanwhile.
        let is_built = std::thread::scope(|scope| -> Result<bool> {
            let beside = scope.spawn(|| beside_the_build(&root, &filter, wants(Only::Native), options.all_engines));
            let is_built = wasm(sh, &mut tally, &toolchain, wants(Only::Wasm) && filter.is_empty());
            tally += beside.join().map_err(|_| anyhow!("the thread of the native tests panicked"))??;
            is_built
        })?;
        if wants(Only::Wasm) && is_built {
            // Not captured, so that the weight of a first visit is printed.
            tally.tests("the built site", site_tests(sh, &["--test", "site"], &filter)?.arg("--nocapture"));
        }
        if wants(Only::Browser) && is_built {
            browser(sh, &mut tally, &filter, options.all_engines)?;
        }
    }

    eprintln!("xtask: took {} s", started.elapsed().as_secs());
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed > 0 {
        // The count is the last line, so nothing is said after it.
        std::process::exit(1);
    }
    Ok(())
}

/// `cargo xtask screenshots`
pub(crate) fn screenshots(sh: &Shell) -> Result<()> {
    on_request(sh, "screenshots", Needs::SiteAndBrowsers)
}

/// `cargo xtask figures`
pub(crate) fn figures(sh: &Shell, only_python: bool) -> Result<()> {
    on_request(sh, if only_python { "python_figures" } else { "figures" }, Needs::SiteAndBrowsers)
}

/// `cargo xtask sample`
pub(crate) fn sample(sh: &Shell) -> Result<()> {
    on_request(sh, "sample_run", Needs::SiteAndBrowsers)
}

/// `cargo xtask lighthouse`
pub(crate) fn lighthouse(sh: &Shell) -> Result<()> {
    on_request(sh, "lighthouse", Needs::SiteAndLighthouse)
}

/// `cargo xtask package`
pub(crate) fn package(sh: &Shell) -> Result<()> {
    let toolchain = setup::ensure(sh, Needs::SiteAndBrowsers)?;
    site::build_with(sh, &toolchain, true)?;
    let packed = package::pack(sh)?;
    let built = package::build_with_vite(sh, &packed)?;
    run_ignored(sh, "the_package_works_in_vite", &[("EVERY_CORE_VITE", &built)])?;
    eprintln!("xtask: {} works in a fresh Vite project", packed.display());
    Ok(())
}

/// Builds the site and runs the browser tests of that name, which no other command runs.
fn on_request(sh: &Shell, name: &str, needs: Needs) -> Result<()> {
    let toolchain = setup::ensure(sh, needs)?;
    site::build_with(sh, &toolchain, true)?;
    run_ignored(sh, name, &[])
}

/// Runs the browser tests of that name, although they are marked as ignored, with these variables.
fn run_ignored(sh: &Shell, name: &str, variables: &[(&str, &Path)]) -> Result<()> {
    let mut tally = Tally::default();
    // Optimised, because native code is one of the things measured.
    let command = site_tests(sh, &["--release", "--test", "browser"], &[name])?;
    let command = command.args(["--ignored", "--nocapture", "--test-threads=1"]).envs(variables.iter().copied());
    tally.tests(name, command);
    if tally.failed > 0 || tally.passed == 0 {
        bail!("{name}: something failed; what it said stands above");
    }
    Ok(())
}

/// Lints the code for wasm and checks the scripts' types, if wanted, and builds the site. Returns whether there is a site.
fn wasm(sh: &Shell, tally: &mut Tally, toolchain: &Toolchain, lints: bool) -> Result<bool> {
    if lints {
        wasm_clippy(sh, tally, toolchain)?;
        eprintln!("xtask: types of the scripts");
        www::check(sh, tally);
    }
    eprintln!("xtask: building the site");
    let built = site::build_with(sh, toolchain, true);
    let is_built = built.is_ok();
    tally.outcome("building the site", built);
    Ok(is_built)
}

/// Checks native code, if wanted, and compiles the tests of the site. A shell is for one thread only, so this has its own.
fn beside_the_build(root: &Path, filter: &[&str], is_native_wanted: bool, all_engines: bool) -> Result<Tally> {
    let sh = Shell::new()?;
    sh.change_dir(root);
    let mut tally = Tally::default();
    if is_native_wanted {
        native(&sh, &mut tally, filter);
    }
    let cargo = cargo();
    // What does not compile fails where the tests are run.
    let _said_later = cmd!(sh, "{cargo} test --quiet --no-run --test site").quiet().run();
    let features = features(all_engines);
    let _said_later = cmd!(sh, "{cargo} test --quiet --no-run --test browser {features...}").quiet().run();
    Ok(tally)
}

fn native(sh: &Shell, tally: &mut Tally, filter: &[&str]) {
    let cargo = cargo();
    if filter.is_empty() {
        eprintln!("xtask: formatting, lints and documentation");
        tally.check("formatting (mend it with `cargo fmt --all`)", cmd!(sh, "{cargo} fmt --all --check"));
        let clippy = cmd!(sh, "{cargo} clippy --quiet --workspace --all-targets -- --deny warnings");
        tally.check("clippy", clippy);
        // Those of the built site are no part of "all": a plain `cargo test` has no site.
        let clippy = cmd!(
            sh,
            "{cargo} clippy --quiet --all-features --test browser --test site --bench side_by_side -- --deny warnings"
        );
        tally.check("clippy for the tests of the site", clippy);
        let doc = cmd!(sh, "{cargo} doc --quiet --workspace --no-deps --document-private-items");
        tally.check(
            "documentation",
            doc.env("RUSTDOCFLAGS", "--deny warnings --allow rustdoc::private-intra-doc-links"),
        );
    }
    tally.tests("native tests", cmd!(sh, "{cargo} test --quiet --workspace --no-fail-fast -- {filter...}"));
}

/// Tests of which loss is the largest, which depends on what else the machine does; those that take all of its memory; and those that
/// WebKitGTK on a busy machine does not always survive. Nothing runs beside them. Tests that promise milliseconds are not here: they
/// allow for the time that the machine makes them wait (`is_in_time`).
const ALONE: [&str; 4] = [
    "losses::",
    "hosts::in_webkit",
    "code_that_exhausts_memory_is_stopped",
    "the_largest_pool_works_or_reports_an_error",
];

/// The page in real browsers, one more at a time than there are processors, so that all of them are busy while a test waits. With
/// more, the tests slow each other down, and a warm-up on a busy machine takes longer in processor time, too.
fn browser(sh: &Shell, tally: &mut Tally, filter: &[&str], all_engines: bool) -> Result<()> {
    let name = "the page in real browsers";
    let target: Vec<_> = ["--test", "browser"].iter().chain(features(all_engines)).copied().collect();
    if !filter.is_empty() {
        tally.tests(name, site_tests(sh, &target, filter)?.arg("--test-threads=1"));
        return Ok(());
    }
    let at_once = 1 + std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(7);
    let skipped = ALONE.iter().flat_map(|name| ["--skip", name]);
    let together = site_tests(sh, &target, &[])?.args(skipped).arg(format!("--test-threads={at_once}"));
    tally.tests(name, together);
    tally.tests("those that want the machine for themselves", site_tests(sh, &target, &ALONE)?.arg("--test-threads=1"));
    Ok(())
}

/// Returns the flags with which cargo compiles the tests that repeat others in another engine.
fn features(all_engines: bool) -> &'static [&'static str] {
    if all_engines { &["--features=all-engines"] } else { &[] }
}

/// Lints the code that only exists for wasm.
fn wasm_clippy(sh: &Shell, tally: &mut Tally, toolchain: &Toolchain) -> Result<()> {
    eprintln!("xtask: lints for wasm");
    let cargo_clippy = toolchain.cargo_clippy();
    let packages = ["every-core", "every-core-programs"].map(|name| format!("--package={name}"));
    let clippy = cmd!(
        sh,
        "{cargo_clippy} clippy --quiet --release {packages...} --target wasm32-unknown-unknown -- --deny warnings"
    );
    tally.check("clippy for wasm", toolchain.apply(sh, clippy)?);
    Ok(())
}

/// Tests of the site in `dist/`; they are no part of a plain `cargo test`, which has no site.
fn site_tests<'a>(sh: &'a Shell, target: &[&str], filter: &[&str]) -> Result<Cmd<'a>> {
    let cargo = cargo();
    Ok(cmd!(sh, "{cargo} test {target...} -- {filter...}")
        // A failed assertion says enough; where the harness caught it does not matter.
        .env("RUST_BACKTRACE", "0")
        .env("EVERY_CORE_DIST", sh.current_dir().join("dist"))
        .env("EVERY_CORE_TSC", www::tsc(sh))
        .env("EVERY_CORE_AXE", npm::home(sh, &tools::AXE).join("axe.min.js"))
        .env("EVERY_CORE_LIGHTHOUSE", npm::home(sh, &tools::LIGHTHOUSE).join("cli/index.js"))
        .env("PATH", tools::path(sh, &[])?))
}

/// The cargo that runs us.
fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
