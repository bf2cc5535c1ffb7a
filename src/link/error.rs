//! Why a link cannot be read or made.

use thiserror::Error;

/// What is wrong with a link. Nothing of it was used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// It is longer than any link is.
    #[error("this link is longer than 2000 characters: it is no link of this page, or has too many results")]
    TooLong,
    /// There are characters in it that no link has.
    #[error("this link has characters that no link has: copy it again, as a whole")]
    NotBase64,
    /// It was made by a page that is newer than this one, or by nobody.
    #[error("this link is of version {0}, and this page reads version 1: reload the page, it may be out of date")]
    UnknownVersion(u8),
    /// A field is missing or out of its range.
    #[error("the field `{0}` of this link is missing or out of its range: copy the link again, as a whole")]
    Field(&'static str),
}
