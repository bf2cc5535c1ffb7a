//! The controls of a replay, and the frame that a replay in progress waits for.

use wasm_bindgen::prelude::*;

use super::course::{POSITIONS, SLOWNESSES};

/// The two places with a button and a bar: the lanes and the sorted cores.
pub(super) const PLACES: [&str; 2] = ["cores", "loss"];
/// What the button shows while nothing plays.
pub(super) const PLAY: &str = r#"<svg width="12" height="14" viewBox="0 0 12 14" aria-hidden="true"><path d="M1 1l10 6-10 6z" fill="currentColor"/></svg> Play"#;
/// What the button shows during a replay.
pub(super) const PAUSE: &str = r#"<svg width="12" height="14" viewBox="0 0 12 14" aria-hidden="true"><path d="M1 1h3.5v12H1zM7.5 1H11v12H7.5z" fill="currentColor"/></svg> Pause"#;

/// Returns the controls of one place. Only those of the lanes have a choice of speed.
pub(super) fn controls(place: &str) -> String {
    let slow = if place == PLACES[0] {
        let options = SLOWNESSES.map(|slowness| format!("<option value={slowness}>{slowness}×</option>")).concat();
        format!(r#"<label class="slow">slowed down <select id="cores-slow" tabindex="-1">{options}</select></label>"#)
    } else {
        String::new()
    };
    // The bar of the lanes is the only stop of Tab: its keys do what the other controls do.
    let stop = if place == PLACES[0] { r#"aria-describedby="cores-keys""# } else { r#"tabindex="-1""# };
    format!(
        r#"<div class="replay" role="group" aria-label="Replay of the run"><button type="button" class="btn" id="{place}-play" tabindex="-1" disabled>{PLAY}</button><input type="range" id="{place}-replay" min="0" max="{POSITIONS}" value="{POSITIONS}" aria-label="Moment of the run" {stop} disabled><output id="{place}-time"></output>{slow}</div>"#
    )
}

/// A replay in progress. Its frames end when it is dropped.
pub(super) struct Player {
    /// The number of the requested frame.
    pub(super) handle: i32,
    /// The closure that the frame calls.
    pub(super) _frame: Closure<dyn FnMut(f64)>,
}

impl Drop for Player {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // Cancelling a frame that has come does nothing.
            let _ = window.cancel_animation_frame(self.handle);
        }
    }
}
