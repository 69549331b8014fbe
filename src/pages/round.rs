//! One round: its items, one in focus.

pub mod summary;

use leptos::prelude::*;

#[component]
pub fn Round() -> impl IntoView {
    view! { <main></main> }
}
