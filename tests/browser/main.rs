//! Tests of the page in real browsers, through WebDriver.
//!
//! `cargo xtask test` builds the site and runs these tests; `cargo xtask test --only browser --filter NAME` runs some of them. A
//! plain
//! `cargo test` does not run them. A failed test leaves a screenshot of the page, its console and its source in
//! `tests/artifacts/`.
//!
//! The harness is `tests/driver`, which the bench shares.
//!
//! - [`learner`]: does the prediction exercises by mouse or by keyboard
//! - [`writer`]: does the coding exercises by mouse or by keyboard

use every_core_driver::{compressed, engine, harness, page, process, server};

mod access;
mod api;
mod attack_list;
mod built_runs;
mod cancel;
mod capacity;
mod class;
mod coarse_clock;
mod cores;
mod elsewhere;
mod embed;
mod exercises;
mod exports;
mod failed_starts;
mod faults;
mod figures;
mod grading;
mod hosts;
mod isolation;
mod keyboard;
mod learner;
mod lesson;
mod lighthouse;
mod losses;
mod main_button;
mod mishaps;
mod options;
mod pool;
mod pool_cases;
mod pool_contract;
mod pool_functions;
mod pool_results;
mod progress;
mod python;
mod python_figures;
mod python_programs;
mod race;
mod reading;
mod replay;
mod sample;
mod screenshots;
mod settings;
mod share;
mod share_panel;
mod strategies;
mod types;
mod write_attacks;
mod write_cuts;
mod write_drafts;
mod write_exercises;
mod write_grading;
mod write_machines;
mod write_port;
mod write_python;
mod writer;
