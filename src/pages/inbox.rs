//! 待办: what waits for this person and why, from the phone's own records; needs no network.

pub mod waits;

use crate::components::{Empty, Failed, Icon, IconSize, Loading, PageHead};
use crate::i18n::*;
use crate::pages::issues::offset;
use crate::pages::pill::StatusPill;
use crate::pages::round::top::round_title;
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use patrol_domain::At;
use patrol_domain::notice::{Reason, Topic};
use waits::{Subject, Wait, inbox};

#[component]
pub fn Inbox() -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let all = inbox(app);
    let name = move |words: fn(Locale) -> &'static str| {
        Signal::derive(move || words(i18n.get_locale()).to_owned())
    };
    let again = move |()| {
        let _ = window().location().reload();
    };
    let content = move || match all.get() {
        Loaded::Ready(waits) if waits.is_empty() => view! {
            <Empty
                title=name(|l| td_string!(l, notices.inbox_empty))
                hint=name(|l| td_string!(l, notices.inbox_empty_hint))
            />
        }
        .into_any(),
        Loaded::Ready(waits) => {
            let line = |wait| view! { <Line wait /> };
            view! {
                <p class="inbox-lead">{t!(i18n, notices.inbox_lead)}</p>
                <ul class="sets">{waits.into_iter().map(line).collect_view()}</ul>
            }
            .into_any()
        }
        Loaded::Failed(why) => {
            let hint = Signal::derive(move || refusals::store(i18n.get_locale(), &why).to_owned());
            view! {
                <Failed
                    title=name(|l| td_string!(l, notices.inbox_failed))
                    hint
                    action=name(|l| td_string!(l, nav.retry))
                    on_action=again
                />
            }
            .into_any()
        }
        Loaded::Loading | Loaded::Absent => {
            view! { <Loading label=name(|l| td_string!(l, notices.inbox_loading)) /> }.into_any()
        }
    };
    view! {
        <div class="page field-column">
            <PageHead
                back="/".to_owned()
                title=name(|l| td_string!(l, notices.inbox))
                end=|| view! { <StatusPill /> }
            />
            <main class="page-body flush" id="content" data-id="inbox">
                {content}
            </main>
        </div>
    }
}

/// What a topic is called.
pub fn topic(locale: Locale, topic: Topic) -> &'static str {
    match topic {
        Topic::Refused => td_string!(locale, notices.topic_refused),
        Topic::Overdue => td_string!(locale, notices.topic_overdue),
        Topic::Escalated => td_string!(locale, notices.topic_escalated),
        Topic::Returned => td_string!(locale, notices.topic_returned),
        Topic::Assigned => td_string!(locale, notices.topic_assigned),
        Topic::Turn => td_string!(locale, notices.topic_turn),
        Topic::RoundDue => td_string!(locale, notices.topic_round_due),
        Topic::RoundMissed => td_string!(locale, notices.topic_round_missed),
    }
}

#[component]
fn Line(wait: Wait) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let Wait { subject, reasons } = wait;
    let pressing = reasons.first().map(|reason| reason.topic);
    let late = matches!(pressing, Some(Topic::Overdue | Topic::Refused | Topic::RoundMissed));
    let (icon, href) = match &subject {
        Subject::Case(case) => ("issue", format!("/issue/{}", case.id)),
        Subject::Round(round) => ("today", format!("/round/{}", round.id)),
        Subject::Refused(_) => ("warn", "/sync".to_owned()),
    };
    let named = subject.clone();
    let name = move || title(app, i18n.get_locale(), &named);
    let why = move || {
        let locale = i18n.get_locale();
        reasons.iter().map(|one| topic(locale, one.topic)).collect::<Vec<_>>().join(" · ")
    };
    let when = move || at_of(app, i18n.get_locale(), &subject);
    view! {
        <li>
            <a class="set" href=href data-topic=format!("{pressing:?}")>
                <Icon name=icon />
                <span class="set-name">
                    {name} <small>
                        <b class="inbox-why" class:is-late=late>
                            {why}
                        </b>
                        {when}
                    </small>
                </span>
                <Icon name="right" size=IconSize::Small />
            </a>
        </li>
    }
}

fn title(app: App, locale: Locale, subject: &Subject) -> String {
    match subject {
        Subject::Case(case) => case.title.clone(),
        Subject::Round(round) => app.reference.with(|all| {
            let list = all.checklist(&round.checklist, round.version);
            round_title(locale, all.places.get(&round.place), list.as_deref())
        }),
        Subject::Refused(count) => td_string!(locale, notices.refused_line, count = count),
    }
}

/// Number and deadline of a case, the window of a round.
fn at_of(app: App, locale: Locale, subject: &Subject) -> String {
    let (now, offset_min) = (app.now.get(), offset(app));
    match subject {
        Subject::Case(case) => {
            let due = |at: At| {
                let time = dates::moment(locale, at, now, offset_min);
                td_string!(locale, notices.due_until, time = time)
            };
            let parts = case.number.clone().into_iter().chain(case.due_at.map(due));
            parts.map(|part| format!(" · {part}")).collect()
        }
        Subject::Round(round) => round.window.map_or_else(String::new, |window| {
            format!(" · {}", dates::span(window.opens, window.closes, round.offset_min))
        }),
        Subject::Refused(_) => String::new(),
    }
}

/// The line on 今日 that leads here; nothing while nothing waits.
#[component]
pub fn InboxLine() -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let all = inbox(app);
    let count = Memo::new(move |_| all.with(|all| all.ready().map_or(0, Vec::len)));
    move || {
        let count = count.get();
        (count > 0).then(|| {
            view! {
                <a class="ready-line" href="/inbox" data-id="inbox-line">
                    <Icon name="note" />
                    <b>{td_string!(i18n.get_locale(), notices.inbox_open, count = count)}</b>
                    <Icon name="right" />
                </a>
            }
        })
    }
}

/// The most pressing reason first.
fn weight(reasons: &[Reason]) -> (Option<Topic>, At) {
    (reasons.first().map(|it| it.topic), reasons.first().map(|it| it.at).unwrap_or_default())
}
