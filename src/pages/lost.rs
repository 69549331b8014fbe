//! An address that does not exist.

use crate::components::{ButtonLink, Tone};
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
