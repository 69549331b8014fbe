//! One issue with its timeline and moves.

use leptos::prelude::*;

#[component]
pub fn Issue() -> impl IntoView {
    view! { <main></main> }
}
