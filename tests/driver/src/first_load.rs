//! The files of the built site that a first visit requests, and their compressed sizes.

use std::io::Write;
use std::path::{Path, PathBuf};

/// The folders whose files are fetched only when the reader opens the parts that need them. The pages in `exercise` are for
/// programs that make link previews; they redirect to the page itself.
pub const LATER: [&str; 9] =
    ["class", "common", "exercise", "exercises", "figures", "later", "link", "python", "share"];

/// Whether a first visit fetches it: HTML, CSS, JavaScript and wasm, except for the files that are fetched on demand.
pub fn is_loaded_at_first(path_in_site: &Path) -> bool {
    !is_loaded_later(path_in_site)
        && path_in_site
            .extension()
            .is_some_and(|found| ["html", "css", "js", "wasm"].iter().any(|extension| found == *extension))
}

/// Whether it is fetched on demand: the files in [`LATER`], `drawn.css`, the page about the method, and `engine.js`, which only pages
/// of others load.
pub fn is_loaded_later(path_in_site: &Path) -> bool {
    // `open.js`, which loads the exercises, is loaded with the page.
    let is_later = LATER.iter().any(|folder| is_in(path_in_site, folder)) && !path_in_site.ends_with("open.js");
    is_later || ["drawn.css", "engine.js", "method.css", "method.html"].iter().any(|name| path_in_site.ends_with(name))
}

/// Whether a file is in a folder of that name.
pub fn is_in(path_in_site: &Path, folder: &str) -> bool {
    path_in_site.components().any(|part| part.as_os_str() == folder)
}

/// Returns the paths of all files of the site, relative to its folder.
pub fn files(site: &Path) -> std::io::Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(site.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// Returns the size in bytes, compressed with gzip at its best level.
pub fn gzip_size(bytes: &[u8]) -> std::io::Result<usize> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// Compresses with Brotli, at the quality that hosts use for files that do not change.
pub fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}
