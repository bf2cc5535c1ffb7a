//! Tests of the rules in `ARCHITECTURE.md` that can be checked on the text of the sources.

use std::path::{Path, PathBuf};

/// The largest number of lines in a file. A longer file has more than one subject.
const MAX_LINES: usize = 400;

/// A source file, with its text and its path relative to the repository's root, with `/`.
#[derive(Clone)]
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_in(&self, folder: &str) -> bool {
        self.path.starts_with(&format!("{folder}/"))
    }

    /// Returns the lines with their numbers, without their comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.map(|(number, line)| (number, line.split("//").next().unwrap_or_default()))
    }
}

/// Fails with every line of `sources` that has one of `words` in its code.
fn forbid(sources: Vec<Source>, words: &[&str], because: &str) {
    let mut found = Vec::new();
    for source in sources {
        for (number, line) in source.code() {
            if let Some(word) = words.iter().find(|word| has_word(line, word)) {
                found.push(format!("{}:{number}: `{word}`", source.path));
            }
        }
    }
    assert!(found.is_empty(), "{because}:\n  {}", found.join("\n  "));
}

/// Whether `line` contains `word`, and not only as a part of a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let is_part_of_name = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        !before.is_some_and(is_part_of_name) && !after.is_some_and(is_part_of_name)
    })
}

const BROWSER_CRATES: [&str; 7] =
    ["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "wasm_bindgen_rayon", "gloo_timers", "gloo_events"];
/// The modules of the library.
const LIBRARY: [&str; 6] = ["src/plain", "src/kernel", "src/measure", "src/report", "src/link", "src/draw"];
/// The folders with our own Rust code.
const CODE: [&str; 4] = ["src", "tests", "xtask", "benches"];
/// The folders with our own code in any language.
const ALL: [&str; 5] = ["src", "tests", "xtask", "benches", "www"];
const POOL: &str = "src/bin/app/pool";

#[test]
fn the_library_does_not_use_the_browser() {
    forbid(rooms(&LIBRARY), &BROWSER_CRATES, "the library may not use the browser, because its tests run natively");
    let manifest = file("Cargo.toml");
    let dependencies = manifest.split("\n[").find(|section| section.starts_with("dependencies]"));
    let dependencies = dependencies.expect("Cargo.toml has no section `dependencies`");
    let names: Vec<_> = dependencies.lines().skip(1).filter_map(|line| line.split(['.', ' ', '=']).next()).collect();
    assert!(names.contains(&"serde"), "the dependencies were not read: {names:?}");
    let browser: Vec<_> =
        names.iter().filter(|name| BROWSER_CRATES.contains(&name.replace('-', "_").as_str())).collect();
    assert!(browser.is_empty(), "the library depends on {browser:?}: move them to src/bin/Cargo.toml");
}

#[test]
fn modules_use_only_those_below_them() {
    // In the library: plain <- kernel, measure <- report <- link, draw. In the program: pool <- lab <- api <- page.
    let forbidden = [
        ("src/plain", &["kernel", "measure", "report", "link", "draw"][..]),
        ("src/kernel", &["measure", "report", "link", "draw"]),
        ("src/measure", &["kernel", "report", "link", "draw"]),
        ("src/report", &["link", "draw"]),
        ("src/link", &["draw"]),
        ("src/draw", &["link"]),
        (POOL, &["lab", "page", "api"]),
        ("src/bin/app/lab", &["page", "api"]),
        ("src/bin/app/page", &["pool"]),
        ("src/bin/app/api", &["page"]),
    ];
    for (place, others) in forbidden {
        for other in others {
            let below = place.rsplit_once('/').map_or(place, |(below, _)| below);
            assert!(!room(&format!("{below}/{other}")).is_empty());
        }
        let paths: Vec<_> = others.iter().map(|other| format!("crate::{other}")).collect();
        let paths: Vec<_> = paths.iter().map(String::as_str).collect();
        forbid(room(place), &paths, &format!("{place} may not use these modules"));
    }
}

#[test]
fn only_the_pool_has_unsafe_code() {
    let pool = room(POOL).len();
    let all = rooms(&CODE);
    let (before, own) = (all.len(), "tests/tidy.rs");
    let others: Vec<_> = all.into_iter().filter(|source| !source.is_in(POOL) && source.path != own).collect();
    assert_eq!(others.len(), before - pool - 1, "the pool and this file must be among the sources that are checked");
    // The word alone is allowed, because a Content-Security-Policy has keywords such as 'unsafe-eval'.
    let forms = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe trait", "unsafe extern"];
    forbid(others, &forms, &format!("`unsafe` is allowed only in {POOL}"));
}

/// The page draws reports and computes no statistics itself. From `measure`, the figures use only a type that reports hold, and
/// the function that rounds its parts.
#[test]
fn the_page_does_not_compute_statistics() {
    const ALLOWED: [&str; 2] =
        ["use every_core::measure::LossStack;", "use every_core::measure::{LossStack, rounded_parts};"];
    let mut drawn = rooms(&["src/bin/app/page", "src/bin/figures", "src/draw"]);
    forbid(drawn.clone(), &["bootstrap", "quantile", "percentile"], "statistics are allowed only in src/measure");
    drawn.retain(|source| !source.is_in("src/draw"));
    for source in &mut drawn {
        let lines = source.text.lines().map(|line| if ALLOWED.contains(&line) { "" } else { line });
        source.text = lines.collect::<Vec<_>>().join("\n");
    }
    forbid(drawn, &["every_core::measure"], "statistics must be taken from reports");
}

/// The content of a link is untrusted, so it may only become text nodes.
#[test]
fn www_share_does_not_create_markup() {
    let words = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "DOMParser",
        "document.write",
        "eval",
        "Function",
        "setHTMLUnsafe",
    ];
    let share = rooms(&["www/share", "www/common"]);
    let scripts = share.iter().filter(|source| source.path.ends_with(".ts")).count();
    assert!(scripts > 7, "only {scripts} scripts in www/share and www/common: have they moved?");
    forbid(share, &words, "the content of a link may not become markup or code");
}

