//! The site as a host sends it: every file compressed beforehand, at the quality that does not change while it is asked for.

use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// The compressed files, by their path on the server.
#[derive(Debug)]
pub(crate) struct Hosted(BTreeMap<String, Vec<u8>>);

impl Hosted {
    /// Compresses the site in `dist`. It takes some seconds.
    pub(crate) fn new(dist: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        compress_folder(dist, "/", &mut files)?;
        if let Some(page) = files.get("/index.html").cloned() {
            files.insert("/".to_owned(), page);
        }
        Ok(Self(files))
    }

    /// The compressed file at `path`.
    pub(crate) fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }
}

fn compress_folder(folder: &Path, path: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            compress_folder(&entry.path(), &format!("{path}{name}/"), files)?;
        } else {
            let mut compressed = Vec::new();
            let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
            brotli::BrotliCompress(&mut &*std::fs::read(entry.path())?, &mut compressed, &parameters)?;
            files.insert(format!("{path}{name}"), compressed);
        }
    }
    Ok(())
}
