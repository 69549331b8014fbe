//! Signing in, the one page that needs the network.

use leptos::prelude::*;

#[component]
pub fn SignIn() -> impl IntoView {
    view! { <main></main> }
}
