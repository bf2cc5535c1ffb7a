//! Values as scripts see them: objects, lists, texts, numbers and booleans. A type says once which fields it has. The programs make
//! JavaScript's values of that, and tests make JSON. Code derived for serde does the same at several times the size.

mod fields;
mod leaves;

pub use fields::{Digits, Fields, camel_case, camel_case_length};

/// A value of a script, such as JavaScript's.
pub trait Value: Sized {
    /// Returns the value of what is missing.
    fn missing() -> Self;
    /// Returns a number.
    fn of_number(number: f64) -> Self;
    /// Returns a boolean.
    fn of_flag(flag: bool) -> Self;
    /// Returns a text.
    fn of_text(text: &str) -> Self;
    /// Returns a list without items.
    fn list() -> Self;
    /// Appends an item to a list.
    fn push(&mut self, item: Self);
    /// Returns an object without fields.
    fn object() -> Self;
    /// Sets a field of an object.
    fn set(&mut self, name: &str, value: Self);

    /// Returns the number, if it is one.
    fn number(&self) -> Option<f64>;
    /// Returns the boolean, if it is one.
    fn flag(&self) -> Option<bool>;
    /// Returns the text, if it is one.
    fn text(&self) -> Option<String>;
    /// Returns the items, if it is a list.
    fn items(&self) -> Option<Vec<Self>>;
    /// Returns a field. It is missing if this is not an object.
    fn get(&self, name: &str) -> Self;
    /// Whether it is undefined or null.
    fn is_missing(&self) -> bool;
}

/// A type with a form that scripts see.
pub trait Plain: Sized {
    /// Returns the value that scripts see.
    fn to<V: Value>(&self) -> V;

    /// Reads a value.
    ///
    /// # Errors
    /// The name of the field that is missing or of the wrong type; an empty name if it is the value itself.
    fn of<V: Value>(value: &V) -> Result<Self, &'static str>;

    /// Sets a field of an object to this value.
    fn set_in<V: Value>(&self, object: &mut V, name: &str) {
        object.set(name, self.to());
    }

    /// Reads a field of an object.
    ///
    /// # Errors
    /// The name of the innermost field that is missing or of the wrong type. `fields!` can make a list's name part of it.
    fn get_from<V: Value>(object: &V, name: &'static str) -> Result<Self, &'static str> {
        Self::of(&object.get(name)).map_err(|inner| if inner.is_empty() { name } else { inner })
    }
}
