//! 要您处理: what stands still until this person acts; the issues in numbers; what just happened.

use crate::components::{Button, ButtonLink, Tone};
use crate::i18n::*;
use crate::pages::frame::use_toasts;
use crate::pages::issue::assign::handlers;
use crate::pages::issue::history::move_name;
use crate::pages::issue::photos::mends;
use crate::pages::issues::card::{name_of, place_of};
use crate::pages::issues::deadline::{Due, due, order};
use crate::pages::issues::turn::{Turn, assigning, kind};
use crate::pages::issues::{offset, open_cases};
use crate::pages::office::news::News;
use crate::pages::records::judge::may_judge;
use crate::pages::records::round_name;
use crate::pages::troubles;
use crate::state::actions::CaseMove;
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::case::Case;
use patrol_domain::flow::StateKind;
use patrol_domain::people::Member;
use patrol_domain::round::Round;
use std::sync::Arc;

/// Things to do shown at once.
const SHOWN: usize = 6;

/// One thing that needs this person.
#[derive(Clone, PartialEq)]
enum Todo {
    Issue(Arc<Case>, Turn),
    Review(Arc<Round>),
}

impl Todo {
    fn key(&self) -> String {
        match self {
            Todo::Issue(case, _) => format!("{}{}", case.id, case.timeline.len()),
            Todo::Review(round) => format!("{}{}", round.id, round.remarks.len()),
        }
    }
}

/// Issues by deadline, then submitted rounds, the oldest first.
fn todos(app: App, cases: &[Arc<Case>], past: &Loaded<Vec<Arc<Round>>>) -> Vec<Todo> {
    let Some(me) = app.me().get() else { return Vec::new() };
    let reference = app.reference.get();
    let turn = |case: &Case| {
        let flow = reference.flow(&case.flow, case.flow_version);
        flow.map(|flow| Turn::of(&flow, &me, case)).unwrap_or_default()
    };
    let mut mine: Vec<_> =
        cases.iter().map(|case| (case.clone(), turn(case))).filter(|(_, turn)| turn.mine).collect();
    mine.sort_by_key(|(case, _)| order(case));
    let reviews = past.ready().map(Vec::as_slice).unwrap_or_default();
    let reviews = reviews.iter().rev().filter(|round| may_judge(&me, round));
    mine.into_iter()
        .map(|(case, turn)| Todo::Issue(case, turn))
        .chain(reviews.cloned().map(Todo::Review))
        .collect()
}

#[component]
pub fn Panel(past: Signal<Loaded<Vec<Arc<Round>>>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let cases = open_cases(app);
    let open = Memo::new(move |_| cases.with(|cases| cases.ready().cloned().unwrap_or_default()));
    let todos = Memo::new(move |_| open.with(|open| past.with(|past| todos(app, open, past))));
    let shown = move || todos.get().into_iter().take(SHOWN).collect::<Vec<_>>();
    let none = move || {
        todos
            .with(Vec::is_empty)
            .then(|| view! { <p class="todo">{t!(i18n, office.yours_none)}</p> })
    };
    view! {
        <aside class="panel" aria-label=move || t_string!(i18n, office.panel)>
            <div class="panel-head">
                <h2>{t!(i18n, office.yours)}</h2>
                <span class="n">{move || todos.with(Vec::len)}</span>
            </div>
            {none}
            <For
                each=shown
                key=Todo::key
                children=|todo| match todo {
                    Todo::Issue(case, turn) => view! { <IssueTodo case turn /> }.into_any(),
                    Todo::Review(round) => view! { <ReviewTodo round /> }.into_any(),
                }
            />
            <Numbers open />
            <News open past />
        </aside>
    }
}

#[component]
fn IssueTodo(case: Arc<Case>, turn: Turn) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let locale = i18n.get_locale_untracked();
    let late = match due(&case, app.now.get_untracked(), offset(app)) {
        Due::Late(days) => Some(td_string!(locale, office.late_days, days = days)),
        _ => None,
    };
    let kind = if turn.verify {
        td_string!(locale, office.to_verify)
    } else if turn.assign {
        td_string!(locale, office.to_assign)
    } else {
        td_string!(locale, office.to_fix)
    };
    let head = [Some(kind.to_owned()), late.clone()];
    let head = head.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let words = facts(app, locale, &case, turn);
    let href = format!("/office/issues/{}", case.id);
    let first = (turn.assign && !turn.verify).then(|| least_loaded(app, &case)).flatten();
    view! {
        <section class="todo">
            <p class="todo-kind" class:t-cin=late.is_some()>
                {head}
            </p>
            <h3>{case.title.clone()}</h3>
            <p>{words}</p>
            <div class="todo-acts">
                {first.map(|member| view! { <AssignNow case=case.clone() member /> })}
                <ButtonLink href>{t!(i18n, office.see)}</ButtonLink>
            </div>
        </section>
    }
}

/// Of the people who may handle it, the one with the fewest open issues.
fn least_loaded(app: App, case: &Case) -> Option<Member> {
    let open = open_cases(app);
    let load = |member: &Member| {
        let handled = |case: &&Arc<Case>| case.handler == Some(member.id);
        open.with(|open| open.ready().map_or(0, |open| open.iter().filter(handled).count()))
    };
    handlers(app, case).into_iter().min_by_key(load)
}

