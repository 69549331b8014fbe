//! The person, the settings and the help.

use leptos::prelude::*;

#[component]
pub fn Me() -> impl IntoView {
    view! { <main></main> }
}
