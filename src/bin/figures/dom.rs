//! The elements that the static page holds ready. Every text that is put into them is ours: no string from outside is in it
//! but escaped.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlButtonElement};

pub(super) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The element of that id. The page and the program are of one version, so it is there; if not, nothing is shown in it.
pub(super) fn island(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Puts our own markup into an element.
pub(super) fn fill(id: &str, html: &str) {
    if let Some(element) = island(id) {
        element.set_inner_html(html);
    }
}

/// Switches a button off or on.
pub(super) fn set_disabled(id: &str, is_disabled: bool) {
    if let Some(button) = island(id).and_then(|element| element.dyn_into::<HtmlButtonElement>().ok()) {
        button.set_disabled(is_disabled);
    }
}

/// Shows an element or hides it.
pub(super) fn show_if(id: &str, is_shown: bool) {
    if let Some(element) = island(id) {
        // Taking away or setting a plain attribute does not fail.
        let _ = if is_shown { element.remove_attribute("hidden") } else { element.set_attribute("hidden", "") };
    }
}

/// Listens to an event of the page for as long as it lives.
pub(super) fn listen_to_page(name: &'static str, hear: impl Fn() + 'static) {
    if let Some(document) = document() {
        EventListener::new(&document, name, move |_| hear()).forget();
    }
}
