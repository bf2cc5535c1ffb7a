//! The replay of the run that is shown: its buttons and bars, and one cursor for the lanes, the picture and Fig. 3.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent};

use super::charts::moment;
use super::cores::Cores;
use super::cores_input::on;
use super::course::{Course, POSITIONS, SLOWNESSES};
use super::dom;
use super::player::{PAUSE, PLACES, PLAY, Player};
use every_core::kernel::WorkloadId;

fn bar(place: &str) -> Option<HtmlInputElement> {
    dom::island(&format!("{place}-replay"))?.dyn_into().ok()
}

fn slow_choice() -> Option<HtmlSelectElement> {
    dom::island("cores-slow")?.dyn_into().ok()
}

fn wants_no_motion() -> bool {
    let query = web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok());
    query.flatten().is_some_and(|query| query.matches())
}

impl Cores {
    /// Adds the listeners of the buttons and bars. They are never removed.
    pub(super) fn listen_to_replay(self: &Rc<Self>) {
        for place in PLACES {
            if let Some(button) = dom::island(&format!("{place}-play")) {
                let cores = Rc::clone(self);
                dom::listen(&button, "click", move || cores.press_play());
            }
            if let Some(bar) = bar(place) {
                on(self, &bar, "keydown", |cores, event| cores.replay_key(event.unchecked_ref()));
                let cores = Rc::clone(self);
                dom::listen(&bar.clone(), "input", move || {
                    cores.pause();
                    cores.go_to_moment(cores.course.get().at(bar.value().parse().unwrap_or(POSITIONS)));
                });
            }
        }
        if let Some(window) = web_sys::window() {
            // What is printed is the whole run.
            let cores = Rc::clone(self);
            dom::listen(&window, "beforeprint", move || {
                cores.pause();
                cores.go_to_moment(cores.course.get().end_ms);
            });
        }
    }

    /// Prepares the replay of a run that took so long, and shows its end.
    pub(super) fn prepare_replay(&self, elapsed_ms: f64, is_possible: bool) {
        self.pause();
        let course = Course::of(elapsed_ms);
        self.course.set(course);
        for place in PLACES {
            dom::set_disabled(&format!("{place}-play"), !is_possible);
            if let Some(bar) = bar(place) {
                bar.set_disabled(!is_possible);
            }
        }
        if let Some(choice) = slow_choice() {
            choice.set_value(&course.usual_slowness().to_string());
            choice.set_disabled(!is_possible);
        }
        self.moment_ms.set(course.end_ms);
        self.say_moment();
    }

    /// Handles the keys of a bar that are not those of every bar.
    fn replay_key(self: &Rc<Self>, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            " " | "Enter" => self.press_play(),
            "s" | "S" => {
                let Some(choice) = slow_choice() else { return };
                let next = SLOWNESSES
                    .into_iter()
                    .find(|slowness| choice.value().parse().is_ok_and(|now: u32| *slowness > now));
                choice.set_value(&next.unwrap_or(SLOWNESSES[0]).to_string());
            }
            // From the bar into the lanes.
            "ArrowDown" | "ArrowUp" => {
                // Focusing an element of the page does not fail.
                let _ = self.plot.unchecked_ref::<HtmlElement>().focus();
                self.change_lane(0);
            }
            _ => return,
        }
        event.prevent_default();
    }

    fn press_play(self: &Rc<Self>) {
        if self.player.borrow().is_some() {
            return self.pause();
        }
        let course = self.course.get();
        // After the end, a replay begins again.
        let begin_ms = Some(self.moment_ms.get()).filter(|&ms| ms < course.end_ms).unwrap_or(0.0);
        for place in PLACES {
            dom::fill(&format!("{place}-play"), PAUSE);
        }
        self.go_to_moment(begin_ms);
        self.play_on(begin_ms, None);
    }

    /// Asks for the next frame of a replay. `at_ms` is the moment of the last one, which was drawn at `drawn_ms` of the frames' clock.
    fn play_on(self: &Rc<Self>, at_ms: f64, drawn_ms: Option<f64>) {
        let cores = Rc::downgrade(self);
        let frame = Closure::once(move |now_ms: f64| {
            let Some(cores) = cores.upgrade() else { return };
            let slowness = slow_choice().and_then(|choice| choice.value().parse().ok()).unwrap_or(SLOWNESSES[0]);
            let course = cores.course.get();
            let at_ms = course.after(at_ms, now_ms - drawn_ms.unwrap_or(now_ms), slowness);
            let shown_ms = if wants_no_motion() { course.still(at_ms) } else { at_ms };
            if shown_ms > cores.moment_ms.get() {
                cores.go_to_moment(shown_ms);
            }
            if at_ms >= course.end_ms { cores.pause() } else { cores.play_on(at_ms, Some(now_ms)) }
        });
        let asked = web_sys::window().map(|window| window.request_animation_frame(frame.as_ref().unchecked_ref()));
        if let Some(Ok(handle)) = asked {
            // The last frame's closure is dropped here, after it has been taken out of the call in progress.
            let last = self.player.replace(Some(Player { handle, _frame: frame }));
            gloo_timers::callback::Timeout::new(0, move || drop(last)).forget();
        }
    }

    pub(super) fn pause(&self) {
        let last = self.player.take();
        if last.is_some() {
            for place in PLACES {
                dom::fill(&format!("{place}-play"), PLAY);
            }
            // A closure may not be dropped while it is called.
            gloo_timers::callback::Timeout::new(0, move || drop(last)).forget();
        }
    }

    /// Shows a moment of the run everywhere.
    pub(super) fn go_to_moment(&self, ms: f64) {
        if self.moment_ms.replace(ms) == ms {
            return;
        }
        self.say_moment();
        self.draw_moment();
        let loss = self.loss.borrow();
        let Some(loss) = loss.as_ref() else { return };
        loss.draw_at(ms);
        let run = &loss.shown().report;
        if self.shows_watched.get() == Some(true)
            && run.workload == WorkloadId::Mandelbrot
            && let Some(easel) = &self.easel
        {
            easel.show_until(&run.tile_log, if ms >= self.course.get().run_ms { f64::INFINITY } else { ms });
        }
    }

    /// Draws the cursor in the lanes, and veils what comes after it.
    pub(super) fn draw_moment(&self) {
        let (ms, course) = (self.moment_ms.get(), self.course.get());
        let mark = if ms < course.run_ms { moment(self.window.get(), ms) } else { String::new() };
        dom::fill("cores-moment", &mark);
    }

    /// Writes the moment beside the bars, and moves them.
    fn say_moment(&self) {
        let (ms, course) = (self.moment_ms.get(), self.course.get());
        for place in PLACES {
            dom::fill(&format!("{place}-time"), &course.time(ms));
            if let Some(bar) = bar(place) {
                bar.set_value(&course.position(ms).to_string());
                // Setting a plain attribute does not fail.
                let _ = bar.set_attribute("aria-valuetext", &course.words(ms));
            }
        }
    }
}
