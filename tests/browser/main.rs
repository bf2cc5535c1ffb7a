//! The page in real browsers, driven through WebDriver.
//!
//! `cargo xtask test` runs these after building the site; `cargo xtask test --only browser --filter NAME` runs some. They
//! are no part of a plain `cargo test`. A test that fails leaves a picture of the page, its console and its source in
//! `tests/artifacts/`.
//!
//! - [`server`]: the site on a port of its own, with or without its headers, and with faults to order
//! - [`engine`]: the browsers; [`process`]: their processes, which never outlive a test
//! - [`page`]: what a test can do with a page; every wait in it ends
//! - [`compressed`]: the site as a host sends it; [`first_load`]: which of its files a first visit asks for
//! - [`harness`]: one test, in each of several browsers
//! - [`learner`]: who does the exercises, by mouse or by keyboard
//! - [`writer`]: who writes code in an exercise, by mouse or by keyboard

mod compressed;
mod engine;
#[allow(dead_code)]
mod first_load;
mod harness;
mod learner;
mod page;
mod process;
mod server;

mod access;
mod api;
mod cancel;
mod cores;
mod embed;
mod exercises;
mod exports;
mod faults;
mod figures;
mod grading;
mod hosts;
mod isolation;
mod keyboard;
mod lesson;
mod lighthouse;
mod losses;
mod main_button;
mod mishaps;
mod options;
mod pool;
mod pool_functions;
mod pool_results;
mod progress;
mod reading;
mod sample;
mod screenshots;
mod settings;
mod share;
mod share_panel;
mod strategies;
mod types;
mod write_attacks;
mod write_drafts;
mod write_exercises;
mod write_grading;
mod write_machines;
mod writer;
