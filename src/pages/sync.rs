//! What waits to be sent, in words.

use leptos::prelude::*;

#[component]
pub fn Sync() -> impl IntoView {
    view! { <main></main> }
}
