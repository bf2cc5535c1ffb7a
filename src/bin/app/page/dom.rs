//! The elements that the static page holds ready. Every text that is put into them is ours: no string from outside is in it
//! but escaped.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, EventTarget, HtmlElement};

use super::signal::create_effect;

pub(super) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The island of that id. The page and the program are of one version, so it is there; if not, nothing is shown in it.
pub(super) fn island(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// The island of that id, with the controls that wait in its `<template>`: without the program they would do nothing.
pub(super) fn unfold(id: &str) -> Option<Element> {
    let island = island(id)?;
    if let Some(template) = find::<Element>(&island, "template") {
        island.set_inner_html(&template.inner_html());
    }
    Some(island)
}

/// The first element under `root` that a selector of ours matches.
pub(super) fn find<T: JsCast>(root: &Element, selector: &str) -> Option<T> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// Puts our own markup into an element.
pub(super) fn fill(id: &str, html: &str) {
    if let Some(element) = island(id) {
        element.set_inner_html(html);
    }
}

/// Puts a text into an element, unless it is there: what is not written is not read out again.
pub(super) fn set_text(element: &HtmlElement, text: &str) {
    if element.text_content().as_deref() != Some(text) {
        element.set_text_content(Some(text));
    }
}

/// Sets an attribute, whose name and value are ours and therefore allowed.
pub(super) fn set_attribute(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// Listens for as long as the page lives. Boxed, so that the program holds one such closure and not one for every place.
pub(super) fn listen(target: &EventTarget, name: &'static str, hear: Box<dyn Fn(&Event)>) {
    EventListener::new(target, name, hear).forget();
}

/// Keeps an island's content equal to a text that depends on signals.
pub(super) fn show(id: &str, html: impl Fn() -> String + 'static) {
    follow(id, Box::new(html));
}

/// Boxed for the same reason as [`listen`].
fn follow(id: &str, html: Box<dyn Fn() -> String>) {
    let Some(island) = island(id) else { return };
    create_effect(Box::new(move || island.set_inner_html(&html())));
}
