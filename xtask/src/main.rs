//! `cargo xtask`: what the README says to run, and what CI runs.
//!
//! - [`flags`]: the commands and their flags
//! - [`tools`]: every pinned version, and where the tools go (`.tools`)
//! - [`setup`]: finds what is missing, says so, installs it
//! - [`toolchain`]: the compiler for threads on wasm, by rustup or by Debian packages
//! - [`site`]: builds `dist/` and serves it, with Trunk
//! - [`exercises`]: a page for each, for previews of links
//! - [`editor`]: bundles the editor of the exercises
//! - [`minify`]: takes comments and spaces out of scripts and styles
//! - [`publish`]: what hosts and the service worker need: versions, hashes, headers
//! - [`sample`]: records the run that readers without scripts see, and draws it
//! - [`bench`]: builds the peers and measures them beside the site
//! - [`test`]: every check, and the one line that counts them

mod bench;
mod cargo_tools;
mod debian;
mod editor;
mod exercises;
mod files;
mod flags;
mod minify;
mod npm;
mod publish;
mod sample;
mod setup;
mod site;
mod suite;
mod test;
mod toolchain;
mod tools;

use anyhow::{Context, Result};
use bench::BenchOptions;
use flags::{Xtask, XtaskCmd};
use std::path::Path;
use std::process::ExitCode;
use test::TestOptions;
use xshell::Shell;

fn main() -> ExitCode {
    let flags = Xtask::from_env_or_exit();
    match run(flags.subcommand) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: XtaskCmd) -> Result<()> {
    let sh = Shell::new()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in the repository's root")?;
    sh.change_dir(root);
    match command {
        XtaskCmd::Build(_) => site::build(&sh),
        XtaskCmd::Serve(serve) => site::serve(&sh, serve.port.unwrap_or(site::DEFAULT_PORT)),
        XtaskCmd::Test(test) => test::run(&sh, &TestOptions { filter: test.filter, only: test.only }),
        XtaskCmd::Figures(_) => test::figures(&sh),
        XtaskCmd::Bench(bench) => bench::run(&sh, &BenchOptions { quick: bench.quick, only: bench.only }),
        XtaskCmd::Screenshots(_) => test::screenshots(&sh),
        XtaskCmd::Sample(_) => sample::run(&sh),
        XtaskCmd::Lighthouse(_) => test::lighthouse(&sh),
    }
}
