//! Desktop: the list of issues on the left, the picked one on the right.

use crate::i18n::*;
use crate::pages::issue::IssueSheet;
use crate::pages::issues::turn::Pile;
use crate::pages::issues::{Filters, IssueList, Sieve};
use crate::pages::office::frame::{OfficeFrame, Place};
use leptos::prelude::*;
use patrol_domain::CaseId;

#[component]
pub fn OfficeIssues() -> impl IntoView {
    view! { <Split picked=Signal::stored(None) /> }
}

/// List and detail beside each other.
#[component]
pub fn Split(picked: Signal<Option<CaseId>>) -> impl IntoView {
    let i18n = use_i18n();
    let sieve = Sieve::new(Pile::All);
    sieve.searching.set(true);
    let detail = move || match picked.get() {
        Some(id) => view! { <IssueSheet id back="/office/issues" /> }.into_any(),
        None => view! { <p class="todo">{t!(i18n, office.pick_issue)}</p> }.into_any(),
    };
    view! {
        <OfficeFrame place=Place::Issues>
            <div class="split">
                <section class="split-list" aria-label=move || t_string!(i18n, office.list_issues)>
                    <h1 class="page-title" tabindex="-1">
                        {t!(i18n, office.issues)}
                    </h1>
                    <Filters sieve />
                    <IssueList sieve base="/office/issues" picked />
                </section>
                <section class="split-detail">{detail}</section>
            </div>
        </OfficeFrame>
    }
}
