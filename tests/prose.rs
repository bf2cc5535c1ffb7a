//! Tests of the page's text: its listings equal the sources.

use std::path::Path;

#[test]
fn listings_equal_the_sources() {
    let page = read("index.html");
    let listings: Vec<_> = page.split("<code data-source=\"").skip(1).collect();
    assert_eq!(listings.len(), 4, "expected do_math, serial, interleaved and a pool");
    for listing in listings {
        let (source, rest) = listing.split_once("\">").expect("the attribute ends");
        let (markup, _) = rest.split_once("</code>").expect("the listing ends");
        let shown = text_of(markup);
        assert!(is_in(&shown, &read(source)), "index.html shows code that is not in {source}:\n{shown}");
    }
}

#[test]
fn the_page_does_not_name_other_hosts() {
    let page = read("index.html");
    let hosts: Vec<_> = page.match_indices("://").map(|(at, _)| &page[at.saturating_sub(8)..]).collect();
    assert!(hosts.is_empty(), "{hosts:?}");
}

#[test]
fn class_view_has_the_steps_of_the_guide() {
    let guide = read("docs/TEACHING.md");
    let rows = guide.lines().skip_while(|line| !line.starts_with("| minutes | step |")).skip(2);
    let documented: Vec<Vec<_>> = rows
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect())
        .collect();
    let source = read("www/class/steps.ts");
    let field = |line: &str, name: &str| {
        let (_, rest) = line.split_once(&format!("{name}: \"")).expect("a step has every field");
        rest.split_once('"').expect("the text ends").0.to_owned()
    };
    let shown: Vec<Vec<_>> = source
        .lines()
        .filter(|line| line.starts_with("  { minutes"))
        .map(|line| ["minutes", "title", "task", "place"].map(|name| field(line, name)).to_vec())
        .collect();
    assert!(shown.len() > 5, "{shown:?}");
    assert_eq!(shown, documented, "www/class/steps.ts and docs/TEACHING.md differ");
}

#[test]
fn the_documented_table_holds_no_formula() {
    if std::process::Command::new("jq").arg("--version").output().is_err() {
        println!("jq is not installed, so its line in docs/TEACHING.md is not tried");
        return;
    }
    let guide = read("docs/TEACHING.md");
    let line = guide.lines().find(|line| line.trim_start().starts_with("jq ")).expect("the guide has a line for jq");
    let folder = std::env::temp_dir().join(format!("every-core-jq-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the files");
    let names = ["=1+1", "+1", "-1", "@SUM(A1)", "\\t=1", "\\r=1", "Ada", "Ada = 1", "\\u0027=1"];
    for (index, name) in names.iter().enumerate() {
        let file = format!(
            r#"{{"learner":"{name}","passed":{index},"exercises":[{{"state":"passed"}},{{"state":"=2"}},{{"state":null}}]}}"#
        );
        std::fs::write(folder.join(format!("{index}.json")), file).expect("a file is written");
    }
    let output = std::process::Command::new("sh").args(["-c", line]).current_dir(&folder).output().expect("sh runs");
    std::fs::remove_dir_all(&folder).expect("the folder is removed");
    let table = String::from_utf8(output.stdout).expect("the table is text");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'\r=1", "Ada", "Ada = 1", "'=1"];
    let expected: String =
        expected.iter().enumerate().map(|(index, name)| format!("\"{name}\",{index},\"passed\",\"'=2\",\n")).collect();
    assert_eq!(table, expected);
}

#[test]
fn a_changed_listing_is_detected() {
    let source = "impl A {\n    fn a() {\n        b();\n    }\n}\n";
    assert!(is_in("fn a() {\n    b();\n}", source));
    assert!(!is_in("fn a() {\n    c();\n}", source));
    assert!(!is_in("fn a() {\n  b();\n}", source), "the indentation must be equal");
    assert!(!is_in("fn a() {\n}", source), "no line may be missing");
    assert_eq!(text_of("<b>fn</b> a() -&gt; <mark>&amp;T\n</mark>"), "fn a() -> &T\n");
}

/// Whether `source` contains the lines of `shown` one after the other, all with the same additional indentation.
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

/// Returns the text of a piece of markup whose tags have no `>` in their attributes.
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
