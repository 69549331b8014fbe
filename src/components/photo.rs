//! Photos: a frame to look at one, a button to take one.

use crate::components::{Icon, Tone};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A picture with its strip (part of the picture). `src` comes when the bytes are read.
#[component]
pub fn PhotoFrame(
    #[prop(into)] src: Signal<Option<String>>,
    #[prop(into)] alt: Signal<String>,
    #[prop(optional)] thumb: bool,
) -> impl IntoView {
    view! {
        <span class="photo" class:thumb=thumb>
            {move || {
                src.get()
                    .map(|src| view! { <img src=src alt=move || alt.get() decoding="async" /> })
            }}
        </span>
    }
}

/// Opens the phone's camera through a file input and hands out each file.
#[component]
pub fn PhotoButton(
    #[prop(into)] on_file: Callback<web_sys::File>,
    #[prop(optional)] tone: Tone,
    /// A tall tile instead of a line.
    #[prop(optional)]
    tile: bool,
    #[prop(optional, into)] class: &'static str,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let change = move |event: leptos::ev::Event| {
        let Some(input) =
            event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok())
        else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            on_file.run(file);
        }
        // The same file again is a change again.
        input.set_value("");
    };
    let class = if class.is_empty() { tone.class() } else { class };
    view! {
        <label class=class class:photo-tile=tile aria-busy=move || busy.get().then_some("true")>
            <Icon name="camera" />
            <span>{label}</span>
            <input
                type="file"
                class="photo-input"
                accept="image/*"
                capture="environment"
                aria-label=label
                on:change=change
            />
        </label>
    }
}
