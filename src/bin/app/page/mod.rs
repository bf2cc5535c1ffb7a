//! What is seen: one [`state::State`], and islands in the static page that show it.

mod announce;
mod charts;
mod dom;
mod door;
mod experiment;
mod frames;
mod islands;
mod keys;
mod live;
mod remember;
mod signal;
mod state;

use wasm_bindgen_futures::spawn_local;

use state::State;

/// Mounts the islands and gets the first experiment ready. The page is readable before, and without.
pub(crate) fn mount() {
    let state = State::new();
    islands::chips::mount(state);
    islands::launch::mount(state);
    islands::settings::mount(state);
    islands::notice::mount(state);
    islands::pulse::mount(state);
    islands::result::mount(state);
    islands::figure::mount(state);
    islands::cores_controls::mount(state);
    islands::sweep::mount(state);
    islands::tenfold::mount(state);
    announce::mount(state);
    keys::mount(state);
    door::mount(state);
    remember::mount(state);
    spawn_local(state.get_ready());
    if let Some(root) = dom::document().and_then(|document| document.document_element()) {
        // The static notices about what is missing give way.
        let _ = root.class_list().add_1("is-mounted");
    }
}
