//! `cargo xtask`: what the README says to run, and what CI runs.
//!
//! - [`flags`]: the commands and their flags
//! - [`tools`]: every pinned version, and where the tools go (`.tools`)
//! - [`setup`]: finds what is missing, says so, installs it, then resolves the compiler's paths
//! - [`toolchain`]: the compiler for threads on wasm, by rustup or by Debian packages
//! - [`rustc`]: the compiler as cargo runs it there, with warnings as errors
//! - [`site`]: builds `dist/` and serves it, with Trunk
//! - [`previews`]: the picture and the small pages for previews of links
//! - [`www`]: translates, bundles and checks the scripts of the page
//! - [`minify`]: removes comments and spaces from scripts and styles
//! - [`names`]: shortens the names between the programs and their scripts
//! - [`publish`]: adds what hosts and the service worker need: versions, hashes, headers
//! - [`sample`]: records the run that readers without scripts see, and draws it
//! - [`mod@bench`]: builds the peers and measures them beside the site
//! - [`clean_root`]: both commands of the README on a Debian that has nothing
//! - [`package`]: the program without its page, as a package for npm
//! - [`mod@test`]: runs every check, and counts them in one line

mod bench;
mod cargo_tools;
mod clean_root;
mod debian;
mod files;
mod flags;
mod method;
mod minify;
mod names;
mod npm;
mod package;
mod previews;
mod publish;
mod rustc;
mod sample;
mod setup;
mod site;
mod suite;
mod test;
mod toolchain;
mod tools;
mod www;

use anyhow::{Context, Result};
use bench::BenchOptions;
use flags::{Xtask, XtaskCmd};
use site::Profile;
use std::path::Path;
use std::process::ExitCode;
use test::TestOptions;
use xshell::Shell;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let outcome = match arguments.next() {
        Some(first) if rustc::is_compiler(&first) => rustc::run(&first, arguments),
        _ => run(Xtask::from_env_or_exit().subcommand).map(|()| ExitCode::SUCCESS),
    };
    match outcome {
        Ok(code) => code,
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
        XtaskCmd::Build(build) => site::build(&sh, !build.without_python),
        XtaskCmd::Serve(serve) => {
            let profile = if serve.release { Profile::Release } else { Profile::Development };
            site::serve(&sh, serve.port.unwrap_or(site::DEFAULT_PORT), profile)
        }
        XtaskCmd::Bundle(_) => www::bundle(&sh),
        XtaskCmd::Test(test) => {
            test::run(&sh, &TestOptions { filter: test.filter, only: test.only, all_engines: test.all_engines })
        }
        XtaskCmd::Figures(figures) => test::figures(&sh, figures.python),
        XtaskCmd::Bench(bench) => bench::run(&sh, &BenchOptions { quick: bench.quick, only: bench.only }),
        XtaskCmd::Screenshots(_) => test::screenshots(&sh),
        XtaskCmd::Sample(_) => sample::run(&sh),
        XtaskCmd::Package(_) => test::package(&sh),
        XtaskCmd::CleanRoot(clean_root) => clean_root::run(&sh, clean_root.route.as_deref()),
        XtaskCmd::Lighthouse(_) => test::lighthouse(&sh),
    }
}
