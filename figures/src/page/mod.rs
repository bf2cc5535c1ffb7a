//! One file a figure, and the door through which reports come in.

mod charts;
mod compared;
mod cores;
mod cores_input;
mod cores_words;
mod dom;
mod door;
mod download;
#[path = "../../../src/page/format.rs"]
mod format;
mod loss;
mod picture;
#[path = "../../../src/page/rows.rs"]
mod rows;
mod sweep;
mod tables;
mod tenfold;

use std::rc::Rc;

use cores::Cores;
use door::Reports;

/// Draws what there is, and from now on whatever the page says it has.
pub(crate) fn mount() {
    let cores = Cores::mount().map(Rc::new);
    if let Some(cores) = &cores {
        cores_input::listen(cores);
    }
    let draw = move || {
        let reports = Reports::read();
        compared::draw(&reports);
        loss::draw(&reports);
        sweep::draw(&reports);
        tenfold::draw(&reports);
        if let Some(cores) = &cores {
            cores.update(&reports);
        }
    };
    draw();
    // An experiment of the page began; one ended, or has more to show; the reader chose something else.
    for name in ["every-core:start", "every-core:report", "every-core:settings"] {
        dom::listen_to_page(name, draw.clone());
    }
}
