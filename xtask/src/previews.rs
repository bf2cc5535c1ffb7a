//! What programs that preview links find (Open Graph): the picture of the page, and for each exercise a small page with its title and
//! description.
//!
//! Most of these programs need a picture's absolute address (Facebook, X, Slack, Discord, WhatsApp), and a static site does not know its
//! own. So the build writes it if it is told the site's address, and a relative one otherwise, which a few resolve (Mastodon, Zulip).
//!
//! The page forwards to the exercise with a refresh after 0 seconds instead of a script. Browsers leave such a page out of their
//! history, so the Back button does not return to it. A link serves readers who have switched refreshes off.

use anyhow::{Context, Result, ensure};
use std::path::Path;

use crate::files::{read, write};

/// The variable with the site's address, such as `https://example.org/every-core/`. A preview's picture needs an absolute address.
const SITE_URL: &str = "EVERY_CORE_SITE_URL";
/// The picture, which `cargo xtask screenshots` draws of `www/preview.svg`, and `index.html` names.
const PICTURE: &str = "preview.png";
/// The page's own list of exercises, which has their titles.
const CATALOGUE: &str = "www/exercises/catalogue.ts";

struct Exercise {
    /// The name in addresses. It never changes, because people share them.
    id: &'static str,
    description: &'static str,
}

const EXERCISES: [Exercise; 7] = [
    Exercise {
        id: "pool-speedup",
        description: "Say what you expect, run the loop serially and on every core of your own machine, and see what it was.",
    },
    Exercise {
        id: "more-workers",
        description: "As many as the browser reports, fewer, or more? Predict, measure every pool size, and compare.",
    },
    Exercise {
        id: "ten-times",
        description: "Costs that are paid once per run then matter a tenth as much. Predict the ratio, and measure it in your browser.",
    },
    Exercise {
        id: "uneven-pieces",
        description: "Equal pieces are not equal work. Choose the size of the pieces, and watch the cores wait or not.",
    },
    Exercise {
        id: "cut-the-range",
        description: "Write the bounds of the pieces. The page runs them on a pool, and says which step is missing or done twice.",
    },
    Exercise {
        id: "uneven-work",
        description: "Write how the work is handed out, so that no core is left waiting for the last piece.",
    },
    Exercise {
        id: "every-result",
        description: "Write what collects the results of a pool, and loses none when a task fails.",
    },
];

/// Writes the exercises' pages into `dist`, and the picture's address into the page. Called before the version is computed, which covers
/// them.
pub(crate) fn write_previews(root: &Path, dist: &Path) -> Result<()> {
    let site = std::env::var(SITE_URL).ok();
    if let Some(site) = &site {
        ensure!(
            site.starts_with("https://") && site.ends_with('/') && !site.contains(['"', '<', '&']),
            "{SITE_URL} is {site:?}: set it to the site's address, such as https://example.org/every-core/"
        );
        let index = dist.join("index.html");
        write(&index, &with_address(&read(&index)?, site)?)?;
    }
    let catalogue = read(&root.join(CATALOGUE))?;
    for exercise in EXERCISES {
        let page = page(&exercise, title(&catalogue, exercise.id)?, site.as_deref());
        write(&dist.join("exercise").join(exercise.id).join("index.html"), &page)?;
    }
    Ok(())
}

/// Returns the page with the absolute address of its picture, and its own.
fn with_address(page: &str, site: &str) -> Result<String> {
    let relative = format!("<meta property=\"og:image\" content=\"{PICTURE}\">");
    ensure!(page.contains(&relative), "index.html has lost the line `{relative}`");
    let absolute = format!(
        "<meta property=\"og:url\" content=\"{site}\">\n<meta property=\"og:image\" content=\"{site}{PICTURE}\">"
    );
    Ok(page.replacen(&relative, &absolute, 1))
}

/// Returns the title of an exercise in the page's own list.
fn title<'a>(catalogue: &'a str, id: &str) -> Result<&'a str> {
    let entry = catalogue.split_once(&format!("{{ id: \"{id}\", title: \"")).map(|(_, rest)| rest);
    let title = entry.and_then(|entry| entry.split_once('"')).map(|(title, _)| title);
    let title =
        title.with_context(|| format!("{CATALOGUE} has no exercise {id}: update the list in xtask/src/previews.rs"))?;
    ensure!(!title.contains(['<', '&']), "the title of {id} in {CATALOGUE} would be markup in its preview: {title}");
    Ok(title)
}

fn page(Exercise { id, description }: &Exercise, title: &str, site: Option<&str>) -> String {
    let absolute = site.map_or_else(String::new, |site| {
        format!(
            "<meta property=\"og:url\" content=\"{site}exercise/{id}/\">\n\
             <meta property=\"og:image\" content=\"{site}{PICTURE}\">\n\
             <meta name=\"twitter:card\" content=\"summary_large_image\">\n"
        )
    });
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} Every Core</title>\n<meta name=\"description\" content=\"{description}\">\n\
         <meta property=\"og:type\" content=\"website\">\n<meta property=\"og:site_name\" content=\"Every Core\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:description\" content=\"{description}\">\n\
         {absolute}<meta http-equiv=\"refresh\" content=\"0; url=../../#exercise={id}\">\n</head>\n<body>\n\
         <h1>{title}</h1>\n<p>{description}</p>\n<p><a href=\"../../#exercise={id}\">To the exercise</a></p>\n\
         </body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_links_to_its_exercise_by_a_relative_address() {
        for exercise in &EXERCISES {
            let page = page(exercise, "A title", None);
            assert!(page.contains(&format!("content=\"0; url=../../#exercise={}\"", exercise.id)), "{page}");
            assert!(page.contains(&format!("<a href=\"../../#exercise={}\">", exercise.id)), "{page}");
            assert!(!page.contains("://"), "no address was given, but the page has one: {page}");
            assert!(exercise.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
            assert!(!exercise.description.contains(['"', '<', '&']));
        }
    }

    #[test]
    fn every_exercise_of_the_page_has_a_preview_with_its_title() -> Result<()> {
        let catalogue = include_str!("../../www/exercises/catalogue.ts");
        assert_eq!(catalogue.matches("{ id: \"").count(), EXERCISES.len());
        for exercise in &EXERCISES {
            let title = title(catalogue, exercise.id)?;
            assert!(page(exercise, title, None).contains(&format!("<h1>{title}</h1>")));
        }
        assert!(title(catalogue, "unknown").is_err());
        Ok(())
    }

    #[test]
    fn a_page_has_a_picture_if_the_address_is_given() {
        let page = page(&EXERCISES[0], "A title", Some("https://example.org/every-core/"));
        assert!(page.contains("content=\"https://example.org/every-core/exercise/pool-speedup/\""), "{page}");
        assert!(page.contains("content=\"https://example.org/every-core/preview.png\""), "{page}");
    }

    #[test]
    fn the_page_names_its_picture_absolutely_if_the_address_is_given() -> Result<()> {
        let page = include_str!("../../index.html");
        let page = with_address(page, "https://example.org/every-core/")?;
        assert!(page.contains("property=\"og:image\" content=\"https://example.org/every-core/preview.png\""));
        assert!(page.contains("property=\"og:url\" content=\"https://example.org/every-core/\""));
        assert!(with_address(&page, "https://example.org/").is_err(), "it was replaced already");
        Ok(())
    }
}
