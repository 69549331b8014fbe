//! Buttons. None is ever disabled: one that cannot work yet says what is missing.

use crate::components::{Icon, Save, SaveMark};
use leptos::prelude::*;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    Primary,
    #[default]
    Secondary,
    Cinnabar,
    Jade,
    Late,
    Text,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Primary => "btn btn-primary",
            Tone::Secondary => "btn btn-secondary",
            Tone::Cinnabar => "btn btn-cinnabar",
            Tone::Jade => "btn btn-jade",
            Tone::Late => "btn btn-late",
            Tone::Text => "btn btn-text",
        }
    }
}

/// A button. While `busy` it shows ◐ and takes no second press.
#[component]
pub fn Button(
    #[prop(optional)] tone: Tone,
    #[prop(into)] on_press: Callback<()>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional)] icon: Option<&'static str>,
    /// Keeps its own width in a dock.
    #[prop(optional)]
    fit: bool,
    #[prop(optional)] wide: bool,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] test_id: Option<String>,
    children: Children,
) -> impl IntoView {
    let press = move |_| {
        if !busy.get_untracked() {
            on_press.run(());
        }
    };
    view! {
        <button
            type="button"
            class=tone.class()
            class:fit=fit
            class:wide=wide
            aria-label=label
            aria-busy=move || busy.get().then_some("true")
            data-id=test_id
            on:click=press
        >
            {move || busy.get().then(|| view! { <SaveMark save=Save::Sending /> })}
            {icon.map(|name| view! { <Icon name /> })}
            <span>{children()}</span>
        </button>
    }
}

/// The same as a link inside the app.
#[component]
pub fn ButtonLink(
    #[prop(optional)] tone: Tone,
    #[prop(into)] href: String,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] fit: bool,
    #[prop(optional, into)] test_id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=tone.class() class:fit=fit href=href data-id=test_id>
            {icon.map(|name| view! { <Icon name /> })}
            <span>{children()}</span>
        </a>
    }
}
