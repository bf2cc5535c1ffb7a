//! Which files of the built site a first visit asks for, and what they weigh on the wire.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Folders whose files are fetched when the reader opens what they are for. A page in `exercise` is for those who make
/// previews; it leads on to the page itself.
pub const LATER: [&str; 6] = ["common", "exercise", "exercises", "figures", "link", "share"];

/// Everything but what is fetched on demand: pictures, type declarations, the service worker's spare copy, and [`LATER`].
pub fn is_loaded_at_first(path_in_site: &Path) -> bool {
    !is_loaded_later(path_in_site)
        && path_in_site
            .extension()
            .is_some_and(|found| ["html", "css", "js", "wasm"].iter().any(|extension| found == *extension))
}

/// Whether it is fetched on demand.
pub fn is_loaded_later(path_in_site: &Path) -> bool {
    // The few lines that load the exercises come with the page.
    let is_later = LATER.iter().any(|folder| is_in(path_in_site, folder)) && !path_in_site.ends_with("open.js");
    is_later || path_in_site.ends_with("drawn.css")
}

/// Whether a file lies in a folder of that name.
pub fn is_in(path_in_site: &Path, folder: &str) -> bool {
    path_in_site.components().any(|part| part.as_os_str() == folder)
}

/// Every file of the site, by its path in it.
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

/// Size in bytes, compressed at gzip's best.
pub fn gzip_size(bytes: &[u8]) -> std::io::Result<usize> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// The bytes in Brotli, at the quality that hosts use for files that do not change.
pub fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}
