//! The program that draws the figures from the page's reports. Each figure has its own file.

mod charts;
mod compared;
mod cores;
mod cores_input;
mod cores_words;
mod course;
mod dom;
mod door;
mod download;
#[cfg(test)]
mod every_number;
mod headline;
mod loss;
mod picture;
mod player;
mod replay;
mod shown;
mod sweep;
mod tables;
mod tenfold;

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use cores::Cores;
use door::Reports;
use every_core::report::Lecture;

/// Does nothing. The page calls `listen` once it has also loaded the styles.
fn main() {}

/// Draws the figures, from the lecture's runs where the reader has none yet, and draws them again at every event of the page.
#[wasm_bindgen]
pub fn listen() {
    let lecture = Lecture::new();
    let cores = Cores::mount(lecture.clone()).map(Rc::new);
    if let Some(cores) = &cores {
        cores_input::listen(cores);
        cores.listen_to_replay();
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
            headline::draw(&reports);
            compared::draw(&reports, lecture.as_ref());
            sweep::draw(&reports, lecture.as_ref());
            tenfold::draw(&reports, lecture.as_ref());
            draw_cores(&reports);
        }
    };
    draw_all();
    // An experiment has ended, or finished a round.
    dom::listen_to_page("every-core:report", draw_all);
    // An experiment has started, or a setting has changed. Only Figs. 2 and 3 depend on these.
    for name in ["every-core:start", "every-core:settings"] {
        let draw_cores = draw_cores.clone();
        dom::listen_to_page(name, move || draw_cores(&Reports::read()));
    }
}
