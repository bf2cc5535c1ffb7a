//! The controls for the number of workers, the amount of work and the workload.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlButtonElement, HtmlElement, HtmlInputElement};

use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::signal::{Signal, create_effect};
use crate::page::state::{Size, State};
use every_core::draw::format::{duration, steps};
use every_core::kernel::WorkloadId;
use every_core::report::MAX_WORKERS;

/// The sizes in the order of the radios in `index.html`, whose values are indices into this list.
const SIZES: [Size; 4] = [Size::Sized, Size::Lecture, Size::TenTimes, Size::Other];

pub(in crate::page) fn mount(state: State) {
    let Some(island) = dom::unfold("settings") else { return };
    let text = state.workers_text;
    let workers = Stepper { id: "workers", least: 1, text, value: State::workers, hint: pool_hint };
    workers.bring_to_life(state, &island);
    work_size(state, &island);
    workload(state, island);
}

/// A field for a whole number, with buttons to change it. The field in `index.html` must not have `autocomplete="off"`: WebKit
/// empties such a field when the page is restored from the back/forward cache.
#[derive(Clone, Copy)]
pub(super) struct Stepper {
    /// The id of the field. The id of its hint is this with `-hint` appended.
    pub(super) id: &'static str,
    pub(super) least: u32,
    pub(super) text: Signal<String>,
    /// Returns the number, or what is wrong with the text.
    pub(super) value: fn(State) -> Result<u32, String>,
    /// Returns the hint for a valid number.
    pub(super) hint: fn(State) -> String,
}

impl Stepper {
    /// Connects the markup in `island` with the state.
    pub(super) fn bring_to_life(self, state: State, island: &Element) {
        let buttons = ["button", "button:last-child"]
            .map(|which| dom::find::<HtmlButtonElement>(island, &[".step ", which].concat()));
        let (Some(field), [Some(fewer), Some(more)]) = (dom::find::<HtmlInputElement>(island, ".step input"), buttons)
        else {
            return;
        };
        dom::listen(&fewer, "click", Box::new(move |_| self.change(state, -1)));
        dom::listen(&more, "click", Box::new(move |_| self.change(state, 1)));
        typed_into(&field, self.text);
        create_effect(Box::new(move || {
            let is_running = state.is_running();
            fewer.set_disabled(is_running);
            more.set_disabled(is_running);
            field.set_disabled(is_running);
            let mistake = (self.value)(state).err();
            show_field(&field, &self.text.get(), [self.id, "-hint"].concat(), mistake, || (self.hint)(state));
        }));
    }

    fn change(self, state: State, by: i64) {
        let reported = || state.environment.with(|seen| seen.as_ref().map_or(1, |seen| seen.reported_processors));
        let present = (self.value)(state).unwrap_or_else(|_| reported());
        self.text.set((i64::from(present) + by).clamp(i64::from(self.least), i64::from(MAX_WORKERS)).to_string());
    }
}

/// Copies what the reader types into the signal.
fn typed_into(field: &HtmlInputElement, text: Signal<String>) {
    let typed = field.clone();
    dom::listen(field, "input", Box::new(move |_| text.set(typed.value())));
}

/// Shows a field's text, and below it the mistake or the hint.
fn show_field(
    field: &HtmlInputElement,
    text: &str,
    hint_id: String,
    mistake: Option<String>,
    hint: impl FnOnce() -> String,
) {
    if field.value() != text {
        field.set_value(text);
    }
    dom::set_attribute(field, "aria-invalid", if mistake.is_some() { "true" } else { "false" });
    if let Some(line) = dom::island(&hint_id).and_then(|line| line.dyn_into::<HtmlElement>().ok()) {
        line.set_class_name(if mistake.is_some() { "hint bad" } else { "hint" });
        dom::set_text(&line, &mistake.unwrap_or_else(hint));
    }
}

fn pool_hint(state: State) -> String {
    let reported = state.environment.with(|seen| seen.as_ref().map(|seen| seen.reported_processors));
    let (Ok(chosen), Some(reported)) = (state.workers(), reported) else { return String::new() };
    match chosen {
        chosen if chosen == reported => "As many as the browser reports cores.".to_owned(),
        chosen if chosen > reported => format!("More than the {reported} cores reported: they share."),
        _ => format!("Fewer than the {reported} cores reported."),
    }
}

/// Connects the choice of the workload, which holds for every experiment of the page.
fn workload(state: State, island: Element) {
    dom::listen(
        &island,
        "change",
        Box::new(move |event| {
            if let Some(workload) = WorkloadId::from_name(&dom::chosen_value(event)) {
                state.choose_workload(workload);
            }
        }),
    );
    create_effect(Box::new(move || {
        for workload in WorkloadId::ALL {
            dom::show_radio(&island, workload.name(), state.workload.get() == workload, state.is_running());
        }
    }));
}

fn work_size(state: State, island: &Element) {
    let (Some(choices), Some(millions)) =
        (dom::find::<Element>(island, ".seg"), dom::find::<HtmlInputElement>(island, "#millions"))
    else {
        return;
    };
    dom::listen(
        &choices,
        "change",
        Box::new(move |event| {
            let index = dom::chosen_value(event).parse::<usize>().ok();
            if let Some(&size) = index.and_then(|index| SIZES.get(index)) {
                state.size.set(size);
            }
        }),
    );
    typed_into(&millions, state.other_millions);
    let field = dom::find::<HtmlElement>(island, ".field");
    create_effect(Box::new(move || {
        let is_running = state.is_running();
        let chosen = state.size.get();
        for (index, size) in SIZES.into_iter().enumerate() {
            dom::show_radio(&choices, &index.to_string(), size == chosen, is_running);
        }
        if let Some(field) = &field {
            field.set_hidden(chosen != Size::Other);
        }
        let mistake = state.steps().err();
        show_field(&millions, &state.other_millions.get(), "size-hint".to_owned(), mistake, || size_hint(state));
    }));
}

fn size_hint(state: State) -> String {
    let (Ok(chosen), Some(serial_ms)) = (state.steps(), state.expected_serial_ms(Experiment::Compare)) else {
        return String::new();
    };
    let sized =
        if state.size.get() == Size::Sized { ", chosen so that the comparison takes a few seconds" } else { "" };
    format!("{} steps{sized}: about {} serially on this machine.", steps(chosen), duration(serial_ms))
}
