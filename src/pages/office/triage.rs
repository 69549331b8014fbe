//! 分派新问题: every new case in one list by keyboard, each in one row: what kind, how serious, who,
//! by when; then the next. Knows no verb by name.

mod dealing;

use crate::components::{Button, ButtonLink, Empty, Select, TextLine, Tone};
use crate::i18n::*;
use crate::pages::frame::{Toasts, use_toasts};
use crate::pages::issue::assign::handlers;
use crate::pages::issues::card::{name_of, number_of, place_of};
use crate::pages::issues::{Cases, offset, open_cases};
use crate::pages::office::bulk::Assign;
use crate::pages::office::frame::{OfficeFrame, Place};
use crate::pages::office::keys::{Hands, Help, step_on};
use crate::state::{App, use_app};
use dealing::{Dealt, is_fresh, keep};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::case::Case;
use patrol_domain::checklist::Severity;
use patrol_domain::ids::MemberId;
use std::cmp::Reverse;
use std::sync::Arc;
use wasm_bindgen::JsCast;

const SEVERITIES: [Severity; 4] =
    [Severity::General, Severity::Serious, Severity::Major, Severity::Emergency];

/// The new cases, the worst first, then the oldest.
fn fresh(app: App, open: Cases) -> Vec<Arc<Case>> {
    let Some(me) = app.me().get() else { return Vec::new() };
    let reference = app.reference.get();
    let new = |case: &&Arc<Case>| {
        let flow = reference.flow(&case.flow, case.flow_version);
        flow.is_some_and(|flow| is_fresh(&flow, &me, case))
    };
    let mut found: Vec<Arc<Case>> =
        open.with(|open| open.ready().into_iter().flatten().filter(new).cloned().collect());
    found.sort_by_key(|case| (Reverse(case.severity), case.found_at, case.id));
    found
}

#[component]
pub fn OfficeTriage() -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let hands = Hands::new(Signal::stored(None));
    hands.listen();
    let open = open_cases(app);
    let new = Memo::new(move |_| fresh(app, open));
    let count = move || t_string!(i18n, triage.count, count = new.with(Vec::len));
    let none = move || {
        let title = Signal::derive(move || t_string!(i18n, triage.empty).to_owned());
        let hint = Signal::derive(move || t_string!(i18n, triage.empty_hint).to_owned());
        (open.with(|open| open.ready().is_some()) && new.with(Vec::is_empty))
            .then(|| view! { <Empty title hint /> })
    };
    view! {
        <OfficeFrame place=Place::Issues>
            <main class="triage" id="content">
                <header class="cases-head">
                    <h1 class="page-title" tabindex="-1">
                        {t!(i18n, triage.title)}
                    </h1>
                    <span class="meta" role="status">
                        {count}
                    </span>
                    <ButtonLink href="/office/issues">{t!(i18n, triage.back)}</ButtonLink>
                    <Button
                        tone=Tone::Text
                        on_press=move |()| hands.help.set(true)
                        test_id="keys-help"
                    >
                        {t!(i18n, desk.keys)}
                        <kbd>"?"</kbd>
                    </Button>
                </header>
                <p class="sub triage-hint">{t!(i18n, triage.hint)}</p>
                {none}
                <ul data-cases="">
                    <For
                        each=move || new.get()
                        key=|case| (case.id, case.timeline.len())
                        children=move |case| view! { <Row app case /> }
                    />
                </ul>
            </main>
            <Assign hands />
            <Help hands />
        </OfficeFrame>
    }
}

/// What is picked in one row.
#[derive(Clone, Copy)]
struct Row {
    severity: RwSignal<String>,
    handler: RwSignal<String>,
    day: RwSignal<String>,
    why: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
}

fn place_in(severity: Severity) -> String {
    SEVERITIES.iter().position(|one| *one == severity).unwrap_or_default().to_string()
}

impl Row {
    fn of(case: &Case) -> Row {
        Row {
            severity: RwSignal::new(place_in(case.severity)),
            handler: RwSignal::default(),
            day: RwSignal::default(),
            why: RwSignal::default(),
            wrong: RwSignal::new(None),
        }
    }

    /// Nothing while nobody is picked.
    fn dealt(self, case: &Case) -> Option<Dealt> {
        let picked = self.severity.with_untracked(|at| at.parse::<usize>().ok());
        let severity = picked.and_then(|at| SEVERITIES.get(at).copied());
        Some(Dealt {
            severity: severity.filter(|severity| *severity != case.severity),
            to: self.handler.with_untracked(|id| id.parse().ok())?,
            day: self.day.get_untracked(),
            why: self.why.get_untracked(),
        })
    }
}

#[component]
fn Row(app: App, case: Arc<Case>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let row = Row::of(&case);
    let line = NodeRef::<html::Li>::new();
    let go = {
        let case = case.clone();
        move || deal(app, i18n, toasts, &case, row)
    };
    let press = {
        let go = go.clone();
        move |event: KeyboardEvent| pressed(&event, line, &go)
    };
    let key = case.id.to_string();
    view! {
        <li class="triage-row" data-case=key tabindex="0" node_ref=line on:keydown=press>
            <What app case=case.clone() />
            <Picks app case row />
            <Button tone=Tone::Primary fit=true on_press=move |()| go() test_id="triage-go">
                {t!(i18n, triage.go)}
            </Button>
        </li>
    }
}

