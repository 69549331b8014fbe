//! Desktop: one round with answers, times and photos.

use leptos::prelude::*;

#[component]
pub fn OfficeRound() -> impl IntoView {
    view! { <main></main> }
}
