//! `cargo xtask package`: packs the program without its page for npm, and tries the package in a fresh Vite project.

use crate::files::{copy, files, read, write};
use anyhow::{Context, Result, ensure};
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// The version of Vite that the package is tried with.
const VITE: &str = "vite@8.3.8";
/// The sources of the package's own files.
const SOURCES: &str = "www/package";
/// The project that uses the package.
const PROJECT: &str = "tests/vite";
/// What the page needs and the API does not.
const PAGE_ONLY: [&str; 8] = ["boot.js", "theme.js", "common/", "exercises/", "figures/", "link/", "python/", "share/"];

/// Makes the package of the site in `dist/`, and returns the path of the file that `npm install` accepts.
pub(crate) fn pack(sh: &Shell) -> Result<PathBuf> {
    let root = sh.current_dir();
    let (dist, package) = (root.join("dist"), root.join("target/package"));
    sh.remove_path(&package)?;
    for path in sh.read_dir(SOURCES)? {
        let name = path.file_name().context("a file without a name")?;
        write(&package.join(name), &read(&path)?.replace("@VERSION@", env!("CARGO_PKG_VERSION")))?;
    }
    for name in ["LICENSE-MIT", "LICENSE-APACHE", "www/every-core.d.ts", "docs/POOL.md", "docs/TEACHING.md"] {
        sh.copy_file(name, &package)?;
    }
    sh.copy_file("docs/EMBEDDING.md", package.join("README.md"))?;
    let site = package.join("site");
    copy(&dist.join("every-core.mjs"), &site.join("every-core.mjs"))?;
    let versions = sh.read_dir(dist.join("v"))?;
    let [version] = versions.as_slice() else {
        anyhow::bail!("dist/v has {} versions: run `cargo xtask build`", versions.len())
    };
    let into = site.join("v").join(version.file_name().context("a folder without a name")?);
    let mut copied = 0;
    for path in files(version, version)? {
        let is_program = [".js", ".wasm"].iter().any(|extension| path.ends_with(extension));
        if is_program && !PAGE_ONLY.iter().any(|part| path.starts_with(part)) {
            copy(&version.join(&path), &into.join(path))?;
            copied += 1;
        }
    }
    ensure!(copied > 3, "dist/ has only {copied} files of the program: run `cargo xtask build`");
    let _in_package = sh.push_dir(&package);
    let name = cmd!(sh, "npm pack --silent --pack-destination ..").quiet().read().context("npm could not pack it")?;
    Ok(root.join("target").join(name.trim()))
}

/// Installs the package in a fresh copy of the Vite project, and returns the folder of the page that Vite built.
pub(crate) fn build_with_vite(sh: &Shell, packed: &Path) -> Result<PathBuf> {
    let (source, project) = (sh.current_dir().join(PROJECT), sh.current_dir().join("target/vite"));
    sh.remove_path(&project)?;
    for path in files(&source, &source)? {
        copy(&source.join(&path), &project.join(path))?;
    }
    let _in_project = sh.push_dir(&project);
    cmd!(sh, "npm install --silent --no-audit --no-fund {VITE} {packed}")
        .quiet()
        .run()
        .context("npm could not install Vite and the package")?;
    cmd!(sh, "npm run --silent build").quiet().run().context("Vite could not build the project")?;
    Ok(project.join("dist"))
}
