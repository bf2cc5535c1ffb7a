//! One file a figure, and the door through which reports come in.

mod charts;
mod compared;
mod cores;
mod cores_input;
mod cores_words;
mod dom;
mod door;
mod download;
mod loss;
mod picture;
mod sweep;
mod tables;
mod tenfold;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use cores::Cores;
use door::Reports;

/// `listen` is called when the styles are there, too.
fn main() {}

/// Draws what there is, and from now on whatever the page says it has.
#[wasm_bindgen]
pub fn listen() {
    let cores = Cores::mount().map(Rc::new);
    if let Some(cores) = &cores {
        cores_input::listen(cores);
    }
    let draw_cores = move |reports: &Reports| {
        if let Some(cores) = &cores {
            cores.update(reports);
        }
    };
    let draw_all = {
        let draw_cores = draw_cores.clone();
        move || {
            let reports = Reports::read();
            compared::draw(&reports);
            loss::draw(&reports);
            sweep::draw(&reports);
            tenfold::draw(&reports);
            draw_cores(&reports);
        }
    };
    draw_all();
    // An experiment of the page has ended, or has more to show.
    dom::listen_to_page("every-core:report", draw_all);
    // One began, or the reader chose something else: only the lanes follow that.
    for name in ["every-core:start", "every-core:settings"] {
        let draw_cores = draw_cores.clone();
        dom::listen_to_page(name, move || draw_cores(&Reports::read()));
    }
}
