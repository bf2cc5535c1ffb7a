//! Makes the page about the method from `METHODOLOGY.md`, so that readers of the site can check what it says.

use anyhow::{Context, Result, ensure};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use std::path::Path;
use xshell::Shell;

/// The variable with the address of the source, such as `https://example.org/every-core.git`. Without it, the page names no address.
const SOURCE_URL: &str = "EVERY_CORE_SOURCE_URL";
const SOURCE: &str = "METHODOLOGY.md";
/// The heading under which the address of the source is named.
const SOURCE_HEADING: &str = "## The source\n";

/// Writes `method.html` and `method.css` into the folder of the translated scripts.
pub(crate) fn write(sh: &Shell, built: &Path) -> Result<()> {
    let mut text = sh.read_file(SOURCE)?;
    if let Ok(url) = std::env::var(SOURCE_URL) {
        ensure!(
            url.starts_with("https://") && !url.contains(['"', '<', '>', ' ', ')']),
            "{SOURCE_URL} is {url:?}: set it to an address that begins with https://"
        );
        let named = format!("{SOURCE_HEADING}\nIt is at <{url}>.\n");
        ensure!(text.contains(SOURCE_HEADING), "{SOURCE} has lost its heading {SOURCE_HEADING:?}");
        text = text.replacen(SOURCE_HEADING, &named, 1);
    }
    sh.write_file(built.join("method.html"), page(&text)?)?;
    let tokens = sh.read_file("www/tokens.css")?;
    let own = sh.read_file("www/method/method.css")?;
    sh.write_file(built.join("method.css"), tokens + &own)?;
    Ok(())
}

/// Returns the page for a text in Markdown. Each heading gets an id, and links to other files of the repository become plain text,
/// because the site does not have them.
fn page(markdown: &str) -> Result<String> {
    let title = markdown.lines().next().and_then(|line| line.strip_prefix("# ")).context("the text has no title")?;
    let mut body = String::new();
    html::push_html(&mut body, events(markdown).into_iter());
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}: Every Core</title>\n\
         <link rel=\"icon\" href=\"icon.svg\" type=\"image/svg+xml\">\n\
         <link rel=\"stylesheet\" href=\"method.css\">\n</head>\n<body>\n<p><a href=\"./\">Every Core</a></p>\n<main>\n{body}</main>\n</body>\n</html>\n"
    ))
}

fn events(markdown: &str) -> Vec<Event<'_>> {
    let mut is_link_kept = true;
    let mut events: Vec<_> = Parser::new_ext(markdown, Options::ENABLE_TABLES)
        .filter(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                is_link_kept = dest_url.starts_with("https://") || dest_url.starts_with('#');
                is_link_kept
            }
            Event::End(TagEnd::Link) => is_link_kept,
            _ => true,
        })
        .collect();
    for at in 0..events.len() {
        let words: String = events[at + 1..]
            .iter()
            .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            *id = Some(CowStr::from(id_of(&words)));
        }
    }
    events
}

/// Returns the id of a heading: its words in lower case, without the article at the beginning.
fn id_of(words: &str) -> String {
    let words = words.to_lowercase();
    let kept = words.strip_prefix("the ").unwrap_or(&words).split(|letter: char| !letter.is_ascii_alphanumeric());
    kept.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_headings_that_the_site_links_to_are_there() -> Result<()> {
        let page = page(include_str!("../../METHODOLOGY.md"))?;
        let site = include_str!("../../index.html");
        let links: Vec<_> = site.split("method.html#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(links.len(), 2, "{links:?}");
        for id in links {
            assert!(page.contains(&format!(" id=\"{id}\"")), "METHODOLOGY.md has no heading for #{id}");
        }
        assert!(page.contains("<table>") && page.contains("<code>"));
        Ok(())
    }

    #[test]
    fn links_to_files_that_the_site_does_not_have_become_text() -> Result<()> {
        let page =
            page("# A\n\nSee [that](docs/THAT.md), [`this`](#b) and [there](https://example.org/).\n\n## The b\n")?;
        assert!(
            page.contains("See that, <a href=\"#b\"><code>this</code></a> and <a href=\"https://example.org/\">"),
            "{page}"
        );
        assert!(page.contains("<h2 id=\"b\">The b</h2>"), "{page}");
        Ok(())
    }
}
