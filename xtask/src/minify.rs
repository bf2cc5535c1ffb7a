//! Removes comments and spaces from scripts and styles, with esbuild.

use crate::www;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use xshell::{Shell, cmd};

/// The scripts whose local names are shortened too: those that wasm-bindgen generates, by their prefix, and the larger ones of
/// ours in the first load. In the others names stay, for stack traces and for readers who look at the page with the
/// browser's tools.
const SHORTENED: [&str; 7] = ["every-core-", "boot.js", "open.js", "pool.js", "pool-worker", "theme.js", "worker.js"];

/// Minifies every script and style sheet under `folder`, in place.
pub(crate) fn minify(sh: &Shell, folder: &Path) -> Result<()> {
    let (shortened, ours): (Vec<PathBuf>, Vec<PathBuf>) = files(sh, folder)?.into_iter().partition(|path| {
        path.extension().is_some_and(|extension| extension == "js")
            && path
                .file_name()
                .is_some_and(|name| SHORTENED.iter().any(|start| name.to_string_lossy().starts_with(start)))
    });
    run(sh, folder, &shortened, &["--minify"])?;
    minify_ours(sh, folder, &ours)
}

/// Minifies files that people wrote; they lie under `folder`.
pub(crate) fn minify_ours(sh: &Shell, folder: &Path, files: &[PathBuf]) -> Result<()> {
    run(sh, folder, files, &["--minify-whitespace"])
}

fn run(sh: &Shell, folder: &Path, files: &[PathBuf], how: &[&str]) -> Result<()> {
    let esbuild = www::esbuild(sh);
    // `esnext` translates nothing for older browsers.
    cmd!(sh, "{esbuild} {files...} {how...} --target=esnext --charset=utf8 --log-level=error --allow-overwrite --outbase={folder} --outdir={folder}")
        .quiet()
        .run()
        .with_context(|| format!("esbuild could not minify the scripts in {}", folder.display()))
}

fn files(sh: &Shell, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in sh.read_dir(folder)? {
        if path.is_dir() {
            // Hidden folders are Trunk's own.
            if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                found.extend(files(sh, &path)?);
            }
        } else if path.extension().is_some_and(|extension| extension == "js" || extension == "css") {
            found.push(path);
        }
    }
    Ok(found)
}
