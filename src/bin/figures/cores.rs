//! Section 2: a run drawn as lanes. They are updated while it runs, and complete after it. The same run is sorted in section 3.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Interval;
use web_sys::Element;

use super::charts::{
    Timeline, Window, computing, cursor, lane_names, marks_above, overview, page_row, readout, start_up, time_axis,
    timeline,
};
use super::course::Course;
use super::door::{Reports, Watching, choose_strategy, is_running, raw_run, trace_text};
use super::loss::{self, Loss};
use super::picture::Easel;
use super::player::Player;
use super::shown::{Shown, Source};
use super::{cores_words, dom, download};
use every_core::kernel::WorkloadId;
use every_core::report::{Lecture, Strategy};

/// The time between two drawings of a run in progress.
const REDRAW_MS: u32 = 100;

/// The figure: the run it shows, the part in view, and where the reader points.
pub(super) struct Cores {
    pub(super) easel: Option<Easel>,
    pub(super) plot: Element,
    pub(super) run: RefCell<Timeline>,
    strategy: Cell<Strategy>,
    pub(super) window: Cell<Window>,
    /// A lane and a time in it, in milliseconds.
    pub(super) pointed_at: Cell<Option<(usize, f64)>>,
    live: RefCell<Option<Interval>>,
    /// Whether the run shown is the watched one. `None` if it is in progress or there is none.
    pub(super) shows_watched: Cell<Option<bool>>,
    /// The run as Fig. 3 sorts it.
    pub(super) loss: RefCell<Option<Loss>>,
    pub(super) course: Cell<Course>,
    /// The moment of the replay, in milliseconds.
    pub(super) moment_ms: Cell<f64>,
    pub(super) player: RefCell<Option<Player>>,
    /// The last finished comparison, by its seed and duration.
    compared: Cell<(u32, f64)>,
    /// Whether the comparison's run is shown even if one of this strategy was watched. The later of the two is.
    prefers_compared: Cell<bool>,
    /// The lecture's runs, one of which is shown while the reader has none.
    lecture: Option<Lecture>,
}

impl Cores {
    /// Adds the frames of both figures to the page.
    pub(super) fn mount(lecture: Option<Lecture>) -> Option<Self> {
        dom::fill("cores", &cores_words::skeleton());
        dom::fill("loss-figure", &loss::skeleton());
        Some(Self {
            easel: Easel::new(),
            plot: dom::island("cores-plot")?,
            run: RefCell::default(),
            strategy: Cell::new(Strategy::Serial),
            window: Cell::new(Window::whole(1.0)),
            pointed_at: Cell::new(None),
            live: RefCell::new(None),
            shows_watched: Cell::new(None),
            loss: RefCell::new(None),
            course: Cell::new(Course::of(0.0)),
            moment_ms: Cell::new(0.0),
            player: RefCell::new(None),
            compared: Cell::new((0, 0.0)),
            prefers_compared: Cell::new(false),
            lecture,
        })
    }

    /// Updates the figure from the page's state.
    pub(super) fn update(self: &Rc<Self>, reports: &Reports) {
        self.follow_comparison(reports);
        let Some(watching) = Watching::read() else { return };
        let was_live = self.live.borrow().is_some();
        match (watching.is_running, was_live) {
            (true, false) => {
                self.begin(&watching);
                let cores = Rc::clone(self);
                self.live.replace(Some(Interval::new(REDRAW_MS, move || {
                    if let Some(watching) = Watching::read() {
                        cores.draw_live(&watching);
                    }
                })));
            }
            // The pixels are painted here, because the page hands them over only once.
            (true, true) => self.paint(&watching),
            (false, _) => {
                self.live.replace(None);
                if !was_live && !watching.painted.is_empty() {
                    // The run ended before this figure was loaded.
                    self.begin_picture(&watching);
                }
                self.paint(&watching);
                // The median run of a comparison in progress may change each round. The figure keeps the run that the reader
                // looks at.
                if !is_running() || self.shows_watched.get().is_none() {
                    self.show_report(&watching, reports);
                }
            }
        }
    }

    /// Chooses the fastest pool of a comparison that has just finished, so that the lanes are those that Fig. 3 sorts.
    fn follow_comparison(&self, reports: &Reports) {
        let Some(compared) = reports.compare.as_ref().filter(|_| !is_running()) else { return };
        let id = (compared.seed, compared.took_ms);
        if self.compared.replace(id) != id {
            self.prefers_compared.set(true);
            if let Some(pool) = compared.best_pool() {
                choose_strategy(pool.strategy);
            }
        }
    }

