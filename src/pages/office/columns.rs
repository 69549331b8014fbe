//! The cases in columns by their state, one flow at a time.

use crate::components::MarkedWords;
use crate::i18n::*;
use crate::pages::issues::card::{countdown, name_of, number_of, place_of};
use crate::pages::issues::deadline::{Due, due};
use crate::pages::issues::list::found;
use crate::pages::issues::offset;
use crate::pages::office::keys::Hands;
use crate::state::use_app;
use leptos::prelude::*;
use patrol_domain::Text;
use patrol_domain::case::Case;
use patrol_domain::flow::{Flow, ISSUE};
use patrol_domain::ids::CaseId;
use patrol_domain::search::Query;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cases of a column laid out at once.
const A_COLUMN: usize = 30;

/// The flow that the columns show: the one picked, else the one with the most cases.
fn shown(cases: &[Arc<Case>], picked: Option<String>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for case in cases {
        *counts.entry(&case.flow).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(key, count)| (*count, *key == ISSUE));
    picked.or_else(|| most.map(|(key, _)| key.to_owned())).unwrap_or_else(|| ISSUE.to_owned())
}

/// One state and the cases in it.
#[derive(Clone, PartialEq)]
struct ColumnOf {
    state: String,
    name: Option<Text>,
    cases: Vec<Arc<Case>>,
}

impl ColumnOf {
    /// Drawn anew when one of its cases came, went or moved on.
    fn key(&self) -> (String, Vec<(CaseId, usize)>) {
        let cases = self.cases.iter().map(|case| (case.id, case.timeline.len())).collect();
        (self.state.clone(), cases)
    }
}

/// In the order of the flow, states without a case left out but for the first.
fn columns(flow: &Flow, cases: &[Arc<Case>]) -> Vec<ColumnOf> {
    let mut by_state: BTreeMap<&str, Vec<Arc<Case>>> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.flow == flow.key) {
        by_state.entry(&case.state).or_default().push(case.clone());
    }
    let mut columns = Vec::new();
    for state in &flow.states {
        let cases = by_state.remove(state.key.as_str()).unwrap_or_default();
        if !cases.is_empty() || state.key == flow.initial {
            let name = Some(state.name.clone());
            columns.push(ColumnOf { state: state.key.clone(), name, cases });
        }
    }
    // States of an older version that the newest no longer has.
    let older = by_state.into_iter();
    columns.extend(older.map(|(key, cases)| ColumnOf { state: key.to_owned(), name: None, cases }));
    columns
}

#[component]
pub fn Columns(hands: Hands) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let sieve = hands.kept.desk;
    let cases = found(app, sieve);
    let query = Memo::new(move |_| sieve.query());
    let laid = Memo::new(move |_| {
        let picked = sieve.flow.get();
        cases.with(|cases| {
            let flow = app.reference.with(|all| all.newest_flow(&shown(cases, picked)));
            flow.map(|flow| columns(&flow, cases)).unwrap_or_default()
        })
    });
    view! {
        <div
            class="columns"
            data-cases=""
            role="region"
            tabindex="0"
            aria-label=move || t_string!(i18n, desk.columns)
        >
            <For
                each=move || laid.get()
                // Other words mark other letters.
                key=move |column| (column.key(), sieve.words.get_untracked())
                children=move |column| view! { <Column column hands query=query.into() /> }
            />
        </div>
    }
}

#[component]
fn Column(column: ColumnOf, hands: Hands, query: Signal<Query>) -> impl IntoView {
    let i18n = use_i18n();
    let ColumnOf { state, name, cases } = column;
    let name = name.map_or(state, |name| say(i18n.get_locale_untracked(), &name));
    let count = cases.len();
    let label =
        td_string!(i18n.get_locale_untracked(), desk.column, state = name.clone(), count = count);
    let rest = count.saturating_sub(A_COLUMN);
    let card = |case: Arc<Case>| view! { <ColumnCard case hands query /> };
    view! {
        <section class="column" aria-label=label>
            <h2>{name} " " <span>{count}</span></h2>
            <ul>{cases.into_iter().take(A_COLUMN).map(card).collect_view()}</ul>
            {(count == 0).then(|| view! { <p class="meta">{t!(i18n, desk.column_none)}</p> })}
            {(rest > 0)
                .then(|| {
                    let words = t_string!(i18n, desk.column_more, count = rest);
                    view! { <p class="meta">{words}</p> }
                })}
        </section>
    }
}

#[component]
fn ColumnCard(case: Arc<Case>, hands: Hands, query: Signal<Query>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let (id, locale) = (case.id, i18n.get_locale_untracked());
    let due = due(&case, app.now.get_untracked(), offset(app));
    let late = matches!(due, Due::Late(_));
    let (_, left) = countdown(locale, &case, due, offset(app));
    let handler = case.handler.map(|handler| name_of(app, handler));
    let facts = [Some(number_of(&case)), Some(place_of(app, &case)), handler];
    let facts = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect::<Vec<_>>();
    let marked = |words: String| {
        query
            .with_untracked(|query| crate::components::Marked { marks: query.marks(&words), words })
    };
    view! {
        <li class="column-card" class:is-overdue=late>
            <a href=format!("/office/issues/{id}") data-case=id.to_string()>
                <b>
                    <MarkedWords of=marked(case.title.clone()) />
                </b>
                <span class="meta">
                    <MarkedWords of=marked(facts.join(" · ")) />
                </span>
                <span class="meta" class:t-cin=late>
                    {left}
                </span>
            </a>
            <Box id title=case.title.clone() hands />
        </li>
    }
}

#[component]
fn Box(id: CaseId, title: String, hands: Hands) -> impl IntoView {
    let chosen = hands.kept.chosen;
    view! { <crate::pages::issues::card::Choose id title chosen /> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::issues::sample::{case, flow};

    fn in_state(state: &str) -> Arc<Case> {
        let mut case = case();
        case.state = state.into();
        Arc::new(case)
    }

    #[test]
    fn columns_stand_in_the_order_of_the_flow_and_no_case_is_left_out() {
        let flow = flow();
        let cases = ["done", "accepted", "long_gone", "done"].map(in_state);
        let columns = columns(&flow, &cases);
        let found: Vec<_> = columns.iter().map(|c| (c.state.as_str(), c.cases.len())).collect();
        assert_eq!(found, [("open", 0), ("accepted", 1), ("done", 2), ("long_gone", 1)]);
    }

    #[test]
    fn the_flow_with_the_most_cases_is_shown_unless_another_is_picked() {
        let mut ticket = case();
        ticket.flow = "violation_ticket".into();
        let cases = [in_state("open"), Arc::new(ticket.clone()), Arc::new(ticket)];
        assert_eq!(shown(&cases, None), "violation_ticket");
        assert_eq!(shown(&cases, Some("issue".into())), "issue");
        assert_eq!(shown(&cases[..2], None), "issue");
        assert_eq!(shown(&[], None), "issue");
    }
}
