//! Access to the elements of the static page. Inserted markup comes from this program; strings from outside are escaped.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, HtmlInputElement};

use super::signal::create_effect;

pub(super) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Returns the island with this id. It exists, because page and program are built together. If not, nothing is shown.
pub(super) fn island(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Returns the island with this id, filled from its `<template>`. Its controls are in a template because they do nothing
/// without the program.
pub(super) fn unfold(id: &str) -> Option<Element> {
    let island = island(id)?;
    if let Some(template) = find::<Element>(&island, "template") {
        island.set_inner_html(&template.inner_html());
    }
    Some(island)
}

/// Returns the first element under `root` that matches a selector of this program.
pub(super) fn find<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// Sets the markup of an element. It must come from this program.
pub(super) fn fill(id: &str, html: &str) {
    if let Some(element) = island(id) {
        element.set_inner_html(html);
    }
}

/// Sets an element's text if it differs. A screen reader reads out every change, even to the same text.
pub(super) fn set_text(element: &HtmlElement, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Sets an attribute. The call does not fail, because names and values come from this program.
pub(super) fn set_attribute(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Returns the value of the input that an event is about.
pub(super) fn chosen_value(event: &Event) -> String {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    input.map(|input| input.value()).unwrap_or_default()
}

/// Shows whether the radio with this value is checked, and whether it can be chosen.
pub(super) fn show_radio(root: &Element, value: &str, is_checked: bool, is_disabled: bool) {
    if let Some(radio) = find::<HtmlInputElement>(root, &["[value=\"", value, "\"]"].concat()) {
        radio.set_checked(is_checked);
        radio.set_disabled(is_disabled);
    }
}

/// Adds an event listener that is never removed. The callback is boxed so that the program contains this code only once.
pub(super) fn listen(target: &EventTarget, name: &'static str, handler: Box<dyn Fn(&Event)>) {
    EventListener::new(target, name, handler).forget();
}

/// Keeps an island's content equal to markup that depends on signals.
pub(super) fn show(id: &str, html: impl Fn() -> String + 'static) {
    follow(id, Box::new(html));
}

/// Implements [`show`] with a boxed callback, for the same reason as in [`listen`].
fn follow(id: &str, html: Box<dyn Fn() -> String>) {
    let Some(island) = island(id) else { return };
    create_effect(Box::new(move || island.set_inner_html(&html())));
}