#[test]
fn files_have_at_most_400_lines() {
    let long: Vec<_> = rooms(&ALL)
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .collect();
    assert!(long.is_empty(), "more than {MAX_LINES} lines: {long:?}");
}

#[test]
fn the_sources_have_no_notes_of_work_left_to_do() {
    // The words are put together here, so that this file does not contain them.
    let words = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["X", "XX"].concat()];
    for source in rooms(&ALL) {
        for word in &words {
            assert!(!has_word(&source.text, word), "{} contains {word}: open an issue instead", source.path);
        }
    }
}

/// A file that is included as a module twice is compiled twice, and lints check each copy alone.
#[test]
fn no_module_is_included_by_its_path() {
    let include = ["#[", "path"].concat();
    let found: Vec<_> = rooms(&CODE).into_iter().filter(|source| source.text.contains(&include)).collect();
    let paths: Vec<_> = found.iter().map(|source| &source.path).collect();
    assert!(paths.is_empty(), "use a library instead: {paths:?}");
}

#[test]
#[should_panic(expected = "has moved")]
fn a_rule_for_an_empty_folder_fails() {
    room("src/no_such_room");
}

#[test]
fn has_word_finds_only_whole_words() {
    assert!(has_word("use crate::pool::Strategy;", "crate::pool"));
    assert!(!has_word("use crate::pooled;", "crate::pool"));
    assert!(!has_word("let medians = 1;", "median"));
}

/// Returns every source file under each of these folders.
fn rooms(folders: &[&str]) -> Vec<Source> {
    folders.iter().flat_map(|folder| room(folder)).collect()
}

/// Returns every source file under a folder of the repository. Fails if there are none, because then a rule would always hold.
fn room(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: PathBuf| {
        let relative =
            path.strip_prefix(root).expect("the file is in the repository").to_string_lossy().replace('\\', "/");
        Source { path: relative, text: std::fs::read_to_string(&path).expect("the file is UTF-8") }
    };
    let found: Vec<_> = files(&root.join(folder)).into_iter().map(read).collect();
    assert!(!found.is_empty(), "{folder} is empty or has moved: this rule checks no file");
    found
}

fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file exists")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    const SOURCES: [&str; 8] = ["rs", "js", "mjs", "ts", "mts", "css", "html", "toml"];
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|found| SOURCES.iter().any(|known| found == *known)))
        .collect()
}
