//! An address that does not exist.

use leptos::prelude::*;

#[component]
pub fn Lost() -> impl IntoView {
    view! { <main></main> }
}
