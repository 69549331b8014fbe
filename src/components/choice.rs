//! Picking one or several: chips, segmented choice, switch.

use leptos::prelude::*;

/// One thing to pick: its key, its words, whether picking it means a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub words: String,
    pub problem: bool,
}

impl Choice {
    pub fn new(key: impl Into<String>, words: impl Into<String>) -> Choice {
        Choice { key: key.into(), words: words.into(), problem: false }
    }
}

/// Arrow keys walk a radio group; the picked (or first) one is its only tab stop.
fn walk(event: &leptos::ev::KeyboardEvent) {
    let step: isize = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => 1,
        "ArrowLeft" | "ArrowUp" => -1,
        _ => return,
    };
    use wasm_bindgen::JsCast;
    let Some(here) = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let next = if step > 0 { here.next_element_sibling() } else { here.previous_element_sibling() };
    if let Some(next) = next.and_then(|n| n.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        let _ = next.focus();
    }
}

/// Chips, one of many. Picking the picked one again takes it back (`None`).
#[component]
pub fn Chips(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] picked: Signal<Option<String>>,
    #[prop(into)] on_pick: Callback<Option<String>>,
) -> impl IntoView {
    let chip = move |choice: Choice| {
        let key = StoredValue::new(choice.key.clone());
        let on = Memo::new(move |_| key.with_value(|key| picked.get().as_ref() == Some(key)));
        let pick = move |_| {
            on_pick.run((!on.get_untracked()).then(|| key.get_value()));
        };
        view! {
            <button
                type="button"
                role="radio"
                class="chip"
                class:is-bad=choice.problem
                aria-checked=move || if on.get() { "true" } else { "false" }
                data-key=choice.key
                on:click=pick
            >
                {choice.words}
            </button>
        }
    };
    view! {
        <div class="chips" role="radiogroup" aria-label=label on:keydown=move |event| walk(&event)>
            <For each=move || choices.get() key=|choice| choice.key.clone() children=chip />
        </div>
    }
}

/// Two to four exclusive choices in one bar; one is always picked.
#[component]
pub fn Segmented(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(into)] picked: Signal<String>,
    #[prop(into)] on_pick: Callback<String>,
) -> impl IntoView {
    let segment = move |choice: Choice| {
        let key = StoredValue::new(choice.key.clone());
        let on = Memo::new(move |_| key.with_value(|key| picked.with(|picked| picked == key)));
        view! {
            <button
                type="button"
                role="radio"
                class="seg"
                aria-checked=move || if on.get() { "true" } else { "false" }
                data-key=choice.key
                on:click=move |_| on_pick.run(key.get_value())
            >
                {choice.words}
            </button>
        }
    };
    view! {
        <div class="segs" role="radiogroup" aria-label=label on:keydown=move |event| walk(&event)>
            <For
                each=move || choices.get()
                key=|choice| (choice.key.clone(), choice.words.clone())
                children=segment
            />
        </div>
    }
}

/// On or off, with a line of facts under its name.
#[component]
pub fn Switch(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(into)] on: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(optional, into)] test_id: Option<&'static str>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            role="switch"
            class="switch"
            data-id=test_id
            aria-checked=move || if on.get() { "true" } else { "false" }
            on:click=move |_| on_change.run(!on.get_untracked())
        >
            <span>
                <b>{label}</b>
                <span class="sub">{move || hint.get()}</span>
            </span>
            <span class="switch-knob"></span>
        </button>
    }
}
