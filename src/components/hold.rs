//! 按住: a button that acts only when it is held, so that a seal is never a slip of the thumb.

use crate::components::Icon;
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// How long two presses of a key may lie apart to count as one hold.
const PAIR_MS: u64 = 3000;

/// Hold for `ms`; early release does nothing. By keyboard: hold Space or Enter, or press twice.
#[component]
pub fn HoldButton(
    #[prop(into)] words: Signal<String>,
    /// The second line: what the hold will do, or what is missing.
    #[prop(into)]
    hint: Signal<String>,
    /// Replaces the hint after the first of two presses.
    #[prop(into)]
    again: Signal<String>,
    #[prop(into)] ms: Signal<u32>,
    /// Whether a hold can act now. When not, a plain press runs `on_missing`.
    #[prop(into)]
    armed: Signal<bool>,
    #[prop(into)] on_held: Callback<()>,
    #[prop(into)] on_missing: Callback<()>,
) -> impl IntoView {
    let held = RwSignal::new(false);
    let paired = RwSignal::new(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let done = move || {
        held.set(false);
        paired.set(false);
        on_held.run(());
    };
    let stop = move || {
        held.set(false);
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    let start = move || {
        if !armed.get_untracked() {
            on_missing.run(());
            return;
        }
        if held.get_untracked() {
            return;
        }
        held.set(true);
        let wait = Duration::from_millis(ms.get_untracked().into());
        timer.set_value(set_timeout_with_handle(done, wait).ok());
    };
    on_cleanup(stop);
    let key_down = move |event: KeyboardEvent| {
        if is_press(&event) {
            event.prevent_default();
            if !event.repeat() {
                start();
            }
        }
    };
    let key_up = move |event: KeyboardEvent| {
        if !is_press(&event) || !held.get_untracked() {
            return;
        }
        stop();
        if paired.get_untracked() {
            done();
        } else {
            paired.set(true);
            set_timeout(
                move || {
                    let _ = paired.try_set(false);
                },
                Duration::from_millis(PAIR_MS),
            );
        }
    };
    let down = move |event: PointerEvent| {
        if event.button() == 0 {
            event.prevent_default();
            start();
        }
    };
    view! {
        <button
            type="button"
            class="btn btn-cinnabar hold"
            class:is-held=held
            style=("--hold", move || format!("{}ms", ms.get()))
            data-id="hold"
            on:pointerdown=down
            on:pointerup=move |_| stop()
            on:pointerleave=move |_| stop()
            on:pointercancel=move |_| stop()
            on:contextmenu=move |event| event.prevent_default()
            on:keydown=key_down
            on:keyup=key_up
            on:blur=move |_| stop()
        >
            <span class="hold-fill"></span>
            <Icon name="stamp" />
            <span class="hold-words">
                {words} <small>{move || if paired.get() { again.get() } else { hint.get() }}</small>
            </span>
        </button>
    }
}

fn is_press(event: &KeyboardEvent) -> bool {
    matches!(event.key().as_str(), " " | "Enter")
}
