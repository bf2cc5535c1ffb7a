//! Every Core: one CPU-bound function, run serially and then on every core of the reader's machine, in the browser.
//!
//! The rooms, from what is computed to what is seen; `ARCHITECTURE.md` says who may know whom.

pub mod kernel;
pub mod measure;

pub mod lab;
pub mod pool;

pub mod api;
pub mod page;
