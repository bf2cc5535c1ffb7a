//! The line that describes this machine and browser.

use crate::lab::{Environment, IS_DEVELOPMENT_BUILD};
use crate::page::dom;
use crate::page::state::State;
use every_core::draw::format::{decimal, duration};
use every_core::link::BrowserFamily;

const TICK: &str = r#"<svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M3 8.5l3.2 3.2L13 4.8"/></svg>"#;
const MIND: &str = r#"<svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true"><path d="M8 2l6.5 12h-13zM8 6.5v4M8 12v1"/></svg>"#;

pub(in crate::page) fn mount(state: State) {
    dom::show("chips", move || state.environment.with(|environment| environment.as_ref().map_or_else(waiting, chips)));
}

fn waiting() -> String {
    r#"<ul class="chips"><li class="chip">looking at this browser</li></ul>"#.to_owned()
}

fn chips(environment: &Environment) -> String {
    let memory = if environment.shared_memory {
        format!(r#"<li class="chip ok">{TICK} memory can be shared</li>"#)
    } else {
        format!(r#"<li class="chip warn">{MIND} not isolated: no shared memory</li>"#)
    };
    format!(
        r#"<ul class="chips" aria-label="This machine and browser">{}<li class="chip"><b>{}</b> logical cores reported</li>{memory}<li class="chip">timer <b>{}</b></li><li class="chip"><b>{}</b></li></ul>"#,
        build(IS_DEVELOPMENT_BUILD),
        environment.reported_processors,
        timer(environment.timer_resolution_ms),
        BrowserFamily::of(&environment.user_agent).name(),
    )
}

fn timer(resolution_ms: f64) -> String {
    if resolution_ms < 1.0 { decimal(resolution_ms * 1e3, 0) + "\u{a0}µs" } else { duration(resolution_ms) }
}

/// Returns the chip that keeps readers from quoting the figures of a development build.
fn build(is_development_build: bool) -> String {
    if !is_development_build {
        return String::new();
    }
    format!(r#"<li class="chip warn">{MIND} development build: do not quote its figures</li>"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_development_build_has_a_warning() {
        assert!(build(true).contains("development build: do not quote its figures"));
        assert_eq!(build(false), "");
    }
}
