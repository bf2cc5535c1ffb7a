//! What scripts see, as JSON.

use every_core::plain::{Plain, Value};
use serde_json::Value as Json;

/// Returns what scripts see of a value. A number that is not finite becomes null.
pub fn to_json(value: &impl Plain) -> Json {
    value.to::<Seen>().0
}

/// Reads what scripts see.
///
/// # Errors
/// The name of the field that is missing or of the wrong type.
pub fn of_json<T: Plain>(json: Json) -> Result<T, &'static str> {
    T::of(&Seen(json))
}

struct Seen(Json);

impl Value for Seen {
    fn missing() -> Self {
        Self(Json::Null)
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
        Self(Json::Array(Vec::new()))
    }

    fn push(&mut self, item: Self) {
        self.0.as_array_mut().expect("a list").push(item.0);
    }

    fn object() -> Self {
        Self(Json::Object(serde_json::Map::new()))
    }

    fn set(&mut self, name: &str, value: Self) {
        let earlier = self.0.as_object_mut().expect("an object").insert(name.to_owned(), value.0);
        assert!(earlier.is_none(), "two fields are called {name}");
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn flag(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn text(&self) -> Option<String> {
        self.0.as_str().map(str::to_owned)
    }

    fn items(&self) -> Option<Vec<Self>> {
        Some(self.0.as_array()?.iter().cloned().map(Self).collect())
    }

    fn get(&self, name: &str) -> Self {
        Self(self.0.get(name).cloned().unwrap_or_default())
    }

    fn is_missing(&self) -> bool {
        self.0.is_null()
    }
}
