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

fn pool_size(state: State) -> View {
    let change = move |by: i64| {
        let reported = || state.environment.with(|seen| seen.as_ref().map_or(1, |seen| seen.reported_processors));
        let present = state.workers().unwrap_or_else(|_| reported());
        state.workers_text.set((i64::from(present) + by).clamp(1, i64::from(MAX_WORKERS)).to_string());
    };
    let running = move || state.is_running();
    let hint = move || match (
        state.workers(),
        state.environment.with(|seen| seen.as_ref().map(|seen| seen.reported_processors)),
    ) {
        (Err(wrong), _) => wrong,
        (Ok(chosen), Some(reported)) if chosen == reported => "As many as the browser reports cores.".to_owned(),
        (Ok(chosen), Some(reported)) if chosen > reported => {
            format!("More than the {reported} cores reported: they share.")
        }
        (Ok(_), Some(reported)) => format!("Fewer than the {reported} cores reported."),
        (Ok(_), None) => String::new(),
    };
    let bad = move || state.workers().is_err();
    let hint_class = move || if bad() { "hint bad" } else { "hint" };
    let invalid = move || if bad() { "true" } else { "false" };
    // The fields are not `autocomplete="off"`: WebKit empties such ones when the page comes back from its cache.
    view! {
        label(class="lbl", r#for="workers") { "Workers" }
        div(class="step") {
            button(r#type="button", aria-label="One worker fewer", disabled=running, on:click=move |_| change(-1)) { "−" }
            input(id="workers", inputmode="numeric", aria-describedby="workers-hint", aria-invalid=invalid,
                disabled=running, bind:value=state.workers_text)
            button(r#type="button", aria-label="One worker more", disabled=running, on:click=move |_| change(1)) { "+" }
        }
        p(id="workers-hint", class=hint_class) { (hint()) }
    }
}

fn size_choices(state: State) -> Vec<View> {
    let choices = [
        (Size::Sized, "Sized for this machine"),
        (Size::Lecture, "30\u{a0}M, as in the lecture"),
        (Size::TenTimes, "300\u{a0}M, ten times"),
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
                    span(style="padding-right:12px") { "million" }
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
