//! The errors of reading and making links.

use thiserror::Error;

/// An error in a link. If there is one, no field of the link is used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// The link is longer than the limit.
    #[error("this link is longer than 2000 characters: this page does not make such links")]
    TooLong,
    /// The link is not valid base64url.
    #[error("this link has characters that no link has: copy it again, as a whole")]
    NotBase64,
    /// The link's version is unknown, for example because a newer page made it.
    #[error("this link is of version {0}, and this page reads version 1: reload the page, it may be out of date")]
    UnknownVersion(u8),
    /// A field is missing or out of its range.
    #[error("the field `{0}` of this link is missing or out of its range: copy the link again, as a whole")]
    Field(&'static str),
}
