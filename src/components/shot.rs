//! Before and after: two photos side by side with the facts of their strips as text.

use crate::components::Icon;
use leptos::prelude::*;

/// The words under a photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// 整改前 11-19 10:13.
    pub what: String,
    /// 李建国 · 校验 7F3A-92C1.
    pub who: String,
    /// 看大图：…: said after the words, which are the name.
    pub open: String,
}

/// One photo, cropped above its burnt-in strip; the strip's facts stand under it in text.
#[component]
pub fn Shot(
    caption: Caption,
    #[prop(into)] src: Signal<Option<String>>,
    #[prop(into)] on_open: Callback<()>,
) -> impl IntoView {
    let picture = move || match src.get() {
        Some(src) => view! { <img src=src alt="" decoding="async" /> }.into_any(),
        None => view! { <Icon name="photo" /> }.into_any(),
    };
    view! {
        <button type="button" class="shot" title=caption.open on:click=move |_| on_open.run(())>
            <span class="shot-picture">{picture}</span>
            <span class="shot-strip">
                <span>
                    <b>{caption.what}</b>
                    {caption.who}
                </span>
                <img src="/marks/app-icon.svg" alt="" />
            </span>
        </button>
    }
}

/// A place where a photo is still missing.
#[component]
pub fn NoShot(#[prop(into)] words: Signal<String>) -> impl IntoView {
    view! {
        <div class="shot shot-none">
            <span class="shot-picture">
                <span>{words}</span>
            </span>
        </div>
    }
}

/// A photo over the whole screen, strip included.
#[component]
pub fn Viewer(
    #[prop(into)] src: Signal<Option<String>>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] close: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
) -> impl IntoView {
    let button = NodeRef::<leptos::html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            let _ = button.focus();
        }
    });
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            on_close.run(());
        }
    };
    view! {
        <div class="viewer" role="dialog" aria-modal="true" aria-label=label on:keydown=escape>
            {move || src.get().map(|src| view! { <img src=src alt=move || label.get() /> })}
            <button
                type="button"
                class="btn btn-secondary"
                node_ref=button
                on:click=move |_| on_close.run(())
            >
                {close}
            </button>
        </div>
    }
}
