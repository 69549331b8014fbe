//! Today: the rounds that are due, in order of time. Knows neither storage nor network.

use leptos::prelude::*;

#[component]
pub fn Today() -> impl IntoView {
    view! { <main></main> }
}
