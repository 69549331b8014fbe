//! An address that does not exist, and a page that is not on the phone yet.

use crate::components::{ButtonLink, Failed, Tone};
use crate::i18n::*;
use leptos::prelude::*;

#[component]
pub fn Lost() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <main class="page" data-id="lost">
            <div class="blank">
                <svg class="pale" aria-hidden="true">
                    <use_ href="#t-5"></use_>
                </svg>
                <h1>{t!(i18n, nav.lost)}</h1>
                <p>{t!(i18n, nav.lost_hint)}</p>
                <ButtonLink tone=Tone::Primary href="/">
                    {t!(i18n, nav.to_today)}
                </ButtonLink>
            </div>
        </main>
    }
}

/// A page whose code could not be fetched: the first visit broke off before everything was here.
#[component]
pub fn NotHere() -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || t_string!(i18n, app.not_here).to_owned());
    let hint = Signal::derive(move || t_string!(i18n, app.not_here_hint).to_owned());
    let action = Signal::derive(move || t_string!(i18n, app.reopen).to_owned());
    let reload = Callback::new(|()| {
        if let Some(window) = web_sys::window() {
            // A page that cannot reload is reloaded by hand.
            window.location().reload().unwrap_or_default();
        }
    });
    view! {
        <main class="page" id="content">
            <Failed title hint action on_action=reload />
        </main>
    }
}
