//! Text that is typed.

use crate::components::Icon;
use leptos::prelude::*;

/// A text of one to five lines; every change goes out at once, the caller saves it.
#[component]
pub fn TextArea(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Hides the label from the eye, where the sheet already says it.
    #[prop(optional)]
    quiet: bool,
    #[prop(optional, into)] test_id: Option<&'static str>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class=if quiet { "vh" } else { "field-label" }>{label}</span>
            <textarea
                class="input"
                rows="2"
                data-id=test_id
                placeholder=move || placeholder.get()
                aria-invalid=move || error.get().is_some().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            ></textarea>
            <FieldError error />
        </label>
    }
}

/// One line of text.
#[component]
pub fn TextLine(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] test_id: Option<&'static str>,
    /// `text`, `password`, `search`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] autocapitalize: Option<&'static str>,
    /// `decimal` brings the digits.
    #[prop(optional)]
    inputmode: Option<&'static str>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="field-label">{label}</span>
            <input
                class="input"
                type=kind
                data-id=test_id
                autocomplete=autocomplete
                autocapitalize=autocapitalize
                inputmode=inputmode
                placeholder=move || placeholder.get()
                aria-invalid=move || error.get().is_some().then_some("true")
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
            />
            <FieldError error />
        </label>
    }
}

/// A native list to choose from: key and words.
#[component]
pub fn Select(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_pick: Callback<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] test_id: Option<&'static str>,
) -> impl IntoView {
    let option = move |(key, words): (String, String)| {
        let here = value.with_untracked(|value| *value == key);
        view! {
            <option value=key selected=here>
                {words}
            </option>
        }
    };
    view! {
        <label class="field">
            <span class="field-label">{label}</span>
            <select
                class="input"
                aria-label=label
                data-id=test_id
                aria-invalid=move || error.get().is_some().then_some("true")
                prop:value=move || value.get()
                on:change=move |event| on_pick.run(event_target_value(&event))
            >
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
            <FieldError error />
        </label>
    }
}

/// What is wrong with a field and how to get out of it, spoken at once.
#[component]
pub fn FieldError(#[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    let line = move |words: String| {
        view! {
            <span class="field-error" role="alert">
                <Icon name="warn" size=crate::components::IconSize::Small />
                {words}
            </span>
        }
    };
    move || error.get().map(line)
}
