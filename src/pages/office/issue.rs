//! Desktop: one issue beside the list, with assignment and verification.

use crate::pages::office::issues::Split;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use patrol_domain::CaseId;

#[component]
pub fn OfficeIssue() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<CaseId>().ok()));
    view! { <Split picked=id.into() /> }
}
