//! What JavaScript throws: in words, made here, and thrown again.

use js_sys::{Array, Error, Function, Reflect};
use wasm_bindgen::prelude::*;

/// What JavaScript threw, in words.
pub(super) fn describe(thrown: &JsValue) -> String {
    thrown.dyn_ref::<Error>().map_or_else(|| printed(thrown), |error| String::from(error.message()))
}

/// A value as JavaScript would print it.
pub(crate) fn printed(value: &JsValue) -> String {
    // `String(value)` throws for objects whose own conversion does.
    Reflect::apply(&STRING.with(Clone::clone), &JsValue::UNDEFINED, &Array::of1(value))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| "a value that cannot be printed".to_owned())
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = String)]
    static STRING: Function;
}

/// An `Error` with a name that code can test.
pub(super) fn named(name: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name(name);
    error.into()
}

/// What a function threw in its worker, as the worker wrote it down (`failure` in worker.ts): the error again, with its name,
/// its message and the worker's stack; or the very value, where it was no error.
pub(super) fn rethrown(failure: &JsValue) -> JsValue {
    let field = |name: &str| Reflect::get(failure, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let Some(message) = field("message").as_string() else { return field("thrown") };
    let name = field("name");
    // A TypeError stays one, for `instanceof`.
    let error = match Reflect::get(&js_sys::global(), &name) {
        Ok(class) if is_native(&name) => {
            Reflect::construct(class.unchecked_ref::<Function>(), &Array::of1(&message.as_str().into()))
                .unwrap_or_else(|_| Error::new(&message).into())
        }
        _ => Error::new(&message).into(),
    };
    for (key, value) in [("name", name), ("stack", field("stack"))] {
        // An own property of an error of ours: setting it does not fail.
        let _ = Reflect::set(&error, &key.into(), &value);
    }
    error
}

fn is_native(name: &JsValue) -> bool {
    const NATIVE: [&str; 6] = ["TypeError", "RangeError", "ReferenceError", "SyntaxError", "EvalError", "URIError"];
    name.as_string().is_some_and(|name| NATIVE.contains(&name.as_str()))
}
