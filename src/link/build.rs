//! Which build of the page measured something.

use super::LinkError;

/// The name of a build, such as `0.1.0+7b7d1bc534f9`: letters, digits, `.`, `+` and `-`, so that it can be shown as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildName(String);

impl BuildName {
    /// No name is longer.
    pub const MAX_LENGTH: usize = 40;

    /// A name, if it is one.
    ///
    /// # Errors
    /// [`LinkError::Field`] `build`: empty, too long, or with other characters.
    pub fn new(name: &[u8]) -> Result<Self, LinkError> {
        let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b".+-".contains(byte);
        let fits = (1..=Self::MAX_LENGTH).contains(&name.len()) && name.iter().all(is_allowed);
        let name = fits.then(|| name.iter().map(|&byte| char::from(byte)).collect());
        name.map(Self).ok_or(LinkError::Field("build"))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
