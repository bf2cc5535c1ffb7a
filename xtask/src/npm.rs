//! Installs packages from npm, each at one version, into folders of `.tools`.

use crate::tools::{NpmPackage, tools_dir};
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use xshell::{Shell, cmd};

/// Returns the folder of a package's own files once it is installed.
pub(crate) fn home(sh: &Shell, package: &NpmPackage) -> PathBuf {
    tools_dir(sh).join(package.folder).join("node_modules").join(package.name)
}

/// Whether `.tools` has this package at this version.
pub(crate) fn is_installed(sh: &Shell, package: &NpmPackage) -> bool {
    let manifest = sh.read_file(home(sh, package).join("package.json")).unwrap_or_default();
    manifest.contains(&format!("\"version\": \"{}\"", package.version))
}

/// The oldest major version of Node that our packages run on.
const MIN_NODE: u32 = 18;

/// Makes sure that Node and npm are there, and new enough.
pub(crate) fn check(sh: &Shell) -> Result<()> {
    let remedy = format!("install Node {MIN_NODE} or newer, with npm (on Debian: apt-get install nodejs npm)");
    let node = cmd!(sh, "node --version").quiet().ignore_stderr().read();
    let node = node.with_context(|| format!("node is not on PATH: {remedy}"))?;
    let major: Option<u32> = node.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    ensure!(major >= Some(MIN_NODE), "node is {node}: {remedy}");
    cmd!(sh, "npm --version")
        .quiet()
        .ignore_stderr()
        .read()
        .with_context(|| format!("npm is not on PATH: {remedy}"))?;
    Ok(())
}

/// Installs a package.
pub(crate) fn install(sh: &Shell, package: &NpmPackage) -> Result<()> {
    let prefix = tools_dir(sh).join(package.folder);
    sh.create_dir(&prefix)?;
    let NpmPackage { name, version, .. } = package;
    cmd!(sh, "npm install --silent --no-audit --no-fund --no-package-lock --prefix {prefix} {name}@{version}")
        .quiet()
        .run()
        .with_context(|| format!("npm could not install {name} {version}"))
}
