//! The picture of `mandelbrot`, painted tile by tile in the workers' colours.

use std::cell::{Cell, RefCell};

use js_sys::Uint8ClampedArray;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::charts::{blocks, pixel, rgb, worker_step};
use super::dom;
use super::door::Painted;
use every_core::kernel::Picture;
use every_core::report::TileReport;

/// The canvas. It keeps its content until another picture begins.
pub(super) struct Easel {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// A copy of the finished picture, made for its first replay.
    finished: RefCell<Option<HtmlCanvasElement>>,
    /// The moment of the run that the picture shows, in milliseconds.
    shown_ms: Cell<f64>,
}

impl Easel {
    pub(super) fn new() -> Option<Self> {
        let canvas: HtmlCanvasElement = dom::island("cores-canvas")?.dyn_into().ok()?;
        let context = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        Some(Self { canvas, context, finished: RefCell::new(None), shown_ms: Cell::new(f64::INFINITY) })
    }

    /// Clears the canvas for a picture of this many pixels.
    pub(super) fn begin(&self, steps: u64) {
        self.finished.replace(None);
        self.shown_ms.set(f64::INFINITY);
        let Picture { width, height } = Picture::of(&(0..steps));
        self.canvas.set_width(width as u32);
        self.canvas.set_height(height as u32);
    }

    /// Shows the tiles that had been computed by a moment of the run, in milliseconds.
    pub(super) fn show_until(&self, tiles: &[TileReport], ms: f64) {
        let mut finished = self.finished.borrow_mut();
        let Some(finished) = finished.take().or_else(|| copy(&self.canvas)).map(|copy| &*finished.insert(copy)) else {
            return;
        };
        let (width, height) = (self.canvas.width(), self.canvas.height());
        let mut from_ms = self.shown_ms.replace(ms);
        if ms < from_ms {
            self.context.clear_rect(0.0, 0.0, width.into(), height.into());
            from_ms = f64::NEG_INFINITY;
        }
        for tile in tiles.iter().filter(|tile| from_ms < tile.end_ms && tile.end_ms <= ms) {
            for block in blocks(tile.start..tile.end, width.into()) {
                let [x, y, width, height] = [block.x, block.y, block.width, block.height].map(|px| px as f64);
                // A tile that cannot be painted leaves a visible hole in the picture.
                let _ = self.context.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                    finished, x, y, width, height, x, y, width, height,
                );
            }
        }
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

/// Returns a canvas with the same content.
fn copy(canvas: &HtmlCanvasElement) -> Option<HtmlCanvasElement> {
    let copy: HtmlCanvasElement = dom::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    copy.set_width(canvas.width());
    copy.set_height(canvas.height());
    let context: CanvasRenderingContext2d = copy.get_context("2d").ok()??.dyn_into().ok()?;
    context.draw_image_with_html_canvas_element(canvas, 0.0, 0.0).ok()?;
    Some(copy)
}

/// Returns a worker's colour in the current theme.
fn color(worker: usize, workers: usize) -> Option<[u8; 3]> {
    let root = dom::document()?.document_element()?;
    let style = web_sys::window()?.get_computed_style(&root).ok()??;
    rgb(&style.get_property_value(&format!("--w{}", worker_step(worker, workers))).ok()?)
}
