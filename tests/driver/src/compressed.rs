//! The site as a host sends it: every file is compressed once, before the first request.

use crate::first_load;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// The compressed files, by their path on the server.
#[derive(Debug)]
pub struct Hosted(BTreeMap<String, Vec<u8>>);

impl Hosted {
    /// Compresses the site in `dist`. It takes some seconds.
    pub fn new(dist: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for path in first_load::files(dist)? {
            files.insert(format!("/{}", path.display()), first_load::brotli(&std::fs::read(dist.join(&path))?)?);
        }
        if let Some(page) = files.get("/index.html").cloned() {
            files.insert("/".to_owned(), page);
        }
        Ok(Self(files))
    }

    /// Returns the compressed file at `path`.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }
}
