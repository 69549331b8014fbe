//! Desktop: today's rounds of everybody on a time line.

use leptos::prelude::*;

#[component]
pub fn Board() -> impl IntoView {
    view! { <main></main> }
}
