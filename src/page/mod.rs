//! What is seen: one [`state::State`], and islands in the static page that show it.

mod announce;
mod charts;
mod door;
mod download;
mod experiment;
mod format;
mod frames;
mod islands;
mod keys;
mod live;
mod remember;
mod state;

use sycamore::prelude::create_root;
use wasm_bindgen_futures::spawn_local;

use state::State;

/// Mounts the islands and gets the first experiment ready. The page is readable before, and without.
pub fn mount() {
    // The root lives as long as the page.
    let _root = create_root(|| {
        let state = State::new();
        islands::chips::mount(state);
        islands::launch::mount(state);
        islands::settings::mount(state);
        islands::notice::mount(state);
        islands::pulse::mount();
        islands::result::mount(state);
        islands::figure::mount(state);
        islands::cores::mount(state);
        islands::loss::mount(state);
        islands::sweep::mount(state);
        islands::tenfold::mount(state);
        announce::mount(state);
        keys::mount(state);
        remember::mount(state);
        spawn_local(state.get_ready());
    });
    if let Some(root) = dom::document().and_then(|document| document.document_element()) {
        // The static notices about what is missing give way.
        let _ = root.class_list().add_1("is-mounted");
    }
}

mod dom {
    //! The elements that the static page holds ready.
    use wasm_bindgen::JsCast;
    use web_sys::{Document, Element};

    pub(super) fn document() -> Option<Document> {
        web_sys::window()?.document()
    }

    /// The island of that id. The page and the program are of one version, so it is there; if not, nothing is shown in it.
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
        if let Some(button) = island(id).and_then(|element| element.dyn_into::<web_sys::HtmlButtonElement>().ok()) {
            button.set_disabled(is_disabled);
        }
    }

    /// Keeps an island's content equal to a text that depends on signals. The text is ours: no string from outside is in it
    /// but escaped.
    pub(super) fn show(id: &str, html: impl Fn() -> String + 'static) {
        follow(id, Box::new(move || Some(html())));
    }

    /// The same for a text that is not there yet: until then the island keeps what the static page says in its place.
    pub(super) fn show_once_there(id: &str, html: impl Fn() -> Option<String> + 'static) {
        follow(id, Box::new(html));
    }

    /// Boxed, so that the program holds one such effect and not one for every island.
    fn follow(id: &str, html: Box<dyn Fn() -> Option<String>>) {
        let Some(island) = island(id) else { return };
        sycamore::prelude::create_effect(move || {
            if let Some(html) = html() {
                island.set_inner_html(&html);
            }
        });
    }
}
