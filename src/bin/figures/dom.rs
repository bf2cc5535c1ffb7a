//! Access to the elements of the static page. Inserted markup comes from this program; strings from outside are escaped.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, EventTarget, HtmlButtonElement};

pub(super) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Returns the element with this id. It exists, because page and program are built together. If not, nothing is shown.
pub(super) fn island(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Sets the markup of an element. It must come from this program.
pub(super) fn fill(id: &str, html: &str) {
    if let Some(element) = island(id) {
        element.set_inner_html(html);
    }
}

pub(super) fn set_disabled(id: &str, is_disabled: bool) {
    if let Some(button) = island(id).and_then(|element| element.dyn_into::<HtmlButtonElement>().ok()) {
        button.set_disabled(is_disabled);
    }
}

pub(super) fn show_if(id: &str, is_shown: bool) {
    if let Some(element) = island(id) {
        // Removing or setting a plain attribute does not fail.
        let _ = if is_shown { element.remove_attribute("hidden") } else { element.set_attribute("hidden", "") };
    }
}

/// Adds a listener. It is never removed.
pub(super) fn listen(target: &EventTarget, name: &'static str, handler: impl Fn() + 'static) {
    EventListener::new(target, name, move |_| handler()).forget();
}

/// Adds a listener for an event of the page. It is never removed.
pub(super) fn listen_to_page(name: &'static str, handler: impl Fn() + 'static) {
    if let Some(document) = document() {
        listen(&document, name, handler);
    }
}
