//! A watched run while it goes on: what has been heard of its pieces.

use crate::lab::SeenTile;
use every_core::report::TileReport;

/// The pieces so far.
#[derive(Default)]
pub(super) struct Live {
    pub(super) tiles: Vec<TileReport>,
    /// Pieces of a picture that nobody has taken to paint yet.
    to_paint: Vec<SeenTile>,
}

impl Live {
    /// Takes note of a piece.
    pub(super) fn see(&mut self, seen: SeenTile) {
        let tile = &seen.tile;
        let (start, end) = (tile.range.start, tile.range.end);
        let (begin_ms, end_ms) = (tile.begin_ms.max(0.0), tile.end_ms.max(0.0));
        self.tiles.push(TileReport { worker: tile.worker, start, end, begin_ms, end_ms });
        if !seen.pixels.is_empty() {
            self.to_paint.push(seen);
        }
    }

    /// What is to be painted.
    pub(super) fn take_pixels(&mut self) -> Vec<SeenTile> {
        std::mem::take(&mut self.to_paint)
    }
}
