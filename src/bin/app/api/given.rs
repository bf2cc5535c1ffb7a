//! The options object that a script passes. Reading it can run the script's own code, such as a getter, so every read catches what that
//! code throws, and ends in plain values.

use js_sys::{Function, Reflect, Symbol, TypeError};
use wasm_bindgen::prelude::*;

use super::errors::{LONGEST_QUOTED, wrong_type};
use crate::pool::array;

/// The options object of a call.
pub(crate) struct Given<'a>(&'a JsValue);

impl<'a> Given<'a> {
    /// Takes the options of a function that knows the options `known`. Undefined stands for none.
    ///
    /// # Errors
    /// A `TypeError` if it is no object, or has another option; or what the script's own code throws.
    pub(crate) fn new(given: &'a JsValue, known: &[&str], example: &str) -> Result<Self, JsValue> {
        let is_list = given.is_object() && Reflect::has(given, &Symbol::iterator())?;
        if !given.is_undefined() && !given.is_object() || is_list {
            return Err(wrong_type("options", given, &["an object such as ", example].concat()));
        }
        if given.is_object() {
            let names = Reflect::own_keys(given)?;
            let unknown = names.iter().filter_map(|name| name.as_string()).find(|name| !known.contains(&name.as_str()));
            if let Some(name) = unknown {
                let said = format!(
                    "options: there is no option {}; did you mean {}? The options are {}",
                    name.chars().take(LONGEST_QUOTED).collect::<String>(),
                    nearest(&name, known),
                    known.join(", ")
                );
                return Err(TypeError::new(&said).into());
            }
        }
        Ok(Self(given))
    }

    /// Returns an option, or undefined.
    pub(crate) fn read(&self, name: &str) -> Result<JsValue, JsValue> {
        if self.0.is_object() { Reflect::get(self.0, &name.into()) } else { Ok(JsValue::UNDEFINED) }
    }

    /// Returns an option that is a function; `shape` describes it.
    pub(super) fn function(&self, name: &str, shape: &str) -> Result<Option<Function>, JsValue> {
        match self.read(name)?.dyn_into::<Function>() {
            Ok(function) => Ok(Some(function)),
            Err(missing) if missing.is_undefined() => Ok(None),
            Err(other) => Err(wrong_type(name, &other, shape)),
        }
    }

    /// Returns the items of an option that is an array; `allowed` describes it.
    pub(super) fn list(&self, name: &str, allowed: &str) -> Result<Option<Vec<JsValue>>, JsValue> {
        let given = self.read(name)?;
        if given.is_undefined() {
            return Ok(None);
        }
        let items = array(&given)?.ok_or_else(|| wrong_type(name, &given, allowed))?;
        Ok(Some(items.to_vec()))
    }
}

/// Returns the known name that takes the fewest changes of one letter to reach.
fn nearest<'a>(name: &str, known: &[&'a str]) -> &'a str {
    known.iter().min_by_key(|other| changes(name.as_bytes(), other.as_bytes())).copied().unwrap_or_default()
}

/// Returns the Levenshtein distance of two texts. Texts longer than 100 bytes count as cut there.
fn changes(from: &[u8], to: &[u8]) -> usize {
    let (from, to) = (&from[..from.len().min(100)], &to[..to.len().min(100)]);
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (place, other) in to.iter().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_option_is_suggested() {
        let known = ["workload", "workers", "steps", "memory", "rounds"];
        for (name, meant) in [("memroy", "memory"), ("worker", "workers"), ("Steps", "steps"), ("round", "rounds")] {
            assert_eq!(nearest(name, &known), meant);
        }
        assert_eq!((changes(b"", b"abc"), changes(b"kitten", b"sitting"), changes(b"same", b"same")), (3, 3, 0));
    }
}
