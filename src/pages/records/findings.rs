//! What a round found, while its head reads it: each issue with its state, and the problems that
//! became none (W01: the review waits for the first and asks for words about the others).

use crate::i18n::*;
use crate::pages::issues::card::{number_of, state_of};
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use patrol_domain::case::Case;
use patrol_domain::findings::{filed, is_waiting, unfiled};
use patrol_domain::ids::CaseId;
use patrol_domain::round::Round;
use std::sync::Arc;

#[component]
pub fn Findings(round: Arc<Round>) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let ids: Vec<_> = filed(&round).collect();
    let unsaid = without_issue(app, i18n.get_locale_untracked(), &round);
    if ids.is_empty() && unsaid.is_empty() {
        return None;
    }
    let issues = ids.into_iter().map(|id| view! { <Issue id /> }).collect_view();
    let unsaid = unsaid
        .into_iter()
        .map(|title| {
            view! {
                <li>
                    <span class="grow">{title}</span>
                    <span class="sub">{t!(i18n, records.finding_unsaid)}</span>
                </li>
            }
        })
        .collect_view();
    Some(view! {
        <section class="findings" data-id="findings">
            <h3>{t!(i18n, records.findings)}</h3>
            <ul>{issues} {unsaid}</ul>
        </section>
    })
}

#[component]
fn Issue(id: CaseId) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let case = app.case(id);
    move || match case.get() {
        Loaded::Ready(case) => {
            let state = state_of(app, i18n.get_locale(), &case);
            let class = if lies(app, &case) { "is-open" } else { "sub" };
            view! {
                <li>
                    <a class="grow" href=format!("/issue/{id}")>
                        {number_of(&case)}
                        " "
                        {case.title.clone()}
                    </a>
                    <span class=class>{state}</span>
                </li>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

fn lies(app: App, case: &Case) -> bool {
    let flow = app.reference.with(|all| all.flow(&case.flow, case.flow_version));
    flow.is_some_and(|flow| is_waiting(case, &flow))
}

fn without_issue(app: App, locale: Locale, round: &Round) -> Vec<String> {
    app.reference.with(|all| {
        let Some(list) = all.checklist(&round.checklist, round.version) else { return Vec::new() };
        let titles = unfiled(round, &list, all.places.get(&round.place)).filter_map(|id| {
            list.items.iter().find(|item| item.id == id).map(|item| say(locale, &item.title))
        });
        titles.collect()
    })
}
