//! Packages from npm, each at one version, into folders of `.tools`.

use crate::tools::{NpmPackage, tools_dir};
use anyhow::{Context, Result};
use std::path::PathBuf;
use xshell::{Shell, cmd};

/// Where a package's own files lie once it is installed.
pub(crate) fn home(sh: &Shell, package: &NpmPackage) -> PathBuf {
    tools_dir(sh).join(package.folder).join("node_modules").join(package.name)
}

/// Whether `.tools` has this package at this version.
pub(crate) fn is_installed(sh: &Shell, package: &NpmPackage) -> bool {
    let manifest = sh.read_file(home(sh, package).join("package.json")).unwrap_or_default();
    manifest.contains(&format!("\"version\": \"{}\"", package.version))
}

/// Installs a package.
pub(crate) fn install(sh: &Shell, package: &NpmPackage) -> Result<()> {
    let prefix = tools_dir(sh).join(package.folder);
    sh.create_dir(&prefix)?;
    let NpmPackage { name, version, .. } = package;
    cmd!(sh, "npm install --silent --no-audit --no-fund --no-package-lock --prefix {prefix} {name}@{version}")
        .quiet()
        .run()
        .with_context(|| format!("npm could not install {name}: is Node 18 or newer installed, with npm?"))
}
