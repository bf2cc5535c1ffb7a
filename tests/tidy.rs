//! The invariants of `ARCHITECTURE.md` that a program can check, on the text of the sources.

use std::path::{Path, PathBuf};

/// A file that needs more has more than one subject.
const MAX_LINES: usize = 400;

/// A source file: its path from the repository's root, with `/`, and its text.
#[derive(Clone)]
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_in(&self, room: &str) -> bool {
        self.path.starts_with(&format!("{room}/"))
    }

    /// The lines of code, with their numbers; comments say what they like.
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

/// Whether `word` stands in `line`, not as a part of a longer name.
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
/// The rooms of the library.
const LIBRARY: [&str; 5] = ["src/kernel", "src/measure", "src/report", "src/link", "src/draw"];
/// Where our own Rust lies.
const CODE: [&str; 4] = ["src", "tests", "xtask", "benches"];
/// The same, with what is not Rust.
const ALL: [&str; 5] = ["src", "tests", "xtask", "benches", "www"];
const POOL: &str = "src/bin/app/pool";

#[test]
fn the_library_knows_no_browser() {
    forbid(rooms(&LIBRARY), &BROWSER_CRATES, "the library is pure, and tested natively");
    let manifest = file("Cargo.toml");
    let dependencies = manifest.split("\n[").find(|section| section.starts_with("dependencies]"));
    let dependencies = dependencies.expect("Cargo.toml has a section of dependencies");
    let names: Vec<_> = dependencies.lines().skip(1).filter_map(|line| line.split(['.', ' ', '=']).next()).collect();
    assert!(names.contains(&"serde"), "the dependencies were not read: {names:?}");
    let browser: Vec<_> =
        names.iter().filter(|name| BROWSER_CRATES.contains(&name.replace('-', "_").as_str())).collect();
    assert!(browser.is_empty(), "the library depends on {browser:?}: they belong into src/bin/Cargo.toml");
}

#[test]
fn rooms_know_only_those_below_them() {
    // kernel, measure <- report <- link, draw in the library; pool <- lab <- api <- page in the program.
    let forbidden = [
        ("src/kernel", &["measure", "report", "link", "draw"][..]),
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
        forbid(room(place), &paths, &format!("{place} must not know those rooms"));
    }
}

#[test]
fn only_the_pool_has_unsafe_code() {
    let pool = room(POOL).len();
    let all = rooms(&CODE);
    let (before, own) = (all.len(), "tests/tidy.rs");
    let others: Vec<_> = all.into_iter().filter(|source| !source.is_in(POOL) && source.path != own).collect();
    assert_eq!(others.len(), before - pool - 1, "the pool, and this file, are a part of the code");
    // Not the word alone: a Content-Security-Policy has sources of that name.
    let forms = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe trait", "unsafe extern"];
    forbid(others, &forms, &format!("`unsafe` belongs into {POOL}"));
}

/// What is drawn comes from reports. Of `measure`, the figures use a type that reports hold, and how its parts are rounded.
#[test]
fn the_page_computes_no_statistic() {
    const ALLOWED: [&str; 2] =
        ["use every_core::measure::LossStack;", "use every_core::measure::{LossStack, rounded_parts};"];
    let mut drawn = rooms(&["src/bin/app/page", "src/bin/figures", "src/draw"]);
    forbid(drawn.clone(), &["bootstrap", "quantile", "percentile"], "statistics belong into src/measure");
    drawn.retain(|source| !source.is_in("src/draw"));
    for source in &mut drawn {
        let lines = source.text.lines().map(|line| if ALLOWED.contains(&line) { "" } else { line });
        source.text = lines.collect::<Vec<_>>().join("\n");
    }
    forbid(drawn, &["every_core::measure"], "statistics come in reports");
}

/// What comes in a link, or is made of one, becomes text nodes.
#[test]
fn share_makes_no_markup() {
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
    assert!(scripts > 7, "the scripts of www/share or www/common have moved");
    forbid(share, &words, "nothing from a link may become markup or code");
}

#[test]
fn files_are_short() {
    let long: Vec<_> = rooms(&ALL)
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .collect();
    assert!(long.is_empty(), "more than {MAX_LINES} lines: {long:?}");
}

#[test]
fn nothing_is_left_to_do_in_the_sources() {
    // Written so that this file does not accuse itself.
    let words = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["X", "XX"].concat()];
    for source in rooms(&ALL) {
        for word in &words {
            assert!(!has_word(&source.text, word), "{} says {word}: open an issue instead", source.path);
        }
    }
}

/// Two names for one file are two copies in the program, and lints see each use of it alone.
#[test]
fn no_module_is_included_by_its_path() {
    let include = ["#[", "path"].concat();
    let found: Vec<_> = rooms(&CODE).into_iter().filter(|source| source.text.contains(&include)).collect();
    let paths: Vec<_> = found.iter().map(|source| &source.path).collect();
    assert!(paths.is_empty(), "share a library instead: {paths:?}");
}

#[test]
#[should_panic(expected = "has moved")]
fn a_rule_over_an_empty_room_fails() {
    room("src/no_such_room");
}

#[test]
fn words_are_found_whole() {
    assert!(has_word("use crate::pool::Strategy;", "crate::pool"));
    assert!(!has_word("use crate::pooled;", "crate::pool"));
    assert!(!has_word("let medians = 1;", "median"));
}

/// Every source file under each of these folders.
fn rooms(folders: &[&str]) -> Vec<Source> {
    folders.iter().flat_map(|folder| room(folder)).collect()
}

/// Every source file under a folder of the repository. There are some: a rule over an empty room would hold for ever.
fn room(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: PathBuf| {
        let relative = path.strip_prefix(root).expect("it is in the repository").to_string_lossy().replace('\\', "/");
        Source { path: relative, text: std::fs::read_to_string(&path).expect("a source is UTF-8") }
    };
    let found: Vec<_> = files(&root.join(folder)).into_iter().map(read).collect();
    assert!(!found.is_empty(), "{folder} has moved: this rule looks at no file");
    found
}

fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("it is there")
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
