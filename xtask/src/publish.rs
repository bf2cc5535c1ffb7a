//! Turns what Trunk built into a site for any static host. It moves files into a folder per version, adds a Content-Security-Policy,
//! lists every file in the service worker, and writes the headers in the forms that hosts read.
//!
//! Files of one version are in `v/VERSION/`, so a page only ever loads the files it was built with. HTML pages, and what other
//! sites link to (`every-core.mjs`), keep their addresses.

use crate::files::{create_folder_of, files, read, write};
use crate::{minify, names, previews, www};
use anyhow::{Context, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use xshell::Shell;

/// What the page may load: its own files, WebAssembly, and the workers that wasm-bindgen-rayon starts from a copy of its
/// script (`blob:`). Pictures of figures are made from `blob:` and `data:` addresses.
const POLICY: &str = include_str!("../../www/hosting/policy.txt").trim_ascii_end();

/// The extensions of files that move into the version's folder.
const VERSIONED: [&str; 7] = ["js", "css", "wasm", "svg", "woff2", "zip", "py"];
/// The extensions of other files that the service worker caches: pages, and the API's module.
const KEPT_IN_PLACE: [&str; 2] = ["html", "mjs"];
/// The files that the service worker does not fetch in advance, but keeps once they are wanted: the editor, which is as large as the
/// page, and Python, which is forty times as large.
const ONLY_WHEN_WANTED: [&str; 2] = ["/exercises/write/editor.js", "/python/"];
/// Headers in the forms that hosts read. These two work from the site's root; those in `TO_COPY` are for the host's owner to copy.
const AT_ROOT: [&str; 2] = ["_headers", "vercel.json"];
const TO_COPY: [&str; 2] = ["nginx.conf", "Caddyfile"];

/// How many bytes of a file's SHA-256 the service worker compares (`www/sw.ts` says why so few). A multiple of three, because then
/// their Base64 is a prefix of the whole hash's Base64.
const HASH_BYTES: usize = 6;

/// The scripts that the program needs. The page of `cargo xtask serve` loads them by these tags. In the published page, `start.js`
/// imports them instead, so that the program does not start if one cannot be loaded.
const NEEDED: [&str; 2] = ["worker.js", "pool.js"];

/// The line of the translated `www/sw.ts` that this build step fills in.
const SITE_LINE: &str = r#"const SITE = { version: "", files: {}, wanted: {} };"#;

/// Changes `dist/` under `root` from Trunk's output to the site that is published, with Python or without.
pub(crate) fn publish(sh: &Shell, root: &Path, with_python: bool) -> Result<()> {
    let (dist, www) = (root.join("dist"), root.join("www"));
    let worker = read(&root.join(www::BUILT).join("sw.js"))?;
    // Trunk copies what the main module imports beside the other two as well, which import nothing.
    for module in ["figures", "link"] {
        remove(&dist.join(module).join("snippets"))?;
    }
    let index = dist.join("index.html");
    let mut page = read(&index)?;
    if !with_python {
        remove(&dist.join("python"))?;
        page = without_python(&page)?;
    }
    let (page, start) = without_inline_script(&page)?;
    write(&index, &page)?;
    write(&dist.join("start.js"), &start)?;

    names::shorten(sh, &dist)?;
    minify::minify(sh, &dist)?;
    previews::write_previews(root, &dist)?;

    let built = files(&dist, &dist)?;
    let version = version(&dist, &built, &worker)?;
    let folder = format!("v/{version}");
    let moved: Vec<&String> = built.iter().filter(|path| has_extension(path, &VERSIONED)).collect();
    for path in &moved {
        rename(&dist.join(path), &dist.join(&folder).join(path))?;
    }
    for path in built.iter().filter(|path| has_extension(path, &KEPT_IN_PLACE)) {
        let text = read(&dist.join(path))?;
        let text = if has_extension(path, &["html"]) { stamped(&text, &version)? } else { text };
        write(&dist.join(path), &with_new_addresses(text, &version, &moved))?;
    }
    write(&dist.join("sw.js"), &service_worker(&dist, &worker, &version)?)?;
    minify::minify_ours(sh, &dist, &[dist.join("sw.js")])?;
    for name in AT_ROOT {
        write(&dist.join(name), &with_policy(&www, name)?)?;
    }
    for name in TO_COPY {
        write(&dist.join("hosting").join(name), &with_policy(&www, name)?)?;
    }
    remove_empty_folders(&dist)
}

/// Removes the section with Python from the page, and numbers the sections after it anew.
fn without_python(page: &str) -> Result<String> {
    const SECTION: &str = "<section class=\"grid\" id=\"cpython\"";
    const END: &str = "</section>\n";
    let (before, rest) = page.split_once(SECTION).context("index.html has no section `cpython` any more")?;
    let (section, after) = rest.split_once(END).context("the section `cpython` does not end")?;
    let numbered = |number: u32| format!("<div class=\"secno\" aria-hidden=\"true\">{number}</div>");
    let first = (1..).find(|number| section.contains(&numbered(*number))).context("the section has no number")?;
    let mut after = after.to_owned();
    for number in (first + 1..).take_while(|number| page.contains(&numbered(*number))) {
        after = after.replacen(&numbered(number), &numbered(number - 1), 1);
    }
    const IN_CONTENTS: &str = "<li><a href=\"#cpython\">The same in Python</a></li>\n";
    ensure!(before.contains(IN_CONTENTS), "the contents do not name the section `cpython`: {IN_CONTENTS}");
    Ok(format!("{}{after}", before.replacen(IN_CONTENTS, "", 1)))
}

/// Moves Trunk's inline script, which starts the program, into a file, because the policy forbids inline scripts. Returns the
/// page and the script.
fn without_inline_script(page: &str) -> Result<(String, String)> {
    const BEGIN: &str = "<script type=\"module\">";
    const END: &str = "</script>";
    let (before, rest) = page.split_once(BEGIN).context("Trunk's page has no inline script any more")?;
    let (script, after) = rest.split_once(END).context("Trunk's inline script does not end")?;
    let wasm = between(script, "module_or_path: ", " }").context("Trunk's script does not name the wasm file")?;
    // The wasm's address becomes relative to the script instead of the page.
    let script = script.replacen(&format!("{wasm} }}"), &format!("new URL({wasm}, import.meta.url) }}"), 1);
    let (import, rest) = script.trim().split_once('\n').context("Trunk's script is one line")?;
    ensure!(
        import.starts_with("import ") && !rest.contains("import "),
        "Trunk's script does not begin with its only import"
    );
    let mut page = format!("{before}<script type=\"module\" src=\"start.js\">{END}{after}");
    let mut imports = String::new();
    for name in NEEDED {
        let tag = format!("<script type=\"module\" src=\"{name}\"></script>");
        ensure!(page.contains(&tag), "index.html has lost the line `{tag}`: without it, `serve` has no workers");
        page = page.replacen(&tag, "", 1);
        imports += &format!("import \"./{name}\";\n");
    }
    // They come first: the program must not start without them. A failure is a rejected promise: `boot.ts` listens for unhandled
    // ones, and `engine.ts` handles it. A top-level `await` would do for browsers that report it when it is rejected; WebKit does not.
    let start = format!("{imports}{import}\nexport const started = (async () => {{\n{}\n}})();\n", rest.trim());
    Ok((page, start))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

/// Returns the page with its version and its policy.
fn stamped(page: &str, version: &str) -> Result<String> {
    const CHARSET: &str = "<meta charset=\"utf-8\">";
    ensure!(page.contains("<html ") && page.contains(CHARSET), "a page begins with <html …> and {CHARSET}");
    let policy = format!("{CHARSET}\n<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
    Ok(page.replacen("<html ", &format!("<html data-version=\"{version}\" "), 1).replacen(CHARSET, &policy, 1))
}

/// Returns a file that stays in place with the new addresses of those that were moved.
fn with_new_addresses(text: String, version: &str, moved: &[&String]) -> String {
    moved.iter().fold(text, |text, path| {
        let new = format!("\"./v/{version}/{path}\"");
        text.replace(&format!("\"{path}\""), &new).replace(&format!("\"./{path}\""), &new)
    })
}

/// Returns a name derived from the content of all files, the service worker and the policy.
fn version(dist: &Path, built: &[String], worker: &str) -> Result<String> {
    let mut hash = Sha256::new();
    for path in built {
        hash.update(path);
        hash.update(fs::read(dist.join(path))?);
    }
    hash.update(worker);
    hash.update(POLICY);
    Ok(hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect())
}

/// Returns the service worker with its list of files. Pages have no hash in it, because hosts may add to them.
fn service_worker(dist: &Path, template: &str, version: &str) -> Result<String> {
    ensure!(template.contains(SITE_LINE), "www/sw.ts has lost the line `{SITE_LINE}`");
    let (mut kept, mut wanted) = (BTreeMap::new(), BTreeMap::new());
    for path in files(dist, dist)?.into_iter().filter(|path| path != "sw.js") {
        if has_extension(&path, &["html"]) {
            // The address of a folder's page is the folder.
            kept.insert(format!("./{}", path.strip_suffix("index.html").unwrap_or(&path)), String::new());
        } else if has_extension(&path, &VERSIONED) || has_extension(&path, &KEPT_IN_PLACE) {
            let digest = Sha256::digest(fs::read(dist.join(&path))?);
            let is_wanted_later = ONLY_WHEN_WANTED.iter().any(|part| path.contains(part));
            let list = if is_wanted_later { &mut wanted } else { &mut kept };
            list.insert(path, STANDARD.encode(&digest[..HASH_BYTES]));
        }
    }
    let listed = |files: &BTreeMap<String, String>| {
        files.iter().map(|(path, hash)| format!("{path:?}: {hash:?}")).collect::<Vec<_>>().join(", ")
    };
    let (files, wanted) = (listed(&kept), listed(&wanted));
    let site = format!("const SITE = {{ version: {version:?}, files: {{ {files} }}, wanted: {{ {wanted} }} }};");
    Ok(template.replace(SITE_LINE, &site))
}

fn with_policy(www: &Path, name: &str) -> Result<String> {
    let text = read(&www.join("hosting").join(name))?;
    ensure!(text.contains("@POLICY@"), "www/hosting/{name} has no @POLICY@ to replace by the policy");
    Ok(text.replace("@POLICY@", POLICY))
}

fn has_extension(path: &str, extensions: &[&str]) -> bool {
    Path::new(path).extension().is_some_and(|found| extensions.iter().any(|extension| found == *extension))
}

fn remove_empty_folders(folder: &Path) -> Result<()> {
    let folders: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    for inner in folders.iter().filter(|path| path.is_dir()) {
        remove_empty_folders(inner)?;
        if fs::read_dir(inner)?.next().is_none() {
            fs::remove_dir(inner)?;
        }
    }
    Ok(())
}

/// Removes a folder, if it is there.
fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    create_folder_of(to)?;
    fs::rename(from, to).with_context(|| format!("cannot move {} to {}", from.display(), to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
        <link rel=\"stylesheet\" href=\"./style-1.css\"/><link rel=\"icon\" href=\"icon.svg\">\n\
        <script type=\"module\" src=\"worker.js\"></script>\n\
        <script type=\"module\" src=\"pool.js\"></script>\n\
        <script type=\"module\">\nimport init from './app-2.js';\nawait init({ module_or_path: './app-3_bg.wasm' });\n</script>";

    #[test]
    fn a_published_page_has_no_script_inside_and_points_into_its_version() -> Result<()> {
        let (page, start) = without_inline_script(PAGE)?;
        assert!(start.starts_with("import \"./worker.js\";\nimport \"./pool.js\";"), "{start}");
        assert!(!page.contains("src=\"worker.js\""), "it would load although the program does not start: {page}");
        let call = "import init from './app-2.js';\nexport const started = (async () => {\n\
                    await init({ module_or_path: new URL('./app-3_bg.wasm', import.meta.url) });\n})();";
        assert!(start.contains(call), "{start}");
        let moved = ["style-1.css", "icon.svg", "start.js"].map(str::to_owned);
        let page = with_new_addresses(stamped(&page, "abc")?, "abc", &moved.iter().collect::<Vec<_>>());
        for part in [
            "<html data-version=\"abc\" lang",
            "href=\"./v/abc/style-1.css\"",
            "href=\"./v/abc/icon.svg\"",
            "<script type=\"module\" src=\"./v/abc/start.js\"></script>",
            "content=\"default-src 'none'; script-src 'self' ",
        ] {
            assert!(page.contains(part), "no {part} in {page}");
        }
        Ok(())
    }

    #[test]
    fn a_site_without_python_has_neither_its_section_nor_a_gap_in_the_numbers() -> Result<()> {
        let page = include_str!("../../index.html");
        let without = without_python(page)?;
        assert!(page.contains("python-open") && !without.contains("python-open"));
        assert!(page.contains("#cpython") && !without.contains("#cpython"), "the contents name it");
        let numbers = |page: &str| {
            let parts = page.split("<div class=\"secno\" aria-hidden=\"true\">").skip(1);
            parts.map(|part| part.split('<').next().unwrap_or_default().parse().unwrap_or(0)).collect::<Vec<usize>>()
        };
        let count = numbers(page).len();
        assert_eq!(numbers(page), (1..=count).collect::<Vec<_>>());
        assert_eq!(numbers(&without), (1..count).collect::<Vec<_>>());
        Ok(())
    }

    /// A learner's code runs in a frame whose document contains one inline script. The page's policy and the frame's own policy
    /// both allow it by its hash. The page itself has one, which says why a start failed.
    #[test]
    fn the_policy_allows_two_scripts_by_their_hashes() -> Result<()> {
        let source = include_str!("../../www/exercises/write/sandbox_document.ts");
        let script = between(source, "SCRIPT = `", "`;").context("the frame's script")?;
        let written = between(source, "SCRIPT_HASH = \"", "\"").context("its hash")?;
        let hash = format!("sha256-{}", STANDARD.encode(Sha256::digest(script)));
        assert_eq!(
            written, hash,
            "www/exercises/write/sandbox_document.ts: the script has changed, and its hash has not"
        );
        assert!(POLICY.contains(&format!("'{hash}'")), "www/hosting/policy.txt: replace the hash by '{hash}'");
        let page = include_str!("../../index.html");
        let script = between(page, "<script>", "</script>").context("the page's script")?;
        let hash = format!("sha256-{}", STANDARD.encode(Sha256::digest(script)));
        assert!(POLICY.contains(&format!("'{hash}'")), "www/hosting/policy.txt: the page's script needs '{hash}'");
        assert_eq!(POLICY.matches("'sha256-").count(), 2, "{POLICY}");
        let script = between(source, "SCRIPT = `", "`;").context("the frame's script")?;
        // In a template literal, `\\` and `${…}` do not stand for themselves, so the hash would be of another text.
        assert!(!script.contains('\\') && !script.contains("${"), "{script}");
        Ok(())
    }
}
