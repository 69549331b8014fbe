//! The list of issues: whose turn it is, how long it still has. Knows no storage.

pub mod card;
pub mod deadline;
pub mod finder;
pub mod list;
#[cfg(test)]
pub mod sample;
pub mod sieve;
pub mod turn;

use crate::components::{Icon, Tab, TabBar};
use crate::i18n::*;
use crate::pages::frame::{tab_badge, today_badge};
use crate::pages::pill::StatusPill;
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use list::IssueList;
use patrol_domain::case::Case;
use patrol_domain::record::{Shelf, Slice};
use sieve::{Filters, use_kept};
use std::sync::Arc;
use turn::{Pile, Reader};

/// Closed issues shown below the open ones.
const CLOSED_SHOWN: u32 = 50;
/// Closed issues that a search looks through.
const CLOSED_SEARCHED: u32 = 20_000;

pub type Cases = Signal<Loaded<Vec<Arc<Case>>>>;

/// Issues that are not closed.
pub fn open_cases(app: App) -> Cases {
    app.cases(Slice::all(Shelf::Live))
}

/// The newest closed issues.
pub fn closed_cases(app: App) -> Cases {
    app.cases(Slice { limit: CLOSED_SHOWN, newest_first: true, ..Slice::all(Shelf::Past) })
}

/// The closed issues on this phone that a search looks through, the newest first.
pub fn closed_to_search(app: App) -> Cases {
    app.cases(Slice { limit: CLOSED_SEARCHED, newest_first: true, ..Slice::all(Shelf::Past) })
}

/// The site's wall clock, minutes east of UTC.
pub fn offset(app: App) -> i16 {
    app.site.with(|site| site.as_ref().map_or(0, |site| site.offset_min))
}

/// How many open issues lie in a pile.
pub fn count(app: App, cases: Cases, pile: Pile) -> usize {
    cases.with(|cases| cases.ready().map_or(0, |cases| holding(app, cases, pile).len()))
}

fn holding(app: App, cases: &[Arc<Case>], pile: Pile) -> Vec<Arc<Case>> {
    let Some(me) = app.me().get() else { return Vec::new() };
    let reader = Reader { me: &me, now: app.now.get(), offset_min: offset(app) };
    let reference = app.reference.get();
    let holds = |case: &&Arc<Case>| {
        let flow = reference.flow(&case.flow, case.flow_version);
        reader.holds(pile, flow.as_deref(), case)
    };
    cases.iter().filter(holds).cloned().collect()
}

/// Overdue or waiting for this person.
pub fn calls(app: App) -> Signal<u32> {
    let cases = open_cases(app);
    Signal::derive(move || {
        let Some(me) = app.me().get() else { return 0 };
        let reader = Reader { me: &me, now: app.now.get(), offset_min: offset(app) };
        let reference = app.reference.get();
        let calls = |case: &&Arc<Case>| {
            let flow = reference.flow(&case.flow, case.flow_version);
            reader.calls(flow.as_deref(), case)
        };
        let count = cases.with(|cases| cases.ready().map_or(0, |c| c.iter().filter(calls).count()));
        u32::try_from(count).unwrap_or(u32::MAX)
    })
}

#[component]
pub fn Issues() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let query = use_query_map();
    let named = query.with_untracked(|query| query.get("pile").and_then(|p| Pile::named(&p)));
    let sieve = use_kept().phone;
    if let Some(named) = named {
        sieve.pile.set(named);
    }
    view! {
        <div class="page with-tabs field-column">
            <header class="head">
                <h1 class="page-title head-text" tabindex="-1">
                    {t!(i18n, issues.title)}
                </h1>
                <StatusPill />
                <button
                    type="button"
                    class="head-back"
                    aria-label=move || t_string!(i18n, issues.search)
                    aria-expanded=move || if sieve.searching.get() { "true" } else { "false" }
                    on:click=move |_| sieve.searching.update(|on| *on = !*on)
                >
                    <Icon name="search" />
                </button>
            </header>
            <main class="page-body flush" id="content">
                <Filters sieve />
                <IssueList sieve base="/issue" picked=Signal::stored(None) />
            </main>
            <TabBar current=Tab::Issues badge=tab_badge(app) today=today_badge(app) />
        </div>
    }
}
