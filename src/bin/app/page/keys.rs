//! Keyboard shortcuts of the whole page.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::dom;
use super::state::State;

/// Cancels the experiment on Escape, unless a listener closer to the focus has handled the key.
pub(super) fn mount(state: State) {
    let Some(document) = dom::document() else { return };
    let listener = EventListener::new(&document, "keydown", move |event| {
        let is_escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|pressed| pressed.key() == "Escape");
        if is_escape && !event.default_prevented() {
            state.cancel();
        }
    });
    // The listener is never removed.
    listener.forget();
}
