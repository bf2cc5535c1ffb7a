//! Notices about a failed experiment or a missing feature of the browser, and what to do about it.

use crate::lab::NotIsolated;
use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::state::{Phase, State};
use every_core::draw::format::escape;

/// A link for a page inside a frame: it opens the same address in a tab.
const OWN_TAB: &str = r#"<p class="small"><a href="" target="_blank">Open in its own tab</a></p>"#;

pub(in crate::page) fn mount(state: State) {
    dom::show("notice", move || match state.phase.get() {
        Phase::Failed(failure) if failure.experiment == Experiment::Compare => {
            notice("bad", "The comparison did not finish.", &failure.sentence)
        }
        Phase::Loading | Phase::Running(_) | Phase::Asking(_) | Phase::Failed(_) => String::new(),
        Phase::Idle => state.environment.with(|environment| match environment {
            Some(seen) if !seen.workers_available => notice(
                "",
                "There are no workers here.",
                "this browser has no Web Workers: the serial run works; for the pool, try another browser",
            ),
            Some(seen) if !seen.shared_memory => {
                let way_out = if seen.not_isolated == Some(NotIsolated::Framed) { OWN_TAB } else { "" };
                notice("", "No memory can be shared here.", &not_isolated(seen.not_isolated)) + way_out
            }
            _ => String::new(),
        }),
    });
}

/// Returns the notice of a failed experiment for that experiment's section, otherwise an empty string.
pub(super) fn failed(state: State, experiment: Experiment) -> String {
    match state.phase.get() {
        Phase::Failed(failure) if failure.experiment == experiment => {
            notice("bad", "This did not finish.", &failure.sentence)
        }
        _ => String::new(),
    }
}

/// Says why memory cannot be shared, and that everything else works.
fn not_isolated(reason: Option<NotIsolated>) -> String {
    let reason = reason.map_or("", NotIsolated::text);
    format!("{reason} Everything else works: the pool is made of isolated workers instead.")
}

/// Returns a notice with the markup of the template, which scripts use too. `kind` is "bad" for what did not work.
pub(super) fn notice(kind: &str, title: &str, sentence: &str) -> String {
    let mut sentence = escape(sentence);
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let stop = if sentence.ends_with('.') { "" } else { "." };
    let words = format!("<b>{title}</b>{sentence}{stop}");
    let markup = dom::island("notice-markup").map_or_else(String::new, |template| template.inner_html());
    let before = markup.strip_suffix("<b></b></p>").unwrap_or_default();
    format!(r#"<div class="notice {kind}">{before}{words}</p></div>"#)
}
