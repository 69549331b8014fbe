//! What a case holds: reservations, open questions, fields, further deadlines, counts and links.

use crate::components::{Button, Icon, IconSize};
use crate::i18n::*;
use crate::pages::form::says;
use crate::pages::issue::Desk;
use crate::pages::issue::moving::settle;
use crate::pages::issues::card::{name_of, number_of, state_of};
use crate::pages::issues::offset;
use crate::state::Loaded;
use leptos::prelude::*;
use patrol_domain::case::{Case, Entry, Link, LinkTo};
use patrol_domain::flow::{Flow, From, Move, Requirement};
use patrol_domain::ids::CaseId;
use patrol_domain::people::Member;
use patrol_domain::permissions::{Class, classes_of};

#[component]
pub fn Held(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let body = move || {
        let (case, flow) = (desk.case.get()?, desk.flow()?);
        let locale = i18n.get_locale();
        let flags = flags(locale, &flow, &case);
        let lines = lines(desk, locale, &flow, &case);
        let questions = questions(desk, i18n, &flow, &case);
        let links = case.links.iter().map(|link| link_row(desk, locale, &flow, link));
        let links = links.collect_view();
        let paper = slip(desk, &flow, &case).map(|_| {
            view! {
                <a class="held-link" href=format!("{}/{}/slip", desk.base, desk.id)>
                    <b>{td_string!(locale, slip.paper)}</b>
                    <Icon name="printer" />
                </a>
            }
        });
        let any = !case.links.is_empty()
            || !lines.is_empty()
            || !flags.is_empty()
            || !questions.is_empty();
        let lines = lines.into_iter().map(|(name, value, late)| {
            view! {
                <div class:is-late=late>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        });
        any.then(|| {
            view! {
                <section class="case-held" aria-label=td_string!(locale, case.held)>
                    {flags
                        .into_iter()
                        .map(|words| {
                            view! {
                                <p class="held-flag">
                                    <Icon name="warn" size=IconSize::Small />
                                    {words}
                                </p>
                            }
                        })
                        .collect_view()}
                    {questions}
                    <dl>{lines.collect_view()}</dl>
                    {paper}
                    {links}
                </section>
            }
        })
    };
    view! { {body} }
}

/// Reservations, each once.
fn flags(locale: Locale, flow: &Flow, case: &Case) -> Vec<String> {
    let mut said = Vec::new();
    for flag in &case.flags {
        let words = flow.reason(&flag.code).map_or(flag.code.clone(), |text| say(locale, text));
        if !said.contains(&words) {
            said.push(words);
        }
    }
    said
}

/// Fields, deadlines by the timed step that counts from them, counts with their limit, the code of
/// the slip: name, value, late.
fn lines(desk: Desk, locale: Locale, flow: &Flow, case: &Case) -> Vec<(String, String, bool)> {
    let (app, now) = (desk.app, desk.app.now.get());
    let mut lines = Vec::new();
    for field in &flow.fields {
        let Some(value) = case.value(&field.key) else { continue };
        let value = says::value(app, locale, Some(field), value);
        lines.push((say(locale, &field.name), value, false));
    }
    for (name, at) in case.deadlines.iter().filter(|_| case.closed_at.is_none()) {
        let from = From::Deadline(name.clone());
        let Some(timed) = flow.timed.iter().find(|timed| timed.since == from) else { continue };
        let day = dates::day(locale, *at, offset(app));
        let value = format!("{day} {}", dates::clock(*at, offset(app)));
        lines.push((say(locale, &timed.name), value, now > *at));
    }
    for counter in &flow.counters {
        let count = case.counted(&counter.key);
        if count > 0 {
            let limit = counter.limit.map(|limit| format!(" / {limit}")).unwrap_or_default();
            lines.push((say(locale, &counter.name), format!("{count}{limit}"), false));
        }
    }
    for number in case.numbers.values().filter_map(|asked| asked.number.clone()) {
        lines.push((td_string!(locale, case.number).to_owned(), number, false));
    }
    if let Some(code) = slip(desk, flow, case) {
        lines.push((td_string!(locale, case.slip).to_owned(), code, false));
    }
    lines
}

/// The code for the paper, for those who write it: whoever checks it reads it from the paper.
fn slip(desk: Desk, flow: &Flow, case: &Case) -> Option<String> {
    let me = desk.app.me().get()?;
    may_print(flow, case, &me).then(|| case.slip_code())
}

/// Whether the case has a paper now, and this person is not the one who checks it.
pub fn may_print(flow: &Flow, case: &Case, me: &Member) -> bool {
    let checks = |mv: &&Move| mv.requires.contains(&Requirement::CaseCode);
    let mv = flow.moves.iter().find(|mv| mv.from.contains(&case.state) && checks(mv));
    mv.is_some_and(|mv| mv.who.allows(me, case).is_err())
}

/// The domain's rule: the head of the department, a manager, the quality department.
fn may_settle(me: &Member, case: &Case) -> bool {
    me.grants.iter().filter(|grant| grant.site == case.site).any(|grant| {
        let classes = classes_of(grant.role);
        classes.contains(&Class::Manager)
            || classes.contains(&Class::Quality)
            || (grant.department == case.department && classes.contains(&Class::Head))
    })
}

/// "Which holds?": both values, by whom and when.
fn questions(desk: Desk, i18n: Words, flow: &Flow, case: &Case) -> Vec<AnyView> {
    let (app, locale) = (desk.app, i18n.get_locale());
    let mine = app.me().get().is_some_and(|me| may_settle(&me, case));
    let now = app.now.get_untracked();
    let entry = |key: &str, entry: &Entry| {
        let value = says::value(app, locale, flow.field(key), &entry.value);
        let when = dates::moment(locale, entry.at, now, offset(app));
        let by = format!("{} · {when}", name_of(app, entry.by));
        let (field, holds) = (key.to_owned(), entry.op);
        let press = move |()| settle(desk, field.clone(), holds, i18n);
        view! {
            <div class="rival">
                <span>
                    <b>{value}</b>
                    <span class="meta">{by}</span>
                </span>
                {mine
                    .then(|| {
                        view! {
                            <Button fit=true on_press=press test_id="settle">
                                {td_string!(locale, case.holds)}
                            </Button>
                        }
                    })}
            </div>
        }
    };
    let question = |(key, held): (&str, &patrol_domain::case::Held)| {
        let name = says::field_name(locale, flow, key);
        let rivals = held.entries.iter().filter(|one| held.rivals.contains(&one.op));
        let rivals: Vec<_> = rivals.map(|one| entry(key, one)).collect();
        let hint = (!mine).then(|| td_string!(locale, case.settle_other));
        view! {
            <div class="question">
                <h3>{td_string!(locale, case.which, name = name)}</h3>
                {rivals}
                <p class="meta">{hint}</p>
            </div>
        }
        .into_any()
    };
    case.questions().map(question).collect()
}

/// What a link is called: by the flow, or by the flow of the case that points here.
fn kind_of(desk: Desk, locale: Locale, flow: &Flow, link: &Link) -> String {
    let pointing = || {
        desk.app
            .reference
            .with(|all| all.newest_flow(&link.kind).map(|flow| say(locale, &flow.name)))
    };
    let back = if link.back { pointing() } else { None };
    back.unwrap_or_else(|| says::link_name(locale, flow, &link.kind))
}

fn link_row(desk: Desk, locale: Locale, flow: &Flow, link: &Link) -> AnyView {
    let kind = kind_of(desk, locale, flow, link);
    match link.to {
        LinkTo::Case { id } => view! { <CaseLink desk id kind /> }.into_any(),
        LinkTo::Round { id } => {
            let href = match desk.base {
                "/issue" => format!("/records/{id}"),
                _ => format!("/office/rounds/{id}"),
            };
            view! {
                <a class="held-link" href=href>
                    <span>{kind}</span>
                    <Icon name="right" size=IconSize::Small />
                </a>
            }
            .into_any()
        }
    }
}

#[component]
fn CaseLink(desk: Desk, id: CaseId, kind: String) -> impl IntoView {
    let i18n = use_i18n();
    let loaded = desk.app.case(id);
    let words = move || {
        loaded.with(|loaded| match loaded {
            Loaded::Ready(case) => {
                let state = state_of(desk.app, i18n.get_locale(), case);
                format!("{} {} · {state}", number_of(case), case.title)
            }
            Loaded::Loading => String::new(),
            _ => t_string!(i18n, issue.not_here).to_owned(),
        })
    };
    view! {
        <a class="held-link" href=format!("{}/{id}", desk.base)>
            <span>
                <span class="meta">{kind}</span>
                <b>{words}</b>
            </span>
            <Icon name="right" size=IconSize::Small />
        </a>
    }
}
