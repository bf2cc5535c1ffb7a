//! Keys that work everywhere on the page.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::dom;
use super::state::State;

/// Escape gives up the experiment under way, unless something nearer to the focus has used it.
pub(super) fn mount(state: State) {
    let Some(document) = dom::document() else { return };
    let listener = EventListener::new(&document, "keydown", move |event| {
        let is_escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|pressed| pressed.key() == "Escape");
        if is_escape && !event.default_prevented() {
            state.cancel();
        }
    });
    // The page listens for as long as it lives.
    listener.forget();
}
