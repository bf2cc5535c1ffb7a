//! The errors of reading and making links.

use thiserror::Error;

/// An error in a link. If there is one, no field of the link is used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LinkError {
    /// The link would be longer than the limit.
    #[error("a link has at most 2000 characters, and this one has too many results for that")]
    TooLong,
    /// No part of the link has the right checksum.
    #[error("this link was damaged on its way: copy it again as a whole, or ask its sender for it once more")]
    Damaged,
    /// The link is whole, and of a version that is unknown.
    #[error("this link is of version {0}, and this page reads version 1: reload the page to get its newest version")]
    UnknownVersion(u8),
    /// A field is missing or out of its range.
    #[error("the field `{0}` of this link is missing or out of its range: copy the link again, as a whole")]
    Field(&'static str),
}
