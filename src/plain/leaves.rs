//! What objects consist of: numbers, booleans, texts, lists, and values that may be missing.

use super::{Digits, Plain, Value};

impl Plain for f64 {
    fn to<V: Value>(&self) -> V {
        V::of_number(*self)
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        value.number().ok_or("")
    }
}

/// Every integer of a report is below 2^53, or is [`Digits`].
impl Plain for u64 {
    fn to<V: Value>(&self) -> V {
        V::of_number(*self as f64)
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        value.number().filter(|number| number.fract() == 0.0 && *number >= 0.0).map(|number| number as u64).ok_or("")
    }
}

impl Plain for u32 {
    fn to<V: Value>(&self) -> V {
        V::of_number((*self).into())
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        u64::of(value)?.try_into().map_err(|_| "")
    }
}

impl Plain for bool {
    fn to<V: Value>(&self) -> V {
        V::of_flag(*self)
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        value.flag().ok_or("")
    }
}

impl Plain for String {
    fn to<V: Value>(&self) -> V {
        V::of_text(self)
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        value.text().ok_or("")
    }
}

impl Plain for Digits {
    fn to<V: Value>(&self) -> V {
        V::of_text(&self.0.to_string())
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        value.text().and_then(|digits| digits.parse().ok()).map(Self).ok_or("")
    }
}

impl<T: Plain> Plain for Vec<T> {
    fn to<V: Value>(&self) -> V {
        let mut list = V::list();
        for item in self {
            list.push(item.to());
        }
        list
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        let given = value.items().ok_or("")?;
        let mut items = Self::with_capacity(given.len());
        for item in &given {
            items.push(T::of(item)?);
        }
        Ok(items)
    }
}

/// A field that is left out of its object where it is `None`.
impl<T: Plain> Plain for Option<T> {
    fn to<V: Value>(&self) -> V {
        self.as_ref().map_or_else(V::missing, T::to)
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        if value.is_missing() { Ok(None) } else { T::of(value).map(Some) }
    }

    fn set_in<V: Value>(&self, object: &mut V, name: &str) {
        if let Some(value) = self {
            value.set_in(object, name);
        }
    }
}
