//! The page's widgets, one file for each.

pub(super) mod chips;
pub(super) mod cores_controls;
pub(super) mod launch;
pub(super) mod notice;
pub(super) mod settings;
pub(super) mod sweep;
pub(super) mod tenfold;
