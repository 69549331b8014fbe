//! Scan a checkpoint by camera, or type its code.

use leptos::prelude::*;

#[component]
pub fn Scan() -> impl IntoView {
    view! { <main></main> }
}