/// Place, and who did what when.
fn facts(app: App, locale: Locale, case: &Case, turn: Turn) -> String {
    let now = app.now.get_untracked();
    let moment = |at| dates::moment(locale, at, now, offset(app));
    let flow = app.reference.with(|all| all.flow(&case.flow, case.flow_version));
    let done =
        |event: &&patrol_domain::case::Event| flow.as_ref().is_some_and(|flow| mends(flow, event));
    let last = case.timeline.iter().rev().find(|event| turn.verify && done(event));
    let words = match last {
        Some(event) => {
            let name = name_of(app, event.by);
            td_string!(locale, office.finished_by, name = name, time = moment(event.at))
        }
        None => {
            let name = name_of(app, case.finder);
            td_string!(locale, office.found_by, name = name, time = moment(case.found_at))
        }
    };
    let place = place_of(app, case);
    if place.is_empty() { words } else { format!("{place} · {words}") }
}

/// 派给 张磊: the person with the least in hand, in one press.
#[component]
fn AssignNow(case: Arc<Case>, member: Member) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let toasts = use_toasts();
    let (id, handler, name) = (case.id, member.id, member.name);
    let assign = move |()| {
        let case = case.clone();
        spawn_local(async move {
            let locale = i18n.get_locale_untracked();
            let verb = untrack(|| {
                let flow = app.reference.with(|all| all.flow(&case.flow, case.flow_version))?;
                Some(assigning(&flow, &app.me().get()?, &case)?.verb.clone())
            });
            let Some(verb) = verb else { return };
            let step = CaseMove { verb, handler: Some(handler), ..CaseMove::default() };
            match app.actions.move_case(id, step, None).await {
                Ok(_) => toasts.kept(td_string!(locale, issue.done)),
                Err(error) => toasts.say(troubles::perform(locale, &error)),
            }
        });
    };
    let words = move || t_string!(i18n, issue.assign_one, name = name.clone());
    view! {
        <Button tone=Tone::Primary on_press=assign test_id="assign-now">
            {words}
        </Button>
    }
}

#[component]
fn ReviewTodo(round: Arc<Round>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let id = round.id;
    let title = {
        let round = round.clone();
        move || round_name(app, i18n.get_locale(), &round)
    };
    let words = move || {
        let locale = i18n.get_locale();
        let name = round.inspector.map(|id| name_of(app, id)).unwrap_or_default();
        let time =
            round.submitted_at.map(|at| dates::moment(locale, at, app.now.get(), offset(app)));
        td_string!(locale, office.round_by, name = name, time = time.unwrap_or_default())
    };
    view! {
        <section class="todo">
            <p class="todo-kind">{t!(i18n, office.to_review)}</p>
            <h3>{title}</h3>
            <p>{words}</p>
            <div class="todo-acts">
                <ButtonLink href=format!("/office/rounds/{id}")>{t!(i18n, office.see)}</ButtonLink>
            </div>
        </section>
    }
}

/// 待派 · 整改中 · 待复核 · 其中逾期, from the flow's own states.
#[component]
fn Numbers(open: Memo<Vec<Arc<Case>>>) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let numbers = move || {
        let reference = app.reference.get();
        open.with(|open| {
            let of = |case: &Case| {
                let flow = reference.flow(&case.flow, case.flow_version);
                kind(flow.as_deref(), case)
            };
            let assigned = |case: &&Arc<Case>| case.handler.is_some();
            let (done, rest): (Vec<_>, Vec<_>) =
                open.iter().partition(|case| of(case) == Some(StateKind::Done));
            let in_hand = rest.iter().filter(|case| assigned(case)).count();
            let (now, offset_min) = (app.now.get(), offset(app));
            let late = |case: &&Arc<Case>| matches!(due(case, now, offset_min), Due::Late(_));
            let late = open.iter().filter(late).count();
            [rest.len() - in_hand, in_hand, done.len(), late]
        })
    };
    let number = move |place: usize, words: fn(Locale) -> &'static str| {
        let count = move || numbers()[place];
        let late = move || place == 3 && count() > 0;
        view! {
            <div class:is-late=late>
                <b>{count}</b>
                <span>{move || words(i18n.get_locale())}</span>
            </div>
        }
    };
    view! {
        <div class="panel-head">
            <h2>{t!(i18n, office.counts)}</h2>
            <span>{move || t_string!(i18n, office.counts_all, count = open.with(Vec::len))}</span>
        </div>
        <div class="counts">
            {number(0, |locale| td_string!(locale, office.to_assign))}
            {number(1, |locale| td_string!(locale, office.count_fixing))}
            {number(2, |locale| td_string!(locale, office.count_verify))}
            {number(3, |locale| td_string!(locale, office.count_late))}
        </div>
    }
}

/// A case's event in a few words, for the news.
pub fn event_words(app: App, locale: Locale, case: &Case, verb: &str) -> String {
    match verb {
        "file" => td_string!(locale, office.news_found).to_owned(),
        verb => move_name(app, locale, case, verb),
    }
}