    fn who(&self) -> &'static str {
        cores_words::who(self.strategy.get())
    }

    /// Resets the figure for a run that is about to be watched.
    fn begin(&self, watching: &Watching) {
        let is_picture = watching.workload == WorkloadId::Mandelbrot;
        if is_picture {
            self.begin_picture(watching);
        }
        dom::show_if("cores-picture", is_picture);
        dom::fill("cores-say", "");
        dom::fill("cores-key", &cores_words::key(&Timeline::default(), None));
        dom::fill("cores-table", "");
        dom::fill("cores-page", "");
        dom::set_disabled("cores-trace", true);
        self.pointed_at.set(None);
        self.prefers_compared.set(false);
        self.draw_live(watching);
    }

    fn begin_picture(&self, watching: &Watching) {
        if let Some(easel) = &self.easel {
            easel.begin(watching.steps);
        }
    }

    fn paint(&self, watching: &Watching) {
        if let Some(easel) = &self.easel {
            watching.painted.iter().for_each(|piece| easel.paint(piece, watching.workers as usize));
        }
    }

    fn draw_live(&self, watching: &Watching) {
        self.paint(watching);
        let run = Timeline::so_far(watching.lanes(), &watching.tiles);
        let is_new = self.shows_watched.replace(None).is_some() || *self.run.borrow() != run;
        if is_new || watching.tiles.is_empty() {
            let mut end_ms = watching.expected_ms;
            while end_ms < run.elapsed_ms {
                end_ms *= 1.25;
            }
            self.prepare_replay(0.0, false);
            self.show(run, watching.strategy, Window::whole(end_ms));
        }
    }

    fn show_report(&self, watching: &Watching, reports: &Reports) {
        let strategy = watching.strategy;
        let shown = Shown::of(reports, self.lecture.as_ref(), strategy, self.prefers_compared.get());
        let shows_watched = match shown.as_ref().map(|shown| shown.source) {
            Some(Source::Watched) => Some(true),
            Some(Source::Compared) => Some(false),
            Some(Source::Lecture) | None => None,
        };
        let is_picture = shown.as_ref().is_some_and(|shown| shown.report.workload == WorkloadId::Mandelbrot);
        dom::show_if("cores-picture", is_picture && shows_watched == Some(true));
        let run =
            shown.as_ref().map_or_else(|| Timeline::so_far(watching.lanes(), &[]), |shown| shown.timeline.clone());
        let lanes_of = shown.as_ref().map_or(strategy, |shown| shown.report.strategy);
        let is_other = self.shows_watched.replace(shows_watched) != shows_watched || self.strategy.get() != lanes_of;
        if is_other || *self.run.borrow() != run {
            let whole_ms = if run.pieces > 0 { run.elapsed_ms } else { watching.expected_ms };
            self.pointed_at.set(None);
            self.prepare_replay(run.elapsed_ms, shown.is_some());
            self.show(run, lanes_of, Window::whole(whole_ms));
        }
        let run = self.run.borrow();
        dom::fill("cores-say", &cores_words::sentence(&run, shown.as_ref(), self.who()));
        dom::fill("cores-key", &cores_words::key(&run, shown.as_ref()));
        dom::fill("cores-table", &cores_words::table(&run, shown.as_ref(), self.who()));
        dom::set_disabled("cores-trace", shows_watched.is_none());
        let has_start = shown.as_ref().is_some_and(|shown| shown.report.spawn_ms > 0.0);
        let start = if has_start { start_up(run.lanes.len()) } else { String::new() };
        dom::fill("cores-start", &start);
        let words = shown.as_ref().filter(|_| has_start).map_or_else(String::new, cores_words::start_up);
        dom::fill("cores-start-head", &words);
        drop(run);
        self.loss.replace(shown.map(Loss::of));
        if let Some(loss) = self.loss.borrow().as_ref() {
            loss.draw(reports);
        }
        self.draw();
        let moment_ms = self.moment_ms.replace(f64::NAN);
        self.go_to_moment(moment_ms);
    }

    fn show(&self, run: Timeline, strategy: Strategy, window: Window) {
        self.strategy.set(strategy);
        dom::fill("cores-names", &lane_names(run.lanes.len(), self.who()));
        dom::fill("cores-share", &computing(&run));
        dom::fill("cores-all", &format!("<span class=wide-only>all </span><b>{:.0}%</b>", run.all_computing_percent()));
        self.run.replace(run);
        self.window.set(window);
        self.draw();
    }

    /// Draws the part in view.
    pub(super) fn draw(&self) {
        let (run, window) = (self.run.borrow(), self.window.get());
        dom::fill("cores-marks", &timeline(&run, window, f64::from(self.plot.client_width())));
        dom::fill("cores-axis", &time_axis(window));
        dom::fill("cores-head", &marks_above(&run, window, self.who()));
        if let Some(loss) = self.loss.borrow().as_ref().filter(|_| self.live.borrow().is_none()) {
            let report = &loss.shown().report;
            let (is_held, words) = (report.strategy == Strategy::Serial, cores_words::frames(report));
            // The frames of the lecture's runs are not known.
            let row = if words.is_empty() { words } else { page_row(&run, window, is_held, &words) };
            dom::fill("cores-page", &row);
        }
        let zoom = window.zoom();
        let zoom = if zoom.fract() == 0.0 { format!("{zoom:.0}×") } else { format!("{zoom:.2}×") };
        dom::fill("cores-overview", &overview(&run, window));
        dom::fill("cores-zoom", &zoom);
        self.draw_cursor();
        self.draw_moment();
    }

    /// Draws the cursor, and describes what is there.
    pub(super) fn draw_cursor(&self) {
        let (run, window) = (self.run.borrow(), self.window.get());
        let (mark, words) = match self.pointed_at.get() {
            Some((lane, ms)) => (cursor(&run, window, lane, ms), readout(&run, self.who(), lane, ms)),
            None => (String::new(), cores_words::HOW_TO_POINT.to_owned()),
        };
        dom::fill("cores-cursor", &mark);
        dom::fill("cores-readout", &words);
    }

    /// Saves the run as a file.
    pub(super) fn save_trace(&self) {
        let run = self.shows_watched.get().and_then(|is_watched| raw_run(self.strategy.get(), is_watched));
        if let Some(run) = run {
            download::save("trace.json", &trace_text(&run));
        }
    }
}

impl Watching {
    fn lanes(&self) -> u32 {
        if self.strategy == Strategy::Serial { 1 } else { self.workers }
    }
}
