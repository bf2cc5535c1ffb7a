//! What the page says of the program is true: its listings are the sources.

use std::path::Path;

#[test]
fn listings_are_the_sources() {
    let page = read("index.html");
    let listings: Vec<_> = page.split("<code data-source=\"").skip(1).collect();
    assert_eq!(listings.len(), 4, "do_math, serial, interleaved and a pool");
    for listing in listings {
        let (source, rest) = listing.split_once("\">").expect("the attribute ends");
        let (markup, _) = rest.split_once("</code>").expect("the listing ends");
        let shown = text_of(markup);
        assert!(is_in(&shown, &read(source)), "index.html shows what is not in {source}:\n{shown}");
    }
}

#[test]
fn the_page_names_no_other_host() {
    let page = read("index.html");
    let hosts: Vec<_> = page.match_indices("://").map(|(at, _)| &page[at.saturating_sub(8)..]).collect();
    assert!(hosts.is_empty(), "{hosts:?}");
}

#[test]
fn a_changed_listing_is_noticed() {
    let source = "impl A {\n    fn a() {\n        b();\n    }\n}\n";
    assert!(is_in("fn a() {\n    b();\n}", source));
    assert!(!is_in("fn a() {\n    c();\n}", source));
    assert!(!is_in("fn a() {\n  b();\n}", source), "the indentation belongs to it");
    assert!(!is_in("fn a() {\n}", source), "and so does every line");
    assert_eq!(text_of("<b>fn</b> a() -&gt; <mark>&amp;T\n</mark>"), "fn a() -> &T\n");
}

/// Whether the lines of `shown` follow each other in `source`, all of them indented by as much more.
fn is_in(shown: &str, source: &str) -> bool {
    let (shown, lines): (Vec<_>, Vec<_>) = (shown.lines().collect(), source.lines().collect());
    lines.windows(shown.len()).any(|window| {
        let indentation = window[0].len() - window[0].trim_start().len();
        let indentation = &window[0][..indentation];
        window.iter().zip(&shown).all(|(line, shown)| {
            line.is_empty() && shown.is_empty() || line.strip_prefix(indentation).is_some_and(|line| line == *shown)
        })
    })
}

/// The text of a piece of markup that has no attributes.
fn text_of(markup: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for character in markup.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if !in_tag => text.push(character),
            _ => {}
        }
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}
