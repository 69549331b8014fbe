//! Desktop: the cases in a list with the picked one beside it, or in columns by state.

use crate::components::{Button, ButtonLink, Choice, Segmented, Tone};
use crate::i18n::*;
use crate::pages::issue::IssueSheet;
use crate::pages::issues::list::IssueList;
use crate::pages::issues::sieve::Filters;
use crate::pages::office::bulk::{Assign, ChosenBar};
use crate::pages::office::columns::Columns;
use crate::pages::office::frame::{OfficeFrame, Place};
use crate::pages::office::keys::{Hands, Help};
use leptos::prelude::*;
use patrol_domain::CaseId;

#[component]
pub fn OfficeIssues() -> impl IntoView {
    view! { <Split picked=Signal::stored(None) /> }
}

/// List and detail beside each other. Columns give way to the case that is picked from them.
#[component]
pub fn Split(picked: Signal<Option<CaseId>>) -> impl IntoView {
    let hands = Hands::new(picked);
    hands.listen();
    let columns = move || hands.kept.columns.get() && picked.get().is_none();
    view! {
        <OfficeFrame place=Place::Issues>
            {move || match columns() {
                true => view! { <AllColumns hands /> }.into_any(),
                false => view! { <Beside hands /> }.into_any(),
            }} <Assign hands /> <Help hands />
        </OfficeFrame>
    }
}

#[component]
fn Beside(hands: Hands) -> impl IntoView {
    let i18n = use_i18n();
    let Hands { picked, kept, .. } = hands;
    let detail = move || match picked.get() {
        Some(id) => view! { <IssueSheet id back="/office/issues" /> }.into_any(),
        None => view! { <p class="todo">{t!(i18n, office.pick_issue)}</p> }.into_any(),
    };
    view! {
        <div class="split">
            <section
                class="split-list"
                data-cases=""
                aria-label=move || t_string!(i18n, office.list_issues)
            >
                <Head hands />
                <Filters sieve=kept.desk />
                <ChosenBar hands />
                <IssueList sieve=kept.desk base="/office/issues" picked chosen=kept.chosen />
            </section>
            <section class="split-detail">{detail}</section>
        </div>
    }
}

#[component]
fn AllColumns(hands: Hands) -> impl IntoView {
    view! {
        <div class="columns-page">
            <Head hands />
            <Filters sieve=hands.kept.desk />
            <ChosenBar hands />
            <Columns hands />
        </div>
    }
}

/// The page's name, list or columns, and the keys.
#[component]
fn Head(hands: Hands) -> impl IntoView {
    let i18n = use_i18n();
    let choices = Signal::derive(move || {
        vec![
            Choice::new("list", t_string!(i18n, desk.list)),
            Choice::new("columns", t_string!(i18n, desk.columns)),
        ]
    });
    let columns = hands.kept.columns;
    let shows = move || columns.get() && hands.picked.get().is_none();
    let now = Signal::derive(move || if shows() { "columns" } else { "list" }.to_owned());
    let go = leptos_router::hooks::use_navigate();
    let pick = move |key: String| {
        columns.set(key == "columns");
        if key == "columns" && hands.picked.get_untracked().is_some() {
            go("/office/issues", Default::default());
        }
    };
    view! {
        <header class="cases-head">
            <h1 class="page-title" tabindex="-1">
                {t!(i18n, office.issues)}
            </h1>
            <Segmented
                label=Signal::derive(move || t_string!(i18n, desk.view).to_owned())
                choices
                picked=now
                on_pick=pick
            />
            <ButtonLink href="/office/triage">{t!(i18n, triage.title)}</ButtonLink>
            <Button tone=Tone::Text on_press=move |()| hands.help.set(true) test_id="keys-help">
                {t!(i18n, desk.keys)}
                <kbd>"?"</kbd>
            </Button>
        </header>
    }
}
