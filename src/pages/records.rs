//! What was done: finished rounds.

use leptos::prelude::*;

#[component]
pub fn Records() -> impl IntoView {
    view! { <main></main> }
}
