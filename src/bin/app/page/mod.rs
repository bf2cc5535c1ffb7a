//! The page: one [`state::State`], and islands in the static page that show it.

mod announce;
mod dom;
mod door;
mod events;
mod experiment;
mod islands;
mod keys;
mod live;
mod remember;
mod signal;
mod state;

use wasm_bindgen_futures::spawn_local;

use state::State;

/// Whether the document is Every Core's page, and not one that only uses the API.
pub(crate) fn is_here() -> bool {
    let root = dom::document().and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute("data-every-core"))
}

/// Mounts the islands and prepares the first experiment. The static page is readable without this.
pub(crate) fn mount() {
    let state = State::new();
    islands::chips::mount(state);
    islands::launch::mount(state);
    islands::settings::mount(state);
    islands::notice::mount(state);
    islands::cores_controls::mount(state);
    islands::sweep::mount(state);
    islands::tenfold::mount(state);
    announce::mount(state);
    keys::mount(state);
    door::mount(state);
    remember::mount(state);
    spawn_local(get_ready(state));
    if let Some(root) = dom::document().and_then(|document| document.document_element()) {
        // This class hides the static notices about a missing program.
        let _ = root.class_list().add_1("is-mounted");
    }
}

/// Detects what the browser supports, restores the reader's settings, and sizes the work.
async fn get_ready(state: State) {
    let environment = state.look_at_browser().await;
    remember::restore(state);
    state.environment.set(Some(environment));
    door::open(state);
    state.size_work().await;
}
