//! The figures as a wasm module of its own.
//!
//! The page loads it with the first experiment, and not before: what is not needed for a first look shall not weigh in it. It
//! reads the same reports as everyone else, through `everyCore.page`, and draws them; it measures nothing. The rooms are compiled
//! anew from the main crate's files, not linked from that crate, because everything it gives to JavaScript would come along.

#[path = "../../src/kernel/mod.rs"]
pub mod kernel;
#[path = "../../src/measure/mod.rs"]
pub mod measure;

pub mod lab;
pub mod page;
pub mod pool;

use wasm_bindgen::prelude::*;

/// Draws what there is, and from now on whatever the page says it has.
#[wasm_bindgen]
pub fn listen() {
    page::mount();
}
