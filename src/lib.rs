//! What Every Core computes, what its timings mean, and how both are written: pure, and tested natively.
//!
//! Three programs stand on it, in `src/bin`: the page, the figures it loads later, and the codec of share links.

pub mod draw;
pub mod kernel;
pub mod link;
pub mod measure;
pub mod report;
