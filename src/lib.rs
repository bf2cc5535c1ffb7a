//! The library of Every Core: the workloads, the statistics of their timings, and how both are written. It uses no browser, so
//! its tests run natively.
//!
//! Three programs in `src/bin` use it: the page, the figures that the page loads later, and the codec of share links.

pub mod draw;
pub mod kernel;
pub mod link;
pub mod measure;
pub mod plain;
pub mod report;
