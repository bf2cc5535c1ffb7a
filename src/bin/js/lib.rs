//! JavaScript's values, for all three programs. It exports nothing to JavaScript, so a program contains only what it calls.

use every_core::plain::{Plain, Value};
use futures_util::future::LocalBoxFuture;
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

/// A value of JavaScript's. Reading a field that throws gives undefined. The items of a list are read without catching, so a list must not
/// be a proxy that throws: the page's own scripts pass none, and `src/bin/app` reads what other scripts give in another way.
pub struct Js(pub JsValue);

impl Value for Js {
    fn missing() -> Self {
        Self(JsValue::UNDEFINED)
    }

    fn of_number(number: f64) -> Self {
        Self(number.into())
    }

    fn of_flag(flag: bool) -> Self {
        Self(flag.into())
    }

    fn of_text(text: &str) -> Self {
        Self(text.into())
    }

    fn list() -> Self {
        Self(Array::new().into())
    }

    fn push(&mut self, item: Self) {
        self.0.unchecked_ref::<Array>().push(&item.0);
    }

    fn object() -> Self {
        Self(Object::new().into())
    }

    fn set(&mut self, name: &str, value: Self) {
        set(&self.0, name, &value.0);
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn items(&self) -> Option<Vec<Self>> {
        Array::is_array(&self.0).then(|| self.0.unchecked_ref::<Array>().iter().map(Self).collect())
    }

    fn get(&self, name: &str) -> Self {
        Self(get(&self.0, name))
    }

    fn is_missing(&self) -> bool {
        self.0.is_undefined() || self.0.is_null()
    }
}

/// Returns the plain objects, arrays, strings and numbers that scripts see.
pub fn to_js(value: &impl Plain) -> JsValue {
    value.to::<Js>().0
}

/// Reads what scripts see.
///
/// # Errors
/// The name of the field that is missing or of the wrong type.
pub fn of_js<T: Plain>(value: JsValue) -> Result<T, &'static str> {
    T::of(&Js(value))
}

/// Returns a property, or undefined if there is none or it may not be read.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    let value = if object.is_object() { Reflect::get(object, &name.into()).ok() } else { None };
    value.unwrap_or(JsValue::UNDEFINED)
}

/// Sets a property of a plain object, which does not fail.
pub fn set(object: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// Returns an object with these properties.
pub fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in properties {
        set(&object, name, value);
    }
    object
}

/// Returns a promise of a future's outcome. The future is boxed, so that the program contains one copy of what drives it.
pub fn promise(future: LocalBoxFuture<'static, Result<JsValue, JsValue>>) -> Promise {
    future_to_promise(future)
}
