//! The list of issues.

use leptos::prelude::*;

#[component]
pub fn Issues() -> impl IntoView {
    view! { <main></main> }
}
