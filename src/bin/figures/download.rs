//! Handing the reader a file that was made here: no server has a part in it.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::dom;

/// The browser has begun to save the file by then.
const KEPT_MS: u32 = 10_000;

/// Saves a text as a file of that name.
pub(super) fn save(name: &str, text: &str) {
    // Where a browser cannot make files there is nothing to hand over, and nothing else breaks.
    let _ = try_save(name, text);
}

fn try_save(name: &str, text: &str) -> Option<()> {
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into())).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = dom::document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Timeout::new(KEPT_MS, move || drop(Url::revoke_object_url(&url))).forget();
    Some(())
}
