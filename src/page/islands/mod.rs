//! One file a widget.

pub(super) mod chips;
pub(super) mod cores;
mod cores_controls;
mod cores_input;
mod cores_words;
pub(super) mod figure;
pub(super) mod launch;
pub(super) mod loss;
pub(super) mod notice;
mod picture;
pub(super) mod pulse;
pub(super) mod result;
pub(super) mod settings;
pub(super) mod sweep;
pub(super) mod tenfold;
