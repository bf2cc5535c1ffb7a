//! A lock of the Web Locks API is freed when the worker that holds it ends, however it ends: the one sign of a death that
//! makes no error. Where there are no locks (plain http), a silent death is not noticed.

use futures_channel::oneshot;
use futures_util::future::select;
use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type LockManager;
    #[wasm_bindgen(method, catch)]
    fn request(this: &LockManager, name: &str, granted: &Function) -> Result<Promise, JsValue>;

    #[wasm_bindgen(thread_local_v2, js_namespace = navigator, js_name = locks)]
    static LOCKS: Option<LockManager>;

    #[wasm_bindgen(js_name = Promise)]
    type Refusable;
    #[wasm_bindgen(method, js_name = catch)]
    fn or_else(this: &Refusable, refused: &Function) -> Promise;
}

/// A name that no other lock has, in no tab of this site.
pub(super) fn unique_name() -> String {
    let random = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("every-core {} {}", random(), random())
}

/// Takes the lock, and holds it for as long as this worker lives.
pub(in crate::pool) async fn hold(name: &str) {
    let (sender, granted) = oneshot::channel::<()>();
    let for_ever = Closure::once_into_js(move || {
        let _ = sender.send(());
        Promise::new(&mut |_, _| {})
    });
    if let Ok(Some(asked)) = ask(name, for_ever.unchecked_ref()) {
        // Refused is as good as granted: the worker serves all the same.
        select(granted, JsFuture::from(asked)).await;
    }
}

/// Calls `then` when the holder of the lock has ended.
pub(super) fn when_freed(name: &str, then: impl FnOnce() + 'static) {
    let then = Closure::once_into_js(then);
    if let Ok(Some(asked)) = ask(name, then.unchecked_ref()) {
        let refused = Closure::<dyn FnMut(JsValue)>::new(|_| {}).into_js_value();
        let _ = asked.unchecked_ref::<Refusable>().or_else(refused.unchecked_ref());
    }
}

fn ask(name: &str, granted: &Function) -> Result<Option<Promise>, JsValue> {
    LOCKS.with(|locks| locks.as_ref().map(|locks| locks.request(name, granted)).transpose())
}
