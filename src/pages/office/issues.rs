//! Desktop: the table of issues.

use leptos::prelude::*;

#[component]
pub fn OfficeIssues() -> impl IntoView {
    view! { <main></main> }
}
