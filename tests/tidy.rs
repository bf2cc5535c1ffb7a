//! The invariants of `ARCHITECTURE.md` that a program can check, on the text of the sources.

use std::path::{Path, PathBuf};

/// A file that needs more has more than one subject.
const MAX_LINES: usize = 400;

/// A source file: its path from the repository's root, with `/`, and its text.
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
fn forbid(sources: impl Iterator<Item = Source>, words: &[&str], because: &str) {
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

const BROWSER_CRATES: [&str; 6] =
    ["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures", "gloo_timers", "gloo_events"];
/// Where our own code lies.
const CODE: [&str; 6] = ["src", "figures", "link", "tests", "xtask", "benches"];

#[test]
fn kernel_and_measure_know_no_browser() {
    let pure = sources("src").filter(|source| source.is_in("src/kernel") || source.is_in("src/measure"));
    forbid(pure, &BROWSER_CRATES, "kernel and measure are pure, and tested natively");
}

#[test]
fn rooms_know_only_those_below_them() {
    // kernel <- pool <- lab <- page, and measure, which knows nobody and serves all.
    let forbidden = [
        ("src/kernel", &["measure", "pool", "lab", "page", "api"][..]),
        ("src/measure", &["kernel", "pool", "lab", "page", "api"]),
        ("src/pool", &["lab", "page", "api"]),
        ("src/lab", &["page", "api"]),
        ("src/page", &["pool", "measure"]),
        ("figures/src/page", &["pool", "measure"]),
        ("src/api", &["page"]),
    ];
    for (room, others) in forbidden {
        let paths: Vec<_> = others.iter().map(|other| format!("crate::{other}")).collect();
        let paths: Vec<_> = paths.iter().map(String::as_str).collect();
        let files = sources("src").chain(sources("figures")).filter(|source| source.is_in(room));
        forbid(files, &paths, &format!("{room} must not know those rooms"));
    }
}

#[test]
fn only_the_pool_has_unsafe_code() {
    let others = CODE.into_iter().flat_map(sources).filter(|source| !source.is_in("src/pool"));
    let others = others.filter(|source| source.path != "tests/tidy.rs");
    // Not the word alone: a Content-Security-Policy has sources of that name.
    let forms = ["unsafe {", "unsafe fn", "unsafe impl", "unsafe trait", "unsafe extern"];
    forbid(others, &forms, "`unsafe` belongs into src/pool");
}

#[test]
fn the_page_computes_no_statistic() {
    let page = sources("src").filter(|source| source.is_in("src/page"));
    let page = page.chain(sources("figures").filter(|source| source.is_in("figures/src/page")));
    forbid(page, &["bootstrap", "quantile", "percentile"], "statistics belong into src/measure");
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
    let share: Vec<_> =
        sources("www").filter(|source| source.is_in("www/share") || source.is_in("www/common")).collect();
    assert!(share.len() > 7, "www/share or www/common has moved");
    forbid(share.into_iter(), &words, "nothing from a link may become markup or code");
}

#[test]
fn files_are_short() {
    let long: Vec<_> = sources("src")
        .chain(sources("link"))
        .chain(sources("www"))
        .chain(sources("tests"))
        .chain(sources("xtask"))
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .collect();
    assert!(long.is_empty(), "more than {MAX_LINES} lines: {long:?}");
}

#[test]
fn nothing_is_left_to_do_in_the_sources() {
    // Written so that this file does not accuse itself.
    let words = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["X", "XX"].concat()];
    for source in
        sources("src").chain(sources("link")).chain(sources("tests")).chain(sources("xtask")).chain(sources("www"))
    {
        for word in &words {
            assert!(!has_word(&source.text, word), "{} says {word}: open an issue instead", source.path);
        }
    }
}

#[test]
fn words_are_found_whole() {
    assert!(has_word("use crate::pool::Strategy;", "crate::pool"));
    assert!(!has_word("use crate::pooled;", "crate::pool"));
    assert!(!has_word("let medians = 1;", "median"));
}

/// Every text file under a folder of the repository.
fn sources(folder: &str) -> impl Iterator<Item = Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    files(&root.join(folder)).into_iter().filter_map(move |path| {
        let relative = path.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
        Some(Source { path: relative, text: std::fs::read_to_string(&path).ok()? })
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    const SOURCES: [&str; 7] = ["rs", "js", "ts", "mts", "css", "html", "toml"];
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|found| SOURCES.iter().any(|known| found == *known)))
        .collect()
}
