//! Desktop: one issue with assignment.

use leptos::prelude::*;

#[component]
pub fn OfficeIssue() -> impl IntoView {
    view! { <main></main> }
}
