//! Reading and writing text files, with errors that name the file.

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
