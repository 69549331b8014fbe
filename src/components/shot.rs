//! Before and after: two photos side by side with the facts of their strips as text.

use crate::components::{Drawing, Icon, Lie};
use leptos::prelude::*;
use patrol_domain::photo::PhotoRef;

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
    photo: PhotoRef,
    #[prop(into)] src: Signal<Option<String>>,
    #[prop(into)] on_open: Callback<()>,
) -> impl IntoView {
    let PhotoRef { marks, width, height, .. } = photo;
    let picture = move || match src.get() {
        Some(src) => view! { <img src=src alt="" decoding="async" /> }.into_any(),
        None => view! { <Icon name="photo" /> }.into_any(),
    };
    view! {
        <button type="button" class="shot" title=caption.open on:click=move |_| on_open.run(())>
            <span class="shot-picture">
                {picture} <Drawing marks width height lie=Lie::Top bold=true />
            </span>
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
