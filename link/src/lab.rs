//! What the codec needs of the lab: itself, and how much may be asked for.

#[path = "../../src/lab/limits.rs"]
mod limits;
#[path = "../../src/lab/link/mod.rs"]
mod link;

pub use limits::{LECTURE_STEPS, MAX_ROUNDS, MAX_STEPS, MAX_TILES, MAX_WORKERS};
pub use link::{
    BrowserFamily, BuildName, Entry, Link, LinkEnvironment, LinkError, MAX_ENTRIES, MAX_LINK_LENGTH, Pair, Results,
    Why, comparable,
};
