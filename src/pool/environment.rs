//! What this browser lets a page do, found out by trying rather than by asking.

use js_sys::{Reflect, WebAssembly};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

use super::clock;
use super::not_isolated::{NotIsolated, page_says, why_not_isolated};

/// Whether `cargo xtask serve` compiled the program, for quick edits and not for figures. A constant, so that what depends on it
/// weighs nothing in what is published.
pub const IS_DEVELOPMENT_BUILD: bool = option_env!("EVERY_CORE_DEVELOPMENT_BUILD").is_some();

/// How the page came to be cross-origin isolated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IsolationSource {
    /// The server sent the two headers.
    Headers,
    /// The page's own service worker added them.
    ServiceWorker,
    /// It is not isolated.
    None,
}

/// What the page runs in.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    /// `navigator.hardwareConcurrency`: what the browser reports, which it may cap, round or draw at random; at least 1.
    pub reported_processors: u32,
    /// What the browser says of the page.
    pub cross_origin_isolated: bool,
    /// Whether memory can really be shared with a worker: found out by posting some.
    pub shared_memory: bool,
    /// How the page came to be isolated.
    pub isolation_source: IsolationSource,
    /// Smallest step of the clock, milliseconds.
    pub timer_resolution_ms: f64,
    /// Whether 128-bit vectors are available; the module would not have started without them.
    pub simd: bool,
    /// The browser's own description of itself.
    pub user_agent: String,
    /// Whether there are Web Workers at all. (An addition to the contract.)
    pub workers_available: bool,
    /// Why memory cannot be shared; `None` where it can. (An addition to the contract.)
    pub not_isolated: Option<NotIsolated>,
}

impl Environment {
    /// The same, with the reason as it is now: the service worker may have come, or been refused, since.
    pub fn refreshed(mut self) -> Self {
        self.not_isolated = self.not_isolated.map(|_| why_not_isolated());
        self
    }
}

/// Looks at the browser. Takes up to 50 ms where the clock is coarse.
pub fn detect() -> Environment {
    let global = js_sys::global();
    let flag = |name: &str| Reflect::get(&global, &name.into()).is_ok_and(|value| value.is_truthy());
    let navigator = web_sys::window().map(|window| window.navigator());
    let reported = navigator.as_ref().map_or(1.0, web_sys::Navigator::hardware_concurrency);
    let cross_origin_isolated = flag("crossOriginIsolated");
    let shared_memory = memory_can_be_shared();
    Environment {
        reported_processors: if reported >= 1.0 { reported as u32 } else { 1 },
        cross_origin_isolated,
        shared_memory,
        isolation_source: match cross_origin_isolated {
            // The service worker writes it into the pages that would not be isolated without it.
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

/// Tries to post this instance's own memory, which is shared where that exists, to a port nobody reads. The flag alone is
/// not enough: there are browsers that say "isolated" and still refuse.
pub(super) fn memory_can_be_shared() -> bool {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let Ok(channel) = MessageChannel::new() else { return false };
    let posted = channel.port1().post_message(&memory.buffer()).is_ok();
    channel.port1().close();
    posted
}
