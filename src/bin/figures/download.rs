//! Saves files that are made in the page, without a server.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::dom;

/// The time until the file's URL is revoked. The browser has begun to save it by then.
const KEPT_MS: u32 = 10_000;

pub(super) fn save(name: &str, text: &str) {
    // If a browser cannot make files, nothing is saved, and nothing else is affected.
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
