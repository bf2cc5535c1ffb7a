//! What `join()` says of a pool's jobs.

use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use super::sink::Sink;

/// Counts jobs that are over.
#[derive(Default)]
pub(super) struct Tally {
    completed: u32,
    /// Jobs that failed, and whose error nobody had fetched when this was last looked at.
    failed: Vec<Rc<dyn Sink>>,
    failed_and_fetched: u32,
}

impl Tally {
    /// Counts a job that is over.
    pub(super) fn note(&mut self, sink: &Rc<dyn Sink>, is_successful: bool) {
        if is_successful {
            self.completed += 1;
        } else {
            self.failed.push(Rc::clone(sink));
        }
    }

    /// `{ completed, failed, uncollected }`.
    pub(super) fn written(&mut self) -> JsValue {
        let before = self.failed.len();
        // Once fetched, an error need not be remembered.
        self.failed.retain(|sink| sink.is_uncollected());
        let uncollected = self.failed.len();
        self.failed_and_fetched += (before - uncollected) as u32;
        let tally = Object::new();
        let failed = self.failed_and_fetched + uncollected as u32;
        for (name, count) in [("completed", self.completed), ("failed", failed), ("uncollected", uncollected as u32)] {
            // Setting a property of a plain object does not fail.
            let _ = Reflect::set(&tally, &name.into(), &count.into());
        }
        tally.into()
    }
}
