//! 随手拍: an issue in ten seconds.

use leptos::prelude::*;

#[component]
pub fn Snap() -> impl IntoView {
    view! { <main></main> }
}
