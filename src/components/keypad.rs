//! The keypad for readings: a gloved thumb hits it, no system keyboard covers the gauge.

use crate::components::Icon;
use crate::i18n::*;
use leptos::prelude::*;

/// What a key does to the text of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PadKey {
    Digit(char),
    Point,
    Minus,
    Back,
    /// One step of the scale up (`true`) or down.
    Step(bool),
    Done,
}

/// Digits, point, backspace, ± one step and a tall key that goes on.
#[component]
pub fn Keypad(
    /// One step of the scale in words, for example `0.01`.
    #[prop(into)]
    step: Signal<String>,
    /// Whether values below zero make sense here.
    #[prop(optional)]
    signed: bool,
    /// The reading lies outside its limits: the tall key becomes 记异常.
    #[prop(into)]
    outside: Signal<bool>,
    #[prop(into)] on_key: Callback<PadKey>,
) -> impl IntoView {
    let i18n = use_i18n();
    let key = move |key: PadKey, words: String, class: &'static str| {
        view! {
            <button
                type="button"
                class=class
                data-key=words.clone()
                on:click=move |_| on_key.run(key)
            >
                {words.clone()}
            </button>
        }
    };
    let digit = move |c: char| key(PadKey::Digit(c), c.to_string(), "key");
    let sign = if signed {
        key(PadKey::Minus, "−".to_owned(), "key").into_any()
    } else {
        view! {
            <button
                type="button"
                class="key key-side"
                data-key="-step"
                on:click=move |_| on_key.run(PadKey::Step(false))
            >
                {move || format!("−{}", step.get())}
            </button>
        }
        .into_any()
    };
    let done = move || {
        if outside.get() { t_string!(i18n, round.log_problem) } else { t_string!(i18n, round.next) }
    };
    view! {
        <div class="pad" role="group" aria-label=move || t_string!(i18n, round.keypad)>
            {digit('1')}
            {digit('2')}
            {digit('3')}
            <button
                type="button"
                class="key key-side"
                data-key="+step"
                on:click=move |_| on_key.run(PadKey::Step(true))
            >
                {move || format!("+{}", step.get())}
            </button>
            {digit('4')}
            {digit('5')}
            {digit('6')}
            {sign}
            {digit('7')}
            {digit('8')}
            {digit('9')}
            <button
                type="button"
                class="key key-done"
                class:is-bad=move || outside.get()
                data-key="done"
                on:click=move |_| on_key.run(PadKey::Done)
            >
                <Icon name="send" />
                {done}
            </button>
            {key(PadKey::Point, ".".to_owned(), "key")}
            {digit('0')}
            <button
                type="button"
                class="key"
                data-key="back"
                aria-label=move || t_string!(i18n, round.backspace)
                on:click=move |_| on_key.run(PadKey::Back)
            >
                <Icon name="bksp" />
            </button>
        </div>
    }
}
