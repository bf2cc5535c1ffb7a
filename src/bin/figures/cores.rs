//! Section 2: a run drawn as lanes. They are updated while it runs, and complete after it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Interval;
use web_sys::Element;

use super::charts::{Timeline, Window, computing, cursor, lane_names, overview, readout, time_axis, timeline};
use super::door::{Reports, Watching, choose_strategy, is_running, raw_run, trace_text};
use super::picture::Easel;
use super::{cores_words, dom, download};
use every_core::kernel::WorkloadId;
use every_core::report::{Lecture, RunReport, Strategy, StrategyReport};

/// The time between two drawings of a run in progress.
const REDRAW_MS: u32 = 100;

/// The figure: the run it shows, the part in view, and where the reader points.
pub(super) struct Cores {
    easel: Option<Easel>,
    pub(super) plot: Element,
    pub(super) run: RefCell<Timeline>,
    strategy: Cell<Strategy>,
    pub(super) window: Cell<Window>,
    /// A lane and a time in it, in milliseconds.
    pub(super) pointed_at: Cell<Option<(usize, f64)>>,
    live: RefCell<Option<Interval>>,
    /// Whether the run shown is the watched one. `None` if it is in progress or there is none.
    shows_watched: Cell<Option<bool>>,
    /// The last finished comparison, by its seed and duration.
    compared: Cell<(u32, f64)>,
    /// Whether the comparison's run is shown even if one of this strategy was watched. The later of the two is.
    prefers_compared: Cell<bool>,
    /// The lecture's runs, one of which is shown while the reader has none.
    lecture: Option<Lecture>,
}

/// The run to show, if there is one, and whether it is the watched one.
pub(super) type Shown<'a> = Option<(&'a RunReport, bool)>;

/// Returns the watched run if it had this strategy, or the median run of the last comparison.
fn run_of(reports: &Reports, strategy: Strategy, prefers_compared: bool) -> Shown<'_> {
    let watched = reports.run.as_ref().filter(|run| run.strategy == strategy).map(|run| (run, true));
    let median = entry_of(reports, strategy).map(|entry| (&entry.median_run, false));
    if prefers_compared { median.or(watched) } else { watched.or(median) }
}

/// Returns the last comparison's entry of a strategy.
fn entry_of(reports: &Reports, strategy: Strategy) -> Option<&StrategyReport> {
    reports.compare.as_ref()?.strategies.iter().find(|entry| entry.strategy == strategy && entry.recorded)
}

/// Returns the share of the computing time that is slower work: what the pieces took beyond the serial run. For a watched run, the
/// serial run is that of a comparison of the same work. `None` if there is none.
fn slower_share(reports: &Reports, shown: Shown<'_>) -> Option<f64> {
    let (run, is_watched) = shown.filter(|(run, _)| run.strategy.is_parallel())?;
    let busy_ms: f64 = run.per_worker.iter().map(|worker| worker.busy_ms).sum();
    let slower_ms = if is_watched {
        let compared = reports.compare.as_ref()?;
        let is_same = compared.workload == run.workload && compared.steps == run.steps;
        busy_ms - compared.strategies.first().filter(|_| is_same)?.median_ms
    } else {
        entry_of(reports, run.strategy)?.stack.as_ref()?.inflation * run.elapsed_ms
    };
    (busy_ms > 0.0).then(|| (slower_ms / busy_ms).max(0.0))
}

impl Cores {
    /// Adds the figure's frame to the page.
    pub(super) fn mount(lecture: Option<Lecture>) -> Option<Self> {
        dom::fill("cores", cores_words::SKELETON);
        Some(Self {
            easel: Easel::new(),
            plot: dom::island("cores-plot")?,
            run: RefCell::default(),
            strategy: Cell::new(Strategy::Serial),
            window: Cell::new(Window::whole(1.0)),
            pointed_at: Cell::new(None),
            live: RefCell::new(None),
            shows_watched: Cell::new(None),
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
            self.show(run, watching.strategy, Window::whole(end_ms));
        }
    }

    fn show_report(&self, watching: &Watching, reports: &Reports) {
        let strategy = watching.strategy;
        let shown = run_of(reports, strategy, self.prefers_compared.get());
        let has_none = reports.compare.is_none() && reports.run.is_none();
        if let Some(pool) = self.lecture.as_ref().filter(|_| has_none).and_then(|lecture| lecture.compare.best_pool()) {
            return self.show_lecture(pool);
        }
        let slower = slower_share(reports, shown);
        let run = shown.map_or_else(
            || Timeline::so_far(watching.lanes(), &[]),
            |(report, _)| Timeline::of(report).with_slower(slower.unwrap_or(0.0)),
        );
        let is_picture = |run: &RunReport| run.workload == WorkloadId::Mandelbrot;
        dom::show_if("cores-picture", shown.is_some_and(|(run, watched)| watched && is_picture(run)));
        let shows_watched = shown.map(|(_, watched)| watched);
        let is_other = self.shows_watched.replace(shows_watched) != shows_watched || self.strategy.get() != strategy;
        if is_other || *self.run.borrow() != run {
            let whole_ms = if run.pieces > 0 { run.elapsed_ms } else { watching.expected_ms };
            self.pointed_at.set(None);
            self.show(run, strategy, Window::whole(whole_ms));
        }
        let run = self.run.borrow();
        let fastest = reports.compare.as_ref().and_then(|compared| compared.best_pool()).map(|pool| pool.strategy);
        let said = cores_words::sentence(&run, shown, self.who()) + cores_words::fig_3(shown, fastest);
        dom::fill("cores-say", &said);
        dom::fill("cores-key", &cores_words::key(&run, shown.map(|(report, _)| (report, slower.is_some()))));
        dom::fill("cores-table", &cores_words::table(&run, self.who()));
        dom::set_disabled("cores-trace", shown.is_none());
    }

    /// Shows the lecture's pool.
    fn show_lecture(&self, pool: &StrategyReport) {
        let report = &pool.median_run;
        let busy_ms: f64 = report.per_worker.iter().map(|worker| worker.busy_ms).sum();
        let slower = pool.stack.as_ref().map_or(0.0, |stack| stack.inflation * report.elapsed_ms / busy_ms);
        let run = Timeline::of(report).with_slower(slower);
        dom::show_if("cores-picture", false);
        dom::fill("cores-say", cores_words::LECTURE);
        dom::fill("cores-key", &cores_words::key(&run, Some((report, true))));
        dom::set_disabled("cores-trace", true);
        self.shows_watched.set(None);
        if *self.run.borrow() != run {
            self.pointed_at.set(None);
            self.show(run, pool.strategy, Window::whole(report.elapsed_ms));
        }
        dom::fill("cores-table", &cores_words::table(&self.run.borrow(), self.who()));
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
        let zoom = window.zoom();
        let zoom = if zoom.fract() == 0.0 { format!("{zoom:.0}×") } else { format!("{zoom:.2}×") };
        dom::fill("cores-overview", &overview(&run, window));
        dom::fill("cores-zoom", &zoom);
        self.draw_cursor();
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
