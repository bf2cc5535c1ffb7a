//! Zooming, panning and pointing in the lanes, by pointer, wheel, keys and buttons.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, KeyboardEvent, PointerEvent, WheelEvent};

use super::charts::{Window, lane_px};
use super::cores::Cores;
use super::dom;

/// The factor of one press of a zoom button or key.
const ZOOM_STEP: f64 = 2.0;
/// The factor of one notch of the wheel.
const WHEEL_STEP: f64 = 1.25;
/// The share of the view that one press of a button or key moves it by.
const PAN_STEP: f64 = 0.25;

type Press = fn(&Cores);

/// Adds the event listeners. They are never removed.
pub(super) fn listen(cores: &Rc<Cores>) {
    let plot: &EventTarget = &cores.plot;
    on(cores, plot, "keydown", |cores, event| cores.key(event.unchecked_ref()));
    on(cores, plot, "pointermove", |cores, event| cores.point(event.unchecked_ref()));
    on(cores, plot, "pointerdown", |cores, event| cores.point(event.unchecked_ref()));
    on(cores, plot, "wheel", |cores, event| cores.wheel(event.unchecked_ref()));
    let presses: [(&str, Press); 6] = [
        ("cores-in", |cores| cores.zoom(ZOOM_STEP)),
        ("cores-out", |cores| cores.zoom(1.0 / ZOOM_STEP)),
        ("cores-left", |cores| cores.pan(-PAN_STEP)),
        ("cores-right", |cores| cores.pan(PAN_STEP)),
        ("cores-fit", Cores::fit),
        ("cores-trace", Cores::save_trace),
    ];
    for (id, press) in presses {
        if let Some(button) = dom::island(id) {
            on(cores, &button, "click", move |cores, _| press(cores));
        }
    }
    if let Some(overview) = dom::island("cores-overview") {
        on(cores, &overview, "pointerdown", |cores, event| cores.go_to(event.unchecked_ref()));
        on(cores, &overview, "pointermove", |cores, event| cores.go_to(event.unchecked_ref()));
    }
    if let Some(window) = web_sys::window() {
        on(cores, &window, "resize", |cores, _| cores.draw());
    }
}

/// Adds a listener that may keep the browser from doing what it would do. It is never removed.
pub(super) fn on(
    cores: &Rc<Cores>,
    target: &EventTarget,
    name: &'static str,
    handler: impl Fn(&Rc<Cores>, &Event) + 'static,
) {
    let cores = Rc::clone(cores);
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(target, name, options, move |event| handler(&cores, event)).forget();
}

/// Returns the place of a pointer in an element, as a share of its width and as pixels from its top.
fn place(element: &Element, x: i32, y: i32) -> (f64, f64) {
    let rect = element.get_bounding_client_rect();
    ((f64::from(x) - rect.left()) / rect.width().max(1.0), f64::from(y) - rect.top())
}

impl Cores {
    fn view(&self, window: Window) {
        self.window.set(window);
        self.draw();
    }

    /// Zooms around the place the reader points at. If that is not in view, it zooms around the middle.
    fn zoom(&self, factor: f64) {
        let window = self.window.get();
        let around_ms =
            self.pointed_at.get().map(|(_, ms)| ms).filter(|&ms| (0.0..=100.0).contains(&window.percent(ms)));
        self.view(window.zoomed(factor, around_ms.unwrap_or_else(|| window.at(0.5))));
    }

    fn pan(&self, share: f64) {
        self.view(self.window.get().panned(share));
    }

    fn fit(&self) {
        self.view(self.window.get().zoomed(0.0, 0.0));
    }

    fn wheel(&self, event: &WheelEvent) {
        // Without Ctrl, the wheel scrolls the page.
        if event.ctrl_key() {
            event.prevent_default();
            let (share, _) = place(&self.plot, event.client_x(), event.client_y());
            let factor = if event.delta_y() < 0.0 { WHEEL_STEP } else { 1.0 / WHEEL_STEP };
            let window = self.window.get();
            self.view(window.zoomed(factor, window.at(share)));
        }
    }

    fn go_to(&self, event: &PointerEvent) {
        let Some(overview) = dom::island("cores-overview").filter(|_| event.buttons() & 1 == 1) else { return };
        let (share, _) = place(&overview, event.client_x(), event.client_y());
        let window = self.window.get();
        self.view(window.centred(window.zoomed(0.0, 0.0).at(share)));
    }

    fn point(&self, event: &PointerEvent) {
        let lanes = self.run.borrow().lanes.len();
        let (share, y) = place(&self.plot, event.client_x(), event.client_y());
        let lane = ((y / lane_px(lanes).1).max(0.0) as usize).min(lanes.saturating_sub(1));
        // A screen reader must not read out everything that a moving pointer passes over.
        self.point_at(lane, self.window.get().at(share), "off");
        self.draw_cursor();
    }

    fn point_at(&self, lane: usize, ms: f64, live: &str) {
        self.pointed_at.set(Some((lane, ms)));
        if let Some(readout) = dom::island("cores-readout") {
            // Setting a plain attribute does not fail.
            let _ = readout.set_attribute("aria-live", live);
        }
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match (event.key().as_str(), event.shift_key()) {
            ("+" | "=", _) => self.zoom(ZOOM_STEP),
            ("-" | "_", _) => self.zoom(1.0 / ZOOM_STEP),
            ("ArrowLeft", true) => self.pan(-PAN_STEP),
            ("ArrowRight", true) => self.pan(PAN_STEP),
            ("ArrowLeft", false) => self.step(-1),
            ("ArrowRight", false) => self.step(1),
            ("ArrowUp", _) => self.change_lane(-1),
            ("ArrowDown", _) => self.change_lane(1),
            ("Home", _) => self.fit(),
            _ => return,
        }
        event.prevent_default();
    }

    /// Moves to the next or previous stretch. The first time, it goes to the first stretch in view.
    fn step(&self, by: i32) {
        let first = (0, self.window.get().at(0.0));
        let (lane, from_ms) = self.pointed_at.get().unwrap_or(first);
        let by = if self.pointed_at.get().is_some() { by } else { 0 };
        let middle_ms = {
            let run = self.run.borrow();
            let Some(index) = run.index_at(lane, from_ms) else { return };
            let last = run.lanes[lane].len() - 1;
            let stretch = run.lanes[lane][index.saturating_add_signed(by as isize).min(last)];
            (stretch.begin_ms + stretch.end_ms) / 2.0
        };
        self.go(lane, middle_ms);
    }

    /// Moves to another lane, at the same time.
    pub(super) fn change_lane(&self, by: i32) {
        let last = self.run.borrow().lanes.len().saturating_sub(1);
        let (lane, ms) = self.pointed_at.get().unwrap_or((0, self.window.get().at(0.5)));
        let by = if self.pointed_at.get().is_some() { by } else { 0 };
        self.go(lane.saturating_add_signed(by as isize).min(last), ms);
    }

    /// Points at a place and moves the view to it.
    fn go(&self, lane: usize, ms: f64) {
        self.point_at(lane, ms, "polite");
        self.view(self.window.get().showing(ms));
    }
}
