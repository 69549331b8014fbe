//! What a list shows when there is nothing, nothing yet, or something broke.

use crate::components::{Icon, Tone};
use leptos::children::ViewFnOnce;
use leptos::prelude::*;

/// One sentence of fact, one thing to do.
#[component]
pub fn Empty(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] hint: Signal<String>,
    #[prop(optional, into)] action: ViewFnOnce,
) -> impl IntoView {
    view! {
        <div class="blank">
            <svg class="pale" aria-hidden="true">
                <use_ href="#t-5"></use_>
            </svg>
            <h2>{title}</h2>
            <p>{hint}</p>
            {action.run()}
        </div>
    }
}

/// Rows in the row's own shape, shown after 300 ms (by CSS) so that a quick read never flashes.
#[component]
pub fn Loading(
    #[prop(into)] label: Signal<String>,
    #[prop(default = 3)] rows: usize,
) -> impl IntoView {
    let row = || {
        view! {
            <li class="row skeleton" aria-hidden="true">
                <span class="row-margin"></span>
                <span class="row-main">
                    <span class="row-title"></span>
                    <span class="row-meta"></span>
                </span>
            </li>
        }
    };
    view! {
        <div class="loading" role="status">
            <span class="vh">{label}</span>
            <ul class="book">{(0..rows).map(|_| row()).collect_view()}</ul>
        </div>
    }
}

/// What happened, what is safe, what to do now. The code goes under 详情.
#[component]
pub fn Failed(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] hint: Signal<String>,
    #[prop(into)] action: Signal<String>,
    #[prop(into)] on_action: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="failed" role="alert">
            <Icon name="warn" />
            <div>
                <h2>{title}</h2>
                <p class="sub">{hint}</p>
            </div>
            <button type="button" class=Tone::Secondary.class() on:click=move |_| on_action.run(())>
                {action}
            </button>
        </div>
    }
}
