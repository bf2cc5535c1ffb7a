//! How many workers, how much work.

use sycamore::prelude::*;
use sycamore::web::render_in_scope;

use crate::lab::MAX_WORKERS;
use crate::page::dom;
use crate::page::experiment::Experiment;
use crate::page::format::{duration, steps};
use crate::page::state::{Size, State};

pub(in crate::page) fn mount(state: State) {
    let Some(island) = dom::island("settings") else { return };
    render_in_scope(
        move || {
            view! {
                div { (pool_size(state)) }
                div { (work_size(state)) }
            }
        },
        &island,
    );
}

/// A whole number that can be typed, and stepped by buttons.
#[derive(Clone, Copy)]
pub(super) struct Stepper {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    /// The smallest number allowed.
    pub(super) least: u32,
    pub(super) text: Signal<String>,
    /// The number, or what is wrong with what was typed.
    pub(super) value: fn(State) -> Result<u32, String>,
    /// What to say of a number that is right.
    pub(super) hint: fn(State) -> String,
}

/// The field with its buttons and its hint.
pub(super) fn stepper(state: State, Stepper { id, label, least, text, value, hint }: Stepper) -> View {
    let change = move |by: i64| {
        let reported = || state.environment.with(|seen| seen.as_ref().map_or(1, |seen| seen.reported_processors));
        let present = value(state).unwrap_or_else(|_| reported());
        text.set((i64::from(present) + by).clamp(i64::from(least), i64::from(MAX_WORKERS)).to_string());
    };
    let running = move || state.is_running();
    let hint = move || value(state).err().unwrap_or_else(|| hint(state));
    let bad = move || value(state).is_err();
    let hint_class = move || if bad() { "hint bad" } else { "hint" };
    let invalid = move || if bad() { "true" } else { "false" };
    let hint_id = format!("{id}-hint");
    let described_by = hint_id.clone();
    // The fields are not `autocomplete="off"`: WebKit empties such ones when the page comes back from its cache.
    view! {
        label(class="lbl", r#for=id) { (label) }
        div(class="step") {
            button(r#type="button", aria-label=format!("{label}: one fewer"), disabled=running, on:click=move |_| change(-1)) { "−" }
            input(id=id, inputmode="numeric", aria-describedby=described_by, aria-invalid=invalid,
                disabled=running, bind:value=text)
            button(r#type="button", aria-label=format!("{label}: one more"), disabled=running, on:click=move |_| change(1)) { "+" }
        }
        p(id=hint_id, class=hint_class) { (hint()) }
    }
}

fn pool_size(state: State) -> View {
    let text = state.workers_text;
    stepper(state, Stepper { id: "workers", label: "Workers", least: 1, text, value: State::workers, hint: pool_hint })
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

fn size_choices(state: State) -> Vec<View> {
    let choices = [
        (Size::Sized, "Sized for this machine"),
        (Size::Lecture, "As in the lecture"),
        (Size::TenTimes, "Ten times that"),
        (Size::Other, "Other"),
    ];
    choices
        .into_iter()
        .map(|(size, text)| {
            let checked = move || state.size.get() == size;
            view! {
                label {
                    input(r#type="radio", name="size", prop:checked=checked, disabled=move || state.is_running(),
                        on:change=move |_| state.size.set(size))
                    (text)
                }
            }
        })
        .collect()
}

fn work_size(state: State) -> View {
    let bad = move || state.steps().is_err();
    let hint_class = move || if bad() { "hint bad" } else { "hint" };
    let invalid = move || if bad() { "true" } else { "false" };
    let hidden = move || state.size.get() != Size::Other;
    view! {
        fieldset {
            legend(class="lbl") { "Size of the work" }
            div(class="row") {
                div(class="seg") { (size_choices(state)) }
                label(class="field", hidden=hidden) {
                    input(id="millions", inputmode="decimal", aria-label="Size in millions of steps",
                        aria-describedby="size-hint", aria-invalid=invalid, bind:value=state.other_millions)
                    span(class="unit") { "million" }
                }
            }
        }
        p(id="size-hint", class=hint_class) { (size_hint(state)) }
    }
}

fn size_hint(state: State) -> String {
    let chosen = match state.steps() {
        Ok(chosen) => chosen,
        Err(wrong) => return wrong,
    };
    let Some(serial_ms) = state.expected_serial_ms(Experiment::Compare) else { return String::new() };
    let sized =
        if state.size.get() == Size::Sized { ", chosen so that the comparison takes a few seconds" } else { "" };
    format!("{} steps{sized}: about {} serially on this machine.", steps(chosen), duration(serial_ms))
}
