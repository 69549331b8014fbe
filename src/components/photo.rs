//! Photos: a frame to look at one, a button to take one.

use crate::components::{Drawing, Icon, Lie, Tone};
use leptos::prelude::*;
use patrol_domain::photo::PhotoRef;
use wasm_bindgen::JsCast;

/// A picture with its strip (part of the picture) and what was drawn over it. `src` comes when the
/// bytes are read.
#[component]
pub fn PhotoFrame(
    #[prop(into)] src: Signal<Option<String>>,
    #[prop(into)] alt: Signal<String>,
    #[prop(optional)] thumb: bool,
    photo: PhotoRef,
) -> impl IntoView {
    let PhotoRef { marks, width, height, .. } = photo;
    view! {
        <span class="photo" class:thumb=thumb>
            {move || {
                src.get()
                    .map(|src| view! { <img src=src alt=move || alt.get() decoding="async" /> })
            }}
            <Drawing marks width height lie=Lie::Bottom bold=thumb />
        </span>
    }
}

/// A press asks for the camera; a file may be handed in as well, where the camera is not to be had.
#[component]
pub fn PhotoButton(
    #[prop(into)] on_press: Callback<()>,
    #[prop(into)] on_file: Callback<web_sys::File>,
    #[prop(optional)] tone: Tone,
    /// A tall tile instead of a line.
    #[prop(optional)]
    tile: bool,
    #[prop(optional, into)] class: &'static str,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let class = if class.is_empty() { tone.class() } else { class };
    view! {
        <button
            type="button"
            class=class
            class:photo-tile=tile
            aria-busy=move || busy.get().then_some("true")
            data-id="take-photo"
            on:click=move |_| on_press.run(())
        >
            <Icon name="camera" />
            <span>{label}</span>
        </button>
        <FileInput label capture=true on_file />
    }
}

/// The browser's own way to a photo: the phone's camera, or the gallery.
#[component]
pub fn FileInput(
    #[prop(optional)] input: NodeRef<leptos::html::Input>,
    #[prop(into)] label: Signal<String>,
    /// The camera at once, without asking.
    capture: bool,
    #[prop(into)] on_file: Callback<web_sys::File>,
    #[prop(optional, into)] on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    let change = move |event: leptos::ev::Event| {
        let field = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(field) = field else { return };
        if let Some(file) = field.files().and_then(|files| files.get(0)) {
            on_file.run(file);
        }
        // The same file again is a change again.
        field.set_value("");
    };
    view! {
        <input
            type="file"
            class="photo-input"
            accept="image/*"
            capture=capture.then_some("environment")
            tabindex="-1"
            aria-label=label
            node_ref=input
            on:change=change
            on:cancel=move |_: leptos::ev::Event| {
                if let Some(cancelled) = on_cancel {
                    cancelled.run(());
                }
            }
        />
    }
}
