//! The errors that a job can end with and that are not the function's own.

use js_sys::{Error, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An `Error` with a name that code can test.
pub(super) fn named(name: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name(name);
    error.into()
}

/// What a function threw in its worker, as the worker wrote it down (`failure` in worker.js): the error again, with its name,
/// its message and the worker's stack; or the very value, where it was no error.
pub(super) fn rethrown(failure: &JsValue) -> JsValue {
    let field = |name: &str| Reflect::get(failure, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let Some(message) = field("message").as_string() else { return field("thrown") };
    let name = field("name");
    // A TypeError stays one, for `instanceof`.
    let error = match Reflect::get(&js_sys::global(), &name) {
        Ok(class) if is_native(&name) => {
            Reflect::construct(class.unchecked_ref::<js_sys::Function>(), &js_sys::Array::of1(&message.as_str().into()))
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
