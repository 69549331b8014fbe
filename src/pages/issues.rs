//! The list of issues: whose turn it is, how long it still has. Knows no storage.

pub mod card;
pub mod deadline;
#[cfg(test)]
pub mod sample;
pub mod turn;

use crate::components::{Empty, Failed, Group as GroupHead, Icon, IconSize, Loading, Tab, TabBar};
use crate::i18n::*;
use crate::pages::frame::{tab_badge, today_badge};
use crate::pages::pill::StatusPill;
use crate::state::{App, Loaded, use_app};
use card::{Card, Locals};
use deadline::{Due, Group, due, group, order};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use patrol_domain::At;
use patrol_domain::case::Case;
use patrol_domain::ids::CaseId;
use patrol_domain::record::{Shelf, Slice};
use std::collections::BTreeMap;
use std::sync::Arc;
use turn::{Pile, Reader};

/// Closed issues shown below the open ones.
const CLOSED_SHOWN: u32 = 50;

pub type Cases = Signal<Loaded<Vec<Arc<Case>>>>;

/// Issues that are not closed.
pub fn open_cases(app: App) -> Cases {
    app.cases(Slice::all(Shelf::Live))
}

/// The newest closed issues.
pub fn closed_cases(app: App) -> Cases {
    app.cases(Slice { limit: CLOSED_SHOWN, newest_first: true, ..Slice::all(Shelf::Past) })
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

/// What the person looks at.
#[derive(Clone, Copy)]
pub struct Sieve {
    pub pile: RwSignal<Pile>,
    pub words: RwSignal<String>,
    pub searching: RwSignal<bool>,
    /// Only cases of this flow.
    pub flow: RwSignal<Option<String>>,
}

impl Sieve {
    pub fn new(pile: Pile) -> Sieve {
        Sieve {
            pile: RwSignal::new(pile),
            words: RwSignal::new(String::new()),
            searching: RwSignal::new(false),
            flow: RwSignal::new(None),
        }
    }
}

#[component]
pub fn Issues() -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let query = use_query_map();
    let named = query.with_untracked(|query| query.get("pile").and_then(|p| Pile::named(&p)));
    let sieve = Sieve::new(named.unwrap_or(Pile::Mine));
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

/// The piles with their counts, and the search line when it is open.
#[component]
pub fn Filters(sieve: Sieve) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let cases = open_cases(app);
    let chip = move |pile: Pile| {
        let count = Memo::new(move |_| count(app, cases, pile));
        let words = move || match pile {
            Pile::Mine => t_string!(i18n, issues.mine),
            Pile::Overdue => t_string!(i18n, issues.overdue),
            Pile::Verify => t_string!(i18n, issues.verify),
            Pile::Filed => t_string!(i18n, issues.filed),
            Pile::All => t_string!(i18n, issues.all),
        };
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || if sieve.pile.get() == pile { "true" } else { "false" }
                data-pile=format!("{pile:?}")
                on:click=move |_| sieve.pile.set(pile)
            >
                {words}
                " "
                {move || count.get()}
            </button>
        }
    };
    let search = move || {
        view! {
            <div class="search-row">
                <input
                    type="search"
                    class="input"
                    aria-label=move || t_string!(i18n, issues.search)
                    placeholder=move || t_string!(i18n, issues.search_hint)
                    prop:value=sieve.words
                    on:input:target=move |event| sieve.words.set(event.target().value())
                />
            </div>
        }
    };
    let piles = [Pile::Mine, Pile::Overdue, Pile::Verify, Pile::Filed, Pile::All];
    view! {
        <div class="filters" role="group" aria-label=move || t_string!(i18n, issues.filter)>
            {piles.into_iter().map(chip).collect_view()}
        </div>
        <Kinds sieve cases />
        {move || sieve.searching.get().then(search)}
    }
}

/// The flows that lie in the list, where there are several, and the way to a new case.
#[component]
fn Kinds(sieve: Sieve, cases: Cases) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let kinds = Memo::new(move |_| {
        let keys = cases.with(|cases| {
            let cases = cases.ready().into_iter().flatten();
            cases.map(|case| (case.flow.clone(), case.flow_version)).collect::<BTreeMap<_, _>>()
        });
        if keys.len() > 1 { keys.into_iter().collect() } else { Vec::new() }
    });
    let chip = move |(key, version): (String, u32)| {
        let flow = app.reference.with(|all| all.flow(&key, version));
        let words = flow.map_or(key.clone(), |flow| say(i18n.get_locale(), &flow.name));
        let (here, on) = (key.clone(), key.clone());
        let picked = move || sieve.flow.with(|flow| flow.as_ref() == Some(&here));
        let pick = move |_| {
            sieve.flow.update(|flow| {
                *flow = Some(on.clone()).filter(|on| flow.as_ref() != Some(on));
            });
        };
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || if picked() { "true" } else { "false" }
                data-flow=key
                on:click=pick
            >
                {words}
            </button>
        }
    };
    view! {
        <div class="filters kinds" role="group" aria-label=move || t_string!(i18n, case.kinds)>
            <a class="chip" href="/open" data-id="open">
                <Icon name="plus" size=IconSize::Small />
                {t!(i18n, case.open)}
            </a>
            {move || kinds.get().into_iter().map(chip).collect_view()}
        </div>
    }
}

