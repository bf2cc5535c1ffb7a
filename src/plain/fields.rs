//! Objects: structs with fields, and enums with names.

use super::Value;

/// A struct that scripts see as an object, or as a part of the object around it.
pub trait Fields: Sized {
    /// Sets the fields of an object.
    fn set_all<V: Value>(&self, object: &mut V);

    /// Reads the fields of an object.
    ///
    /// # Errors
    /// The name of the field that is missing or of the wrong type.
    fn get_all<V: Value>(object: &V) -> Result<Self, &'static str>;
}

/// An integer that may pass 2^53, which scripts see as a decimal text.
pub struct Digits(pub u64);

/// Returns the length of a field's name in camel case.
pub const fn camel_case_length(name: &str) -> usize {
    let (bytes, mut index, mut length) = (name.as_bytes(), 0, 0);
    while index < bytes.len() {
        length += (bytes[index] != b'_') as usize;
        index += 1;
    }
    length
}

/// Returns a field's name in camel case, `beginMs` for `begin_ms`. The compiler evaluates it.
pub const fn camel_case<const LENGTH: usize>(name: &str) -> [u8; LENGTH] {
    let (bytes, mut index, mut camel, mut length) = (name.as_bytes(), 0, [0; LENGTH], 0);
    while index < bytes.len() {
        if bytes[index] == b'_' {
            index += 1;
            camel[length] = bytes[index].to_ascii_uppercase();
        } else {
            camel[length] = bytes[index];
        }
        index += 1;
        length += 1;
    }
    camel
}

/// Names the fields of a struct that scripts see. A field `schema` is a constant, `as` names a type that converts the field, and the
/// fields of `..part` belong to the object itself. Errors name a field of what is `in` a list with the list: `entries.workers`.
#[macro_export]
macro_rules! fields {
    (@name $field:ident) => {
        $crate::fields!(@camel stringify!($field))
    };
    (@camel $name:expr) => {{
        const NAME: [u8; $crate::plain::camel_case_length($name)] = $crate::plain::camel_case($name);
        const { match str::from_utf8(&NAME) {
            Ok(name) => name,
            Err(_) => panic!(),
        } }
    }};
    (@set $self:ident $object:ident $field:ident) => {
        $crate::plain::Plain::set_in(&$self.$field, $object, $crate::fields!(@name $field))
    };
    (@set $self:ident $object:ident $field:ident $kind:ident) => {
        $crate::plain::Plain::set_in(&$kind($self.$field), $object, $crate::fields!(@name $field))
    };
    (@get $object:ident $field:ident) => {
        $crate::plain::Plain::get_from($object, $crate::fields!(@name $field))?
    };
    (@get $object:ident $field:ident $kind:ident) => {
        <$kind as $crate::plain::Plain>::get_from($object, $crate::fields!(@name $field))?.0
    };
    ($type:ident $($schema:literal)? { $($field:ident $(as $kind:ident)?),* $(, ..$part:ident)? }) => {
        impl $crate::plain::Fields for $type {
            fn set_all<V: $crate::plain::Value>(&self, object: &mut V) {
                $(object.set("schema", V::of_text($schema));)?
                $($crate::fields!(@set self object $field $($kind)?);)*
                $($crate::plain::Fields::set_all(&self.$part, object);)?
            }

            fn get_all<V: $crate::plain::Value>(object: &V) -> Result<Self, &'static str> {
                Ok(Self {
                    $(schema: $schema,)?
                    $($field: $crate::fields!(@get object $field $($kind)?),)*
                    $($part: $crate::plain::Fields::get_all(object)?,)?
                })
            }
        }

        $crate::fields!(@plain $type);
    };
    ($type:ident in $list:literal { $($field:ident),* }) => {
        impl $crate::plain::Fields for $type {
            fn set_all<V: $crate::plain::Value>(&self, object: &mut V) {
                $($crate::fields!(@set self object $field);)*
            }

            fn get_all<V: $crate::plain::Value>(object: &V) -> Result<Self, &'static str> {
                Ok(Self {
                    $($field: $crate::plain::Plain::of(&object.get($crate::fields!(@name $field)))
                        .map_err(|_| $crate::fields!(@camel concat!($list, ".", stringify!($field))))?,)*
                })
            }
        }

        $crate::fields!(@plain $type);
    };
    (@plain $type:ident) => {
        impl $crate::plain::Plain for $type {
            fn to<V: $crate::plain::Value>(&self) -> V {
                let mut object = V::object();
                $crate::plain::Fields::set_all(self, &mut object);
                object
            }

            fn of<V: $crate::plain::Value>(value: &V) -> Result<Self, &'static str> {
                $crate::plain::Fields::get_all(value)
            }
        }
    };
}

/// Gives the values of an enum the names by which scripts and links know them.
#[macro_export]
macro_rules! names {
    ($type:ident { $($value:ident = $name:literal),* $(,)? }) => {
        impl $type {
            /// Every value, in order.
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$value),*];

            /// Returns its name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name,)*
                }
            }

            /// Returns the value with exactly that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.name() == name)
            }
        }

        impl $crate::plain::Plain for $type {
            fn to<V: $crate::plain::Value>(&self) -> V {
                V::of_text(self.name())
            }

            fn of<V: $crate::plain::Value>(value: &V) -> Result<Self, &'static str> {
                value.text().and_then(|name| Self::from_name(&name)).ok_or("")
            }
        }
    };
}
