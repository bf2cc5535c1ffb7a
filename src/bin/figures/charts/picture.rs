//! The pixels of a picture that arrives in tiles: their places and colours. The code is pure.

use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) x: u64,
    pub(crate) y: u64,
    pub(crate) width: u64,
    pub(crate) height: u64,
}

/// Returns the rectangles that make up a tile of a picture `width` pixels wide, in the order of their pixels. They are at most
/// a part of a row, whole rows, and another part.
pub(crate) fn blocks(piece: Range<u64>, width: u64) -> Vec<Block> {
    let (width, mut pos) = (width.max(1), piece.start);
    let mut blocks = Vec::new();
    while pos < piece.end {
        let (x, y, left) = (pos % width, pos / width, piece.end - pos);
        let rows = if x == 0 { left / width } else { 0 };
        let block = match rows {
            0 => Block { x, y, width: (width - x).min(left), height: 1 },
            height => Block { x, y, width, height },
        };
        pos += block.width * block.height;
        blocks.push(block);
    }
    blocks
}

/// Returns a pixel as red, green, blue and opacity. It has the worker's colour, and is fainter the sooner its point escaped.
pub(crate) fn pixel(count: u8, [red, green, blue]: [u8; 3]) -> [u8; 4] {
    let count = u32::from(count);
    [red, green, blue, (255 * (count + 4) / (count + 24)).min(255) as u8]
}

/// Parses a colour written as `#rrggbb`.
pub(crate) fn rgb(text: &str) -> Option<[u8; 3]> {
    let number = u32::from_str_radix(text.trim_ascii().strip_prefix('#')?, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tile_is_a_part_of_a_row_whole_rows_and_another_part() {
        let parts: Vec<_> = blocks(7..38, 10).into_iter().map(|b| (b.x, b.y, b.width, b.height)).collect();
        assert_eq!(parts, [(7, 0, 3, 1), (0, 1, 10, 2), (0, 3, 8, 1)]);
    }

    #[test]
    fn only_hexadecimal_colours_are_read_and_later_escapes_are_more_opaque() {
        assert_eq!(rgb(" #322474"), Some([0x32, 0x24, 0x74]));
        assert_eq!(rgb("navy"), None);
        assert!(pixel(0, [1, 2, 3])[3] < pixel(9, [1, 2, 3])[3] && pixel(255, [1, 2, 3])[3] > 230);
    }

    proptest! {
        #[test]
        fn every_pixel_of_a_tile_is_painted_once(start in 0..500u64, length in 0..500u64, width in 1..60u64) {
            let mut pixels = Vec::new();
            for block in blocks(start..start + length, width) {
                for row in block.y..block.y + block.height {
                    pixels.extend((block.x..block.x + block.width).map(|column| row * width + column));
                }
            }
            prop_assert_eq!(pixels, (start..start + length).collect::<Vec<_>>());
        }
    }
}
