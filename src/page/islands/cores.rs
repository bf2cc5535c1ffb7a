//! Section 2: a run drawn as lanes, live while it goes on, exact afterwards.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use super::picture::Easel;
use super::{cores_controls, cores_input, cores_words};
use crate::kernel::WorkloadId;
use crate::lab::{RunReport, Strategy, Trace, TraceRun};
use crate::page::charts::{Timeline, Window, computing, cursor, lane_names, overview, readout, time_axis, timeline};
use crate::page::experiment::Experiment;
use crate::page::live::Live;
use crate::page::state::{Phase, State};
use crate::page::{dom, download};

/// A run that goes on is redrawn this often.
const REDRAW_MS: u32 = 100;

/// The figure: what it shows, which part of it, and where the reader points.
pub(super) struct Cores {
    state: State,
    easel: Option<Easel>,
    pub(super) plot: Element,
    pub(super) run: RefCell<Timeline>,
    /// What a lane stands for: a worker, a task, the page.
    who: Cell<&'static str>,
    pub(super) window: Cell<Window>,
    /// A lane and a time in it, milliseconds.
    pub(super) pointed_at: Cell<Option<(usize, f64)>>,
    is_live: Cell<bool>,
}

pub(in crate::page) fn mount(state: State) {
    cores_controls::mount(state);
    let Some(island) = dom::island("cores") else { return };
    island.set_inner_html(cores_words::SKELETON);
    let Some(plot) = dom::island("cores-plot") else { return };
    let cores = Rc::new(Cores {
        state,
        easel: Easel::new(),
        plot,
        run: RefCell::default(),
        who: Cell::new("worker"),
        window: Cell::new(Window::whole(1.0)),
        pointed_at: Cell::new(None),
        is_live: Cell::new(false),
    });
    cores_input::listen(&cores);
    dom::effect(Box::new(move || {
        let is_live =
            matches!(state.phase.get_clone(), Phase::Running(running) if running.experiment == Experiment::Watch);
        let was_live = cores.is_live.replace(is_live);
        if is_live && !was_live {
            cores.begin();
            spawn_local(follow(Rc::clone(&cores)));
        }
        cores.paint();
        if !is_live {
            cores.show_report();
        }
    }));
}

/// Draws what is new until the run is over.
async fn follow(cores: Rc<Cores>) {
    while cores.is_live.get() {
        cores.draw_live();
        TimeoutFuture::new(REDRAW_MS).await;
    }
}

/// The run to show, if there is one, and whether it was watched.
pub(super) type Shown<'a> = Option<(&'a RunReport, bool)>;

