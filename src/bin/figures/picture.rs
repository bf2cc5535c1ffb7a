//! The picture of `mandelbrot`, painted tile by tile in the workers' colours.

use js_sys::Uint8ClampedArray;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::charts::{blocks, pixel, rgb, worker_step};
use super::dom;
use super::door::Painted;
use every_core::kernel::Picture;

/// The canvas. It keeps its content until another picture begins.
pub(super) struct Easel {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Easel {
    pub(super) fn new() -> Option<Self> {
        let canvas: HtmlCanvasElement = dom::island("cores-canvas")?.dyn_into().ok()?;
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { canvas, context })
    }

    /// Clears the canvas for a picture of this many pixels.
    pub(super) fn begin(&self, steps: u64) {
        let Picture { width, height } = Picture::of(&(0..steps));
        self.canvas.set_width(width as u32);
        self.canvas.set_height(height as u32);
    }

    /// Paints one tile.
    pub(super) fn paint(&self, piece: &Painted, workers: usize) {
        let color = color(piece.worker as usize, workers).unwrap_or_default();
        let mut left = &piece.pixels[..];
        for block in blocks(piece.range.clone(), self.canvas.width().into()) {
            let (counts, rest) = left.split_at(left.len().min((block.width * block.height) as usize));
            left = rest;
            let pixels: Vec<u8> = counts.iter().flat_map(|&count| pixel(count, color)).collect();
            // Copied to a buffer of its own: `ImageData` does not accept memory that may be shared.
            let pixels = Uint8ClampedArray::from(&pixels[..]);
            let image = ImageData::new_with_js_u8_clamped_array(&pixels, block.width as u32);
            // A tile that cannot be painted leaves a visible hole in the picture.
            let _ = image.and_then(|image| self.context.put_image_data(&image, block.x as f64, block.y as f64));
        }
    }
}

/// Returns a worker's colour in the current theme.
fn color(worker: usize, workers: usize) -> Option<[u8; 3]> {
    let root = dom::document()?.document_element()?;
    let style = web_sys::window()?.get_computed_style(&root).ok()??;
    rgb(&style.get_property_value(&format!("--w{}", worker_step(worker, workers))).ok()?)
}
