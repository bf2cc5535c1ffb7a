//! A tile of a range, which worker computed it, and when.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Order, clock};
use every_core::kernel::{mandelbrot_painted, slices};

/// A contiguous part of the range, handed to one worker in one call, and what is recorded of that call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tile {
    /// The steps it covers.
    pub range: Range<u64>,
    /// Index of the worker that computed it.
    pub worker: u32,
    pub checksum: u64,
    /// When the call began. In a worker: milliseconds since the Unix epoch; in a run: since the submit instant.
    pub begin_ms: f64,
    /// When the call ended, in the same unit.
    pub end_ms: f64,
}

impl Tile {
    /// Cuts a range into tiles of equal size (to a step), not computed yet.
    pub(crate) fn cut(range: &Range<u64>, tiles: u32) -> Vec<Self> {
        slices(range, u64::from(tiles)).map(|range| Self { range, ..Self::default() }).collect()
    }

    /// Computes the tile on this thread, and returns its pixels if the order is painted. No message is posted in this call.
    /// Only the memory for the pixels is allocated, before the clock is read. `input` is the tile's own part of the workload's
    /// input: see [`part_of`].
    pub(crate) fn compute(&mut self, order: &Order, input: &[u32], worker: u32) -> Vec<u8> {
        let workload = order.workload.workload();
        self.worker = worker;
        if !order.is_recorded {
            self.checksum = workload.run(&order.range, self.range.clone(), input);
            return Vec::new();
        }
        if order.is_painted() {
            return self.paint(order);
        }
        self.begin_ms = clock::epoch_ms();
        self.checksum = workload.run(&order.range, self.range.clone(), input);
        self.end_ms = clock::epoch_ms();
        Vec::new()
    }

    fn paint(&mut self, order: &Order) -> Vec<u8> {
        let mut pixels = vec![0; (self.range.end - self.range.start) as usize];
        self.begin_ms = clock::epoch_ms();
        self.checksum = mandelbrot_painted(&order.range, self.range.clone(), &mut pixels);
        self.end_ms = clock::epoch_ms();
        pixels
    }

    /// Returns the tile with its times counted from `origin_epoch_ms`.
    pub(crate) fn since(self, origin_epoch_ms: f64) -> Self {
        Self { begin_ms: self.begin_ms - origin_epoch_ms, end_ms: self.end_ms - origin_epoch_ms, ..self }
    }
}

/// Returns the tile's part of `input`, which is the input of `whole`. It is empty if the workload reads nothing.
pub(super) fn part_of<'a>(input: &'a [u32], whole: &Range<u64>, tile: &Range<u64>) -> &'a [u32] {
    input.get((tile.start - whole.start) as usize..(tile.end - whole.start) as usize).unwrap_or(&[])
}

/// Returns the checksum of a range: the sum of its tiles' checksums.
pub(super) fn checksum_of(tiles: &[Tile]) -> u64 {
    tiles.iter().fold(0, |sum, tile| sum.wrapping_add(tile.checksum))
}
