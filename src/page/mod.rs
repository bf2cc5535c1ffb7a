//! What is seen.

/// Mounts the page's islands.
pub fn mount() {}