/// Enter goes into the row, Ctrl+Enter deals it out, Esc comes back to the row.
fn pressed(event: &KeyboardEvent, line: NodeRef<html::Li>, go: &impl Fn()) {
    let own = event.target().as_ref() == event.current_target().as_ref();
    match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            go();
        }
        "Enter" if own => {
            event.prevent_default();
            into_row(line);
        }
        "Escape" if !own => {
            event.stop_propagation();
            let _ = line.get_untracked().map(|line| line.focus());
        }
        _ => {}
    }
}

/// What it is, where, who found it, of what kind and until when.
#[component]
fn What(app: App, case: Arc<Case>) -> impl IntoView {
    let i18n = use_i18n();
    let facts = [number_of(&case), place_of(app, &case), name_of(app, case.finder)];
    let facts = facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ");
    let (code, due) = (case.category.clone(), case.due_at);
    let kind = move || {
        let locale = i18n.get_locale();
        let category = app.reference.with(|all| {
            let found = all.categories.iter().find(|one| one.code == code);
            found.map(|one| say(locale, &one.name))
        });
        let due = due.map(|at| dates::day(locale, at, offset(app)));
        let due = due.map(|date| td_string!(locale, issue.due, date = date));
        [category, due].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    view! {
        <div class="triage-what">
            <a href=format!("/office/issues/{}", case.id)>
                <b>{case.title.clone()}</b>
            </a>
            <span class="meta">{facts}</span>
            <span class="meta">{kind}</span>
        </div>
    }
}

/// Into the first field of the row.
fn into_row(line: NodeRef<html::Li>) {
    let first = line.get_untracked().and_then(|line| line.query_selector("select").ok().flatten());
    if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
        first.focus().unwrap_or_default();
    }
}

/// Whoever may take it, those with the least in hand first.
fn people_for(app: App, i18n: Words, case: Arc<Case>) -> Signal<Vec<(String, String)>> {
    let open = open_cases(app);
    Signal::derive(move || {
        let load = |id: MemberId| {
            let held = |case: &&Arc<Case>| case.handler == Some(id);
            open.with(|open| open.ready().into_iter().flatten().filter(held).count())
        };
        let people = handlers(app, &case).into_iter();
        let mut people: Vec<_> = people.map(|one| (load(one.id), one)).collect();
        people.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
        let none = (String::new(), t_string!(i18n, case.choose).to_owned());
        let each = people.into_iter().map(|(load, one)| {
            let load = t_string!(i18n, issue.assign_load, count = load);
            (one.id.to_string(), format!("{} · {load}", one.name))
        });
        std::iter::once(none).chain(each).collect()
    })
}

#[component]
fn Picks(app: App, case: Arc<Case>, row: Row) -> impl IntoView {
    let i18n = use_i18n();
    let words = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let severities = Signal::derive(move || {
        let locale = i18n.get_locale();
        let each = SEVERITIES.into_iter();
        each.map(|one| (place_in(one), words::severity(locale, one).to_owned())).collect::<Vec<_>>()
    });
    let people = people_for(app, i18n, case.clone());
    let set = move |to: RwSignal<String>| {
        move |raw: String| {
            row.wrong.set(None);
            to.set(raw);
        }
    };
    let lowered = Memo::new(move |_| {
        let picked = row.severity.with(|at| at.parse::<usize>().ok());
        picked.and_then(|at| SEVERITIES.get(at)).is_some_and(|picked| *picked < case.severity)
    });
    view! {
        <Select
            label=words(|locale| td_string!(locale, snap.severity))
            options=severities
            value=row.severity
            on_pick=set(row.severity)
            test_id="triage-severity"
        />
        <Select
            label=words(|locale| td_string!(locale, triage.who))
            options=people
            value=row.handler
            on_pick=set(row.handler)
            error=row.wrong
            test_id="triage-who"
        />
        <TextLine
            label=words(|locale| td_string!(locale, triage.by))
            value=row.day
            on_input=set(row.day)
            kind="date"
            test_id="triage-day"
        />
        <Show when=move || lowered.get()>
            <TextLine
                label=words(|locale| td_string!(locale, triage.why))
                value=row.why
                on_input=set(row.why)
                test_id="triage-why"
            />
        </Show>
    }
}

/// Keeps the row and goes on to the next; what is refused is said and stays.
fn deal(app: App, i18n: Words, toasts: Toasts, case: &Arc<Case>, row: Row) {
    let locale = i18n.get_locale_untracked();
    let Some(dealt) = row.dealt(case) else {
        return row.wrong.set(Some(td_string!(locale, triage.nobody).to_owned()));
    };
    // Before the row goes: afterwards nobody knows which one came after it.
    step_on();
    let (case, name) = (case.clone(), untrack(|| name_of(app, dealt.to)));
    spawn_local(async move {
        match keep(app, locale, &case, dealt).await {
            Ok(()) => toasts.kept(td_string!(locale, triage.done, name = name)),
            Err(why) => {
                let _ = row.wrong.try_set(Some(why.clone()));
                toasts.say(format!("{} · {why}", case.title));
            }
        }
    });
}
