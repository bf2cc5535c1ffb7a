//! What this browser lets a page do, found by trying where that is possible. Where memory cannot be shared, the first reason
//! that applies, and what the reader can do about it.

use js_sys::{JsString, Object, WebAssembly};
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

use super::clock;
use every_core::{fields, names};
use every_core_js::get;

/// Whether `cargo xtask serve` compiled the program. Such a build is for quick edits, not for measuring. It is a constant, so
/// that the published program contains no code that depends on it.
pub(crate) const IS_DEVELOPMENT_BUILD: bool = option_env!("EVERY_CORE_DEVELOPMENT_BUILD").is_some();

/// How the page came to be cross-origin isolated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IsolationSource {
    /// The server sent the headers.
    Headers,
    /// The page's own service worker added them.
    ServiceWorker,
    /// The page is not isolated.
    None,
}

names!(IsolationSource { Headers = "headers", ServiceWorker = "service-worker", None = "none" });

/// The environment that the page runs in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Environment {
    /// `navigator.hardwareConcurrency`, at least 1. The browser may cap, round or randomise it.
    pub reported_processors: u32,
    /// `crossOriginIsolated`, as the browser reports it.
    pub cross_origin_isolated: bool,
    /// Whether memory can be shared with a worker, found by posting some.
    pub shared_memory: bool,
    /// How the page came to be isolated.
    pub isolation_source: IsolationSource,
    /// The smallest step of the clock, milliseconds.
    pub timer_resolution_ms: f64,
    /// Whether 128-bit vectors are available. Without them, the module would not have started.
    pub simd: bool,
    /// The browser's `navigator.userAgent`.
    pub user_agent: String,
    /// Whether the browser has Web Workers.
    pub workers_available: bool,
    /// Why memory cannot be shared; `None` where it can.
    pub not_isolated: Option<NotIsolated>,
}

fields!(Environment {
    reported_processors,
    cross_origin_isolated,
    shared_memory,
    isolation_source,
    timer_resolution_ms,
    simd,
    user_agent,
    workers_available,
    not_isolated
});

impl Environment {
    /// Returns the environment with the current reason: the service worker may have been installed or refused since.
    pub(crate) fn refreshed(mut self) -> Self {
        self.not_isolated = self.not_isolated.map(|_| why_not_isolated());
        self
    }
}

/// Inspects the browser. Takes up to 50 ms where the clock is coarse.
pub(crate) fn detect() -> Environment {
    let global = js_sys::global();
    let flag = |name: &str| get(&global, name).is_truthy();
    let navigator = web_sys::window().map(|window| window.navigator());
    let reported = navigator.as_ref().map_or(1.0, web_sys::Navigator::hardware_concurrency);
    let cross_origin_isolated = flag("crossOriginIsolated");
    let shared_memory = memory_can_be_shared();
    Environment {
        reported_processors: if reported >= 1.0 { reported as u32 } else { 1 },
        cross_origin_isolated,
        shared_memory,
        isolation_source: match cross_origin_isolated {
            // The service worker adds this attribute to pages that would not be isolated without it.
            true if page_says("isolatedBy").is_some() => IsolationSource::ServiceWorker,
            true => IsolationSource::Headers,
            false => IsolationSource::None,
        },
        timer_resolution_ms: clock::resolution_ms(),
        simd: cfg!(target_feature = "simd128"),
        user_agent: navigator.and_then(|navigator| navigator.user_agent().ok()).unwrap_or_default(),
        workers_available: flag("Worker"),
        not_isolated: (!shared_memory).then(why_not_isolated),
    }
}

/// Tries to post this instance's own memory, which is shared where the browser allows that, to a port that nothing reads. The
/// flag `crossOriginIsolated` is not enough: some browsers set it and still refuse.
pub(crate) fn memory_can_be_shared() -> bool {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let Ok(channel) = MessageChannel::new() else { return false };
    let posted = channel.port1().post_message(&memory.buffer()).is_ok();
    channel.port1().close();
    posted
}

/// The reason why memory cannot be shared here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotIsolated {
    /// The browser has no shared memory.
    Browser,
    /// `?nosw=1` disabled the service worker, and the server sends no headers.
    AskedFor,
    /// The page is in a frame of another page.
    Framed,
    /// The page came neither over `https` nor from this machine. Browsers then allow no service worker and no isolation.
    InsecureContext,
    /// The server sends no headers, and the browser refuses a service worker: in a private window, or because storage is
    /// blocked.
    NoServiceWorker,
    /// The service worker is being installed or is installed. The page is isolated when it is loaded again.
    AfterReload,
    /// The server sends no headers, and the site has no service worker, because it was not made by `cargo xtask build`.
    NoHeaders,
}

names!(NotIsolated {
    Browser = "browser",
    AskedFor = "askedFor",
    Framed = "framed",
    InsecureContext = "insecureContext",
    NoServiceWorker = "noServiceWorker",
    AfterReload = "afterReload",
    NoHeaders = "noHeaders",
});

impl NotIsolated {
    /// Returns what the reason means and what to do about it.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Browser => "This browser does not let workers share memory. Try another one: any from 2022 on does.",
            Self::AskedFor => {
                "The address says nosw=1, so the service worker that would isolate this page was left out. Open the page \
                 without it."
            }
            Self::Framed => "This page is inside a frame, and the page around it decides. Open it in its own tab.",
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

/// Finds the reason on a page that cannot share memory. This is cheap. The answer may change while the service worker is
/// installed.
pub(crate) fn why_not_isolated() -> NotIsolated {
    let global = js_sys::global();
    // A browser without this property has no shared memory. One where it is true failed the trial, so it has none either.
    if get(&global, "crossOriginIsolated") != JsValue::FALSE {
        return NotIsolated::Browser;
    }
    // The browser's search, because the standard library's would be 1 kB of the program.
    let query = get(&get(&global, "location"), "search");
    if query.dyn_ref::<JsString>().is_some_and(|query| query.includes("nosw", 0)) {
        return NotIsolated::AskedFor;
    }
    let service_worker = page_says("serviceWorker");
    // In a frame, `www/isolate.ts` registers a service worker only in browsers where that helps.
    if service_worker.is_none() && !Object::is(&get(&global, "top"), &get(&global, "self")) {
        return NotIsolated::Framed;
    }
    if !get(&global, "isSecureContext").is_truthy() {
        return NotIsolated::InsecureContext;
    }
    // Set by `www/isolate.ts`.
    match service_worker.as_deref() {
        Some("refused") => NotIsolated::NoServiceWorker,
        Some(_) => NotIsolated::AfterReload,
        None if !get(&get(&global, "navigator"), "serviceWorker").is_object() => NotIsolated::NoServiceWorker,
        None => NotIsolated::NoHeaders,
    }
}

/// Returns the value of a data attribute of the page's root.
fn page_says(name: &str) -> Option<String> {
    let root = get(&get(&js_sys::global(), "document"), "documentElement");
    get(&get(&root, "dataset"), name).as_string()
}
