//! The site in `dist/`: built and served by Trunk, as `Trunk.toml` says.

use crate::publish;
use crate::setup::{self, Needs};
use crate::toolchain::Toolchain;
use anyhow::{Context, Result};
use std::net::TcpListener;
use xshell::{Cmd, Shell, cmd};

pub(crate) const DEFAULT_PORT: u16 = 8080;

/// `cargo xtask build`
pub(crate) fn build(sh: &Shell) -> Result<()> {
    let toolchain = setup::ensure(sh, Needs::Site)?;
    build_with(sh, &toolchain)?;
    eprintln!("xtask: the site is in dist/");
    Ok(())
}

/// Builds with tools that are known to be there.
pub(crate) fn build_with(sh: &Shell, toolchain: &Toolchain) -> Result<()> {
    fetch(sh, toolchain)?;
    trunk(sh, toolchain, cmd!(sh, "trunk build {OFFLINE...}"))?
        .run()
        .context("Trunk could not build the site; what it said stands above")?;
    publish::publish(sh, &sh.current_dir()).context("cannot make the site ready for hosts")
}

/// `cargo xtask serve`: what Trunk makes, without a version, a policy or a service worker, so that a reload is never stale.
pub(crate) fn serve(sh: &Shell, port: u16) -> Result<()> {
    // Trunk looks at the port only after building.
    drop(
        TcpListener::bind(("127.0.0.1", port))
            .with_context(|| format!("port {port} is taken: choose another with --port"))?,
    );
    let toolchain = setup::ensure(sh, Needs::Site)?;
    fetch(sh, &toolchain)?;
    let port = port.to_string();
    eprintln!("xtask: building, then serving on http://127.0.0.1:{port} (Ctrl-C stops)");
    // Without Trunk's reloading script the page served is the page in dist/, and no reload falls into a measurement.
    trunk(sh, &toolchain, cmd!(sh, "trunk serve {OFFLINE...} --no-autoreload --disable-address-lookup --port {port}"))?
        .run()
        .context("Trunk stopped; what it said stands above")
}

/// Prepares a command of Trunk. Its hook in `Trunk.toml` runs this program again, to translate the scripts.
fn trunk<'a>(sh: &Shell, toolchain: &Toolchain, command: Cmd<'a>) -> Result<Cmd<'a>> {
    Ok(toolchain.apply(sh, command)?.env("EVERY_CORE_XTASK", std::env::current_exe()?).quiet())
}

/// Offline, Trunk takes wasm-bindgen and wasm-opt from PATH, where ours come first, and downloads nothing.
const OFFLINE: [&str; 2] = ["--offline", "--skip-version-check"];

/// Downloads the crates, those of the standard library included: Trunk's `--offline` holds for cargo too.
fn fetch(sh: &Shell, toolchain: &Toolchain) -> Result<()> {
    toolchain
        .apply(sh, cmd!(sh, "cargo fetch --quiet --target wasm32-unknown-unknown"))?
        .quiet()
        .run()
        .context("cannot download the crates that Cargo.lock names")
}
