//! A watched run while it goes on: what has been heard of its pieces.

use crate::lab::{SeenTile, TileReport};

/// The pieces so far, and what is new of them since they were last drawn.
#[derive(Default)]
pub(super) struct Live {
    tiles: Vec<TileReport>,
    /// Pieces of a picture that are not painted yet.
    to_paint: Vec<SeenTile>,
    is_drawn: bool,
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
        self.is_drawn = false;
    }

    /// The pieces so far, if they have not been drawn yet.
    pub(super) fn take_new(&mut self) -> Option<Vec<TileReport>> {
        (!std::mem::replace(&mut self.is_drawn, true)).then(|| self.tiles.clone())
    }

    /// What is to be painted.
    pub(super) fn take_pixels(&mut self) -> Vec<SeenTile> {
        std::mem::take(&mut self.to_paint)
    }
}