/// One line of the list: a heading or an issue.
#[derive(Clone, PartialEq)]
enum Line {
    Head(Group, usize),
    Issue(Arc<Case>, Due),
}

impl Line {
    fn key(&self) -> (Option<Group>, Option<CaseId>, usize, String) {
        match self {
            Line::Head(group, count) => (Some(*group), None, *count, String::new()),
            Line::Issue(case, due) => (
                None,
                Some(case.id),
                case.timeline.len(),
                format!("{due:?}{}", case.number.as_deref().unwrap_or_default()),
            ),
        }
    }
}

/// The issues of the pile by deadline, under their headings.
#[component]
pub fn IssueList(
    sieve: Sieve,
    base: &'static str,
    picked: Signal<Option<CaseId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let (open, closed) = (open_cases(app), closed_cases(app));
    let locals = Locals::new(app);
    let lines = Memo::new(move |_| lines(app, sieve, open, closed, i18n.get_locale()));
    let body = move || match open.get() {
        Loaded::Failed(_) => view! { <Broken /> }.into_any(),
        Loaded::Loading => {
            let label = Signal::derive(move || t_string!(i18n, issues.title).to_owned());
            view! { <Loading label rows=5 /> }.into_any()
        }
        Loaded::Ready(_) | Loaded::Absent if lines.with(Vec::is_empty) => {
            view! { <Nothing sieve /> }.into_any()
        }
        Loaded::Ready(_) | Loaded::Absent => ().into_any(),
    };
    view! {
        {body}
        <ul class="book grow">
            <For
                each=move || lines.get()
                key=Line::key
                children=move |line| match line {
                    Line::Head(group, count) => view! { <Heading group count /> }.into_any(),
                    Line::Issue(case, due) => {
                        view! { <Card case due base picked locals /> }.into_any()
                    }
                }
            />
        </ul>
    }
}

fn lines(app: App, sieve: Sieve, open: Cases, closed: Cases, locale: Locale) -> Vec<Line> {
    let (now, offset_min, pile) = (app.now.get(), offset(app), sieve.pile.get());
    let mut cases =
        open.with(|cases| cases.ready().map(|cases| holding(app, cases, pile)).unwrap_or_default());
    if matches!(pile, Pile::Filed | Pile::All) {
        cases.extend(closed.with(|closed| {
            closed.ready().map(|closed| holding(app, closed, pile)).unwrap_or_default()
        }));
    }
    if let Some(flow) = sieve.flow.get() {
        cases.retain(|case| case.flow == flow);
    }
    let words = sieve.words.with(|words| words.trim().to_lowercase());
    if sieve.searching.get() && !words.is_empty() {
        cases.retain(|case| card::haystack(app, locale, case).contains(&words));
    }
    cases.sort_by_key(|case| order(case));
    headed(cases, now, offset_min)
}

/// Sorted issues with a heading before each group.
fn headed(cases: Vec<Arc<Case>>, now: At, offset_min: i16) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(cases.len() + 5);
    let mut last: Option<(Group, usize)> = None;
    for case in cases {
        let due = due(&case, now, offset_min);
        let group = group(due);
        match last {
            Some((open, place)) if open == group => {
                if let Some(Line::Head(_, count)) = lines.get_mut(place) {
                    *count += 1;
                }
            }
            _ => {
                last = Some((group, lines.len()));
                lines.push(Line::Head(group, 1));
            }
        }
        lines.push(Line::Issue(case, due));
    }
    lines
}

#[component]
fn Heading(group: Group, count: usize) -> impl IntoView {
    let i18n = use_i18n();
    let (class, words): (_, fn(Locale) -> &'static str) = match group {
        Group::Overdue => ("t-cin", |locale| td_string!(locale, issues.group_overdue)),
        Group::Today => ("t-ochre", |locale| td_string!(locale, issues.group_today)),
        Group::Week => ("", |locale| td_string!(locale, issues.group_week)),
        Group::Later => ("", |locale| td_string!(locale, issues.group_later)),
        Group::Closed => ("", |locale| td_string!(locale, issues.group_closed)),
    };
    view! {
        <GroupHead>
            <span class=class>{move || words(i18n.get_locale())} " " {count}</span>
        </GroupHead>
    }
}

#[component]
fn Nothing(sieve: Sieve) -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || {
        let searched = sieve.searching.get() && sieve.words.with(|words| !words.trim().is_empty());
        match sieve.pile.get() {
            _ if searched => t_string!(i18n, issues.empty_search),
            Pile::Mine => t_string!(i18n, issues.empty_mine),
            Pile::Overdue => t_string!(i18n, issues.empty_overdue),
            Pile::Verify => t_string!(i18n, issues.empty_verify),
            Pile::Filed => t_string!(i18n, issues.empty_filed),
            Pile::All => t_string!(i18n, issues.empty_all),
        }
        .to_owned()
    });
    let hint = Signal::derive(move || t_string!(i18n, issues.empty_hint).to_owned());
    view! { <Empty title hint /> }
}

#[component]
fn Broken() -> impl IntoView {
    let i18n = use_i18n();
    let again = move |()| {
        let _ = window().location().reload();
    };
    let words = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    view! {
        <Failed
            title=words(|locale| td_string!(locale, issues.failed))
            hint=words(|locale| td_string!(locale, issues.failed_hint))
            action=words(|locale| td_string!(locale, nav.retry))
            on_action=again
        />
    }
}
