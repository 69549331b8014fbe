//! Whether the phone is ready to go underground.

use leptos::prelude::*;

#[component]
pub fn Ready() -> impl IntoView {
    view! { <main></main> }
}
