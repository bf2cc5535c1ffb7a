//! Why a page has no memory to share: the first reason that holds, and what the reader can do about it.

use js_sys::{Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Why memory cannot be shared here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum NotIsolated {
    /// The browser has no shared memory, whatever a page does.
    Browser,
    /// `?nosw=1` left the service worker out, and the server sends no headers.
    AskedFor,
    /// The page is inside another one.
    Framed,
    /// Neither `https` nor this very machine: browsers then allow no service worker, and no isolation.
    InsecureContext,
    /// The server sends no headers, and the browser refuses a service worker: a private window, or storage blocked.
    NoServiceWorker,
    /// The service worker is on its way, or there: the page is isolated when it is loaded again.
    AfterReload,
    /// The server sends no headers, and the site has no service worker (it was not made by `cargo xtask build`).
    NoHeaders,
}

impl NotIsolated {
    /// What it means and what to do about it.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Browser => "This browser does not let workers share memory. Try another one: any from 2022 on does.",
            Self::AskedFor => {
                "The address says nosw=1, so the service worker that would isolate this page was left out. Open the page \
                 without it."
            }
            Self::Framed => "This page is inside a frame of another one, which decides. Open it in its own tab.",
            Self::InsecureContext => {
                "This page came over a connection that is not secure, so the browser does not isolate it. Open its https \
                 address."
            }
            Self::NoServiceWorker => {
                "The server does not isolate this page, and the browser refused the service worker that would. Private \
                 windows and blocked site data have this effect: open the page in an ordinary window, or allow its data."
            }
            Self::AfterReload => "This page can be isolated from its next loading on. Reload it.",
            Self::NoHeaders => {
                "The server did not send the headers Cross-Origin-Opener-Policy: same-origin and \
                 Cross-Origin-Embedder-Policy: require-corp. Serve the page with both."
            }
        }
    }
}

/// Looks for the reason on a page that cannot share memory. Cheap; the answer may change while the service worker comes.
pub(crate) fn why_not_isolated() -> NotIsolated {
    let global = js_sys::global();
    // A browser that does not know the word has no shared memory; one that says yes, and refuses, neither.
    if get(&global, "crossOriginIsolated") != JsValue::FALSE {
        return NotIsolated::Browser;
    }
    if get(&get(&global, "location"), "search").as_string().is_some_and(|query| query.contains("nosw")) {
        return NotIsolated::AskedFor;
    }
    if !Object::is(&get(&global, "top"), &get(&global, "self")) {
        return NotIsolated::Framed;
    }
    if !get(&global, "isSecureContext").is_truthy() {
        return NotIsolated::InsecureContext;
    }
    // Written by `isolate.js`.
    match page_says("serviceWorker").as_deref() {
        Some("refused") => NotIsolated::NoServiceWorker,
        Some(_) => NotIsolated::AfterReload,
        None if !get(&get(&global, "navigator"), "serviceWorker").is_object() => NotIsolated::NoServiceWorker,
        None => NotIsolated::NoHeaders,
    }
}

/// What stands in a data attribute of the page's root.
pub(super) fn page_says(name: &str) -> Option<String> {
    let root = get(&get(&js_sys::global(), "document"), "documentElement");
    get(&get(&root, "dataset"), name).as_string()
}

/// A property; undefined where there is none, or where it may not be read.
fn get(object: &JsValue, name: &str) -> JsValue {
    let value = if object.is_object() { Reflect::get(object, &name.into()).ok() } else { None };
    value.unwrap_or(JsValue::UNDEFINED)
}
