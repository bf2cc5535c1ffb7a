//! The tiles of a watched run in progress.

use crate::lab::SeenTile;
use every_core::report::TileReport;

/// The tiles reported so far, and the pixels that are still to be painted.
#[derive(Default)]
pub(super) struct Live {
    pub(super) tiles: Vec<TileReport>,
    /// Tiles with pixels that have not been painted yet.
    to_paint: Vec<SeenTile>,
}

impl Live {
    /// Records a tile.
    pub(super) fn see(&mut self, seen: SeenTile) {
        let tile = &seen.tile;
        let (start, end) = (tile.range.start, tile.range.end);
        let (begin_ms, end_ms) = (tile.begin_ms.max(0.0), tile.end_ms.max(0.0));
        self.tiles.push(TileReport { worker: tile.worker, start, end, begin_ms, end_ms });
        if !seen.pixels.is_empty() {
            self.to_paint.push(seen);
        }
    }

    /// Removes and returns the tiles to paint.
    pub(super) fn take_pixels(&mut self) -> Vec<SeenTile> {
        std::mem::take(&mut self.to_paint)
    }
}
