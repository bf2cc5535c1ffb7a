//! Reading, writing and copying files, with errors that name the file.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Writes a file, and makes the folders that it lies in.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    create_folder_of(path)?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Makes the folders that a file is to lie in.
pub(crate) fn create_folder_of(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all).with_context(|| format!("no folder for {}", path.display()))
}

/// Returns the paths of all files under `folder`, sorted, relative to `root` and with `/`. Leaves out hidden files, which are
/// Trunk's.
pub(crate) fn files(root: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            paths.extend(files(root, &path)?);
        } else if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            paths.push(path.strip_prefix(root)?.to_string_lossy().replace('\\', "/"));
        }
    }
    paths.sort();
    Ok(paths)
}

/// Copies a file, and makes the folders that the copy lies in.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    create_folder_of(to)?;
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}
