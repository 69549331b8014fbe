//! The top of a page: back, title, facts, sync pill.

use crate::components::{Icon, Save, SaveMark};
use crate::i18n::*;
use leptos::children::ViewFnOnce;
use leptos::prelude::*;

/// Back, title with facts under it, and what stands at the end (the sync pill).
#[component]
pub fn PageHead(
    /// Where back leads; absent on the pages of the tab bar.
    #[prop(optional, into)]
    back: Option<String>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] meta: Signal<String>,
    #[prop(optional, into)] end: ViewFnOnce,
) -> impl IntoView {
    let i18n = use_i18n();
    let back = back.map(|href| {
        view! {
            <a class="head-back" href=href aria-label=t_string!(i18n, nav.back)>
                <Icon name="back" />
            </a>
        }
    });
    // Each fact by itself, so that a narrow phone can leave out the least useful, the first of three.
    let parts = move || {
        let meta = meta.get();
        let parts: Vec<&str> = meta.split_inclusive(" · ").collect();
        parts.into_iter().map(|part| view! { <span>{part.to_owned()}</span> }).collect_view()
    };
    view! {
        <header class="head">
            {back} <div class="head-text">
                <h1 class="head-title" tabindex="-1">
                    {title}
                </h1>
                <p class="head-meta">{parts}</p>
            </div> <div class="head-end">{end.run()}</div>
        </header>
    }
}

/// What the network knows, in words; leads to the sync page.
#[component]
pub fn SyncPill(
    #[prop(into)] save: Signal<Save>,
    #[prop(into)] words: Signal<String>,
) -> impl IntoView {
    view! {
        <a
            class="pill"
            class:is-blocked=move || save.get() == Save::Blocked
            href="/sync"
            data-id="pill"
        >
            <span role="status">
                <SaveMark save />
                {words}
            </span>
        </a>
    }
}
