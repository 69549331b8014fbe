//! The end of a round: what is unanswered, and sending it off.

use leptos::prelude::*;

#[component]
pub fn Summary() -> impl IntoView {
    view! { <main></main> }
}
