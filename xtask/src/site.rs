//! The site in `dist/`: built and served by Trunk, as `Trunk.toml` says.

use crate::publish;
use crate::setup::{self, Needs};
use crate::toolchain::Toolchain;
use anyhow::{Context, Result};
use std::net::TcpListener;
use xshell::{Cmd, Shell, cmd};

pub(crate) const DEFAULT_PORT: u16 = 8080;

/// `cargo xtask build`
pub(crate) fn build(sh: &Shell, with_python: bool) -> Result<()> {
    let toolchain = setup::ensure(sh, Needs::Site)?;
    build_with(sh, &toolchain, with_python)?;
    eprintln!("xtask: the site is in dist/");
    Ok(())
}

/// Builds with tools that are known to be there.
pub(crate) fn build_with(sh: &Shell, toolchain: &Toolchain, with_python: bool) -> Result<()> {
    fetch(sh, toolchain)?;
    trunk(sh, toolchain, cmd!(sh, "trunk build"))?
        .run()
        .context("Trunk could not build the site; what it said stands above")?;
    publish::publish(sh, &sh.current_dir(), with_python).context("cannot make the site ready for hosts")
}

/// `cargo xtask serve`: what Trunk makes, without a version, a policy or a service worker, so that a reload is never stale.
pub(crate) fn serve(sh: &Shell, port: u16, profile: Profile) -> Result<()> {
    // Trunk looks at the port only after building.
    drop(
        TcpListener::bind(("127.0.0.1", port))
            .with_context(|| format!("port {port} is taken: choose another with --port"))?,
    );
    let toolchain = setup::ensure(sh, Needs::Site)?;
    fetch(sh, &toolchain)?;
    let port = port.to_string();
    eprintln!("xtask: building, then serving on http://127.0.0.1:{port} (Ctrl-C stops)");
    // Without Trunk's reloading script the page is the one that is built, and no reload falls into a measurement.
    let serve = cmd!(sh, "trunk serve --no-autoreload --disable-address-lookup --port {port}");
    profile.apply(trunk(sh, &toolchain, serve)?).run().context("Trunk stopped; what it said stands above")
}

/// How the programs are compiled, and so where the page that loads them is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// What is published: small, and a minute to build.
    Release,
    /// Quick to build, with what is timed as fast as ever. The page says which it is, and is made in a folder that nobody
    /// publishes.
    Development,
}

impl Profile {
    fn apply(self, trunk: Cmd<'_>) -> Cmd<'_> {
        match self {
            Self::Release => trunk,
            // Trunk leaves out wasm-opt where `release` is false; `src/pool/environment.rs` reads the variable.
            Self::Development => trunk
                .args(["--release=false", "--cargo-profile=development", "--dist=target/development"])
                .env("EVERY_CORE_DEVELOPMENT_BUILD", "1"),
        }
    }
}

/// Gives Trunk its environment. Offline, it takes wasm-bindgen and wasm-opt from PATH, where ours come first, and downloads
/// nothing.
fn trunk<'a>(sh: &Shell, toolchain: &Toolchain, command: Cmd<'a>) -> Result<Cmd<'a>> {
    let xtask = std::env::current_exe().context("cannot find the file of this program")?;
    let command = command.args(["--offline", "--skip-version-check"]).env("EVERY_CORE_XTASK", xtask).quiet();
    toolchain.apply(sh, command)
}

/// Downloads the crates, those of the standard library included: Trunk's `--offline` holds for cargo too.
fn fetch(sh: &Shell, toolchain: &Toolchain) -> Result<()> {
    toolchain
        .apply(sh, cmd!(sh, "cargo fetch --quiet --target wasm32-unknown-unknown"))?
        .quiet()
        .run()
        .context("cannot download the crates that Cargo.lock names")
}
