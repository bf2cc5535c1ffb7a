//! Taking turns on the main thread.

use futures_channel::oneshot;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

/// Lets the page handle what has come in, and goes on afterwards. A message to oneself is used because timers of zero are
/// stretched to four milliseconds when nested.
pub(super) async fn yield_to_page() {
    let (sender, received) = oneshot::channel::<()>();
    let Ok(channel) = MessageChannel::new() else { return gloo_timers::future::TimeoutFuture::new(0).await };
    let handler = Closure::once(move || {
        let _ = sender.send(());
    });
    channel.port1().set_onmessage(Some(handler.as_ref().unchecked_ref()));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        let _ = received.await;
    }
    channel.port1().close();
}