/// Calls `look` with the report to show: the watched run, if it was of the strategy chosen; if not, that of the last
/// comparison. With it goes whether it was watched.
pub(super) fn with_report(state: State, look: &mut dyn FnMut(Shown<'_>)) {
    let chosen = state.watched_strategy.get();
    let watched = state.watched.get_clone().filter(|run| run.strategy == chosen);
    let compared = state.report.get_clone();
    let median = compared.as_ref().and_then(|report| report.strategies.iter().find(|entry| entry.strategy == chosen));
    match (&watched, median) {
        (Some(run), _) => look(Some((run, true))),
        (None, Some(entry)) => look(Some((&entry.median_run, false))),
        (None, None) => look(None),
    }
}

impl Cores {
    fn lanes(&self) -> u32 {
        if self.state.watched_strategy.get() == Strategy::Serial { 1 } else { self.state.workers().unwrap_or(1) }
    }

    /// How long a run is expected to take, milliseconds; the axis is longer when it takes longer.
    fn expected_ms(&self) -> f64 {
        let serial_ms = self.state.expected_serial_ms(Experiment::Watch).unwrap_or(500.0);
        let is_parallel = self.state.watched_strategy.get().is_parallel();
        if is_parallel { serial_ms / f64::from(self.lanes()) } else { serial_ms }
    }

    /// A run is about to be watched.
    fn begin(&self) {
        let steps = self.state.steps().unwrap_or(1);
        let is_picture = self.state.workload.get() == WorkloadId::Mandelbrot;
        if let Some(easel) = self.easel.as_ref().filter(|_| is_picture) {
            easel.begin(steps);
        }
        show_if("cores-picture", is_picture);
        dom::fill("cores-say", "");
        dom::fill("cores-key", &cores_words::key(&Timeline::default()));
        dom::fill("cores-table", "");
        dom::set_disabled("cores-trace", true);
        self.pointed_at.set(None);
        self.state.live.set_silent(Live::default());
    }

    fn paint(&self) {
        let mut pieces = Vec::new();
        self.state.live.update_silent(|live| pieces = live.take_pixels());
        if let Some(easel) = &self.easel {
            let workers = self.lanes() as usize;
            pieces.iter().for_each(|seen| easel.paint(seen, workers));
        }
    }

    fn draw_live(&self) {
        let mut tiles = None;
        self.state.live.update_silent(|live| tiles = live.take_new());
        let Some(tiles) = tiles else { return };
        let run = Timeline::so_far(self.lanes(), &tiles);
        let mut end_ms = self.expected_ms();
        while end_ms < run.elapsed_ms {
            end_ms *= 1.25;
        }
        self.show(run, Window::whole(end_ms));
        self.paint();
    }

    fn show_report(&self) {
        with_report(self.state, &mut |shown| {
            let run = shown.map_or_else(|| Timeline::so_far(self.lanes(), &[]), |(report, _)| Timeline::of(report));
            show_if("cores-picture", shown.is_some_and(|(run, watched)| watched && run.workload == "mandelbrot"));
            if *self.run.borrow() != run || self.who.get() != cores_words::who(self.state.watched_strategy.get()) {
                let whole_ms = if run.pieces > 0 { run.elapsed_ms } else { self.expected_ms() };
                self.pointed_at.set(None);
                self.show(run, Window::whole(whole_ms));
            }
            let run = self.run.borrow();
            dom::fill("cores-say", &cores_words::sentence(&run, shown, self.who.get()));
            dom::fill("cores-key", &cores_words::key(&run));
            dom::fill("cores-table", &cores_words::table(&run, self.who.get()));
            dom::set_disabled("cores-trace", shown.is_none());
        });
    }

    fn show(&self, run: Timeline, window: Window) {
        let who = cores_words::who(self.state.watched_strategy.get());
        self.who.set(who);
        dom::fill("cores-names", &lane_names(run.lanes.len(), who));
        dom::fill("cores-share", &computing(&run));
        dom::fill("cores-all", &format!("<span class=wide-only>all </span><b>{:.0}%</b>", run.all_computing_percent()));
        self.run.replace(run);
        self.window.set(window);
        self.draw();
    }

    /// Draws what is in view.
    pub(super) fn draw(&self) {
        let (run, window) = (self.run.borrow(), self.window.get());
        dom::fill("cores-marks", &timeline(&run, window, f64::from(self.plot.client_width())));
        dom::fill("cores-axis", &time_axis(window));
        let zoom = window.zoom();
        let zoom = if zoom.fract() == 0.0 { format!("{zoom:.0}×") } else { format!("{zoom:.2}×") };
        dom::fill("cores-overview", &overview(&run, window));
        dom::fill("cores-zoom", &zoom);
        self.draw_cursor();
    }

    /// Draws where the reader points, and says what is there.
    pub(super) fn draw_cursor(&self) {
        let (run, window) = (self.run.borrow(), self.window.get());
        let (mark, words) = match self.pointed_at.get() {
            Some((lane, ms)) => (cursor(&run, window, lane, ms), readout(&run, self.who.get(), lane, ms)),
            None => (String::new(), cores_words::HOW_TO_POINT.to_owned()),
        };
        dom::fill("cores-cursor", &mark);
        dom::fill("cores-readout", &words);
    }

    /// Hands the reader the run as a file.
    pub(super) fn save_trace(&self) {
        with_report(self.state, &mut |shown| {
            if let Some((report, _)) = shown {
                download::save("trace.json", &Trace::of(&TraceRun::from(report)).text());
            }
        });
    }
}

fn show_if(id: &str, is_shown: bool) {
    if let Some(element) = dom::island(id) {
        // Taking away or setting a plain attribute does not fail.
        let _ = if is_shown { element.remove_attribute("hidden") } else { element.set_attribute("hidden", "") };
    }
}
