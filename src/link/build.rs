//! The name of the build that measured something.

use super::LinkError;
use crate::plain::{Plain, Value};

/// The name of a build, such as `0.1.0+7b7d1bc534f9`. It has only letters, digits, `.`, `+` and `-`, so that it can be shown
/// without escaping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildName(String);

impl BuildName {
    /// The largest number of characters in a name.
    pub const MAX_LENGTH: usize = 40;

    /// Checks a name.
    ///
    /// # Errors
    /// [`LinkError::Field`] `build`: the name is empty, too long, or has other characters.
    pub fn new(name: &[u8]) -> Result<Self, LinkError> {
        let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b".+-".contains(byte);
        let fits = (1..=Self::MAX_LENGTH).contains(&name.len()) && name.iter().all(is_allowed);
        let name = fits.then(|| name.iter().map(|&byte| char::from(byte)).collect());
        name.map(Self).ok_or(LinkError::Field("build"))
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Plain for BuildName {
    fn to<V: Value>(&self) -> V {
        V::of_text(&self.0)
    }

    fn of<V: Value>(value: &V) -> Result<Self, &'static str> {
        value.text().and_then(|name| Self::new(name.as_bytes()).ok()).ok_or("")
    }
}
