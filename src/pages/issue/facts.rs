//! Title, place, state, deadline, and the seal at the right.

use crate::components::{Icon, IconSize, Stamp, StampSize, StampState, turn};
use crate::i18n::*;
use crate::pages::issue::Desk;
use crate::pages::issues::card::{name_of, place_of, state_of};
use crate::pages::issues::deadline::{Due, due};
use crate::pages::issues::offset;
use crate::pages::issues::turn::is_sealing;
use leptos::prelude::*;
use patrol_domain::case::{Case, Event};
use patrol_domain::flow::Flow;

/// Deadline or time taken, in words, with the class of its colour.
fn deadline(locale: Locale, case: &Case, due: Due, offset_min: i16) -> (&'static str, String) {
    let date = case.due_at.map(|at| dates::day(locale, at, offset_min)).unwrap_or_default();
    match due {
        Due::Late(days) => {
            ("is-late", td_string!(locale, issue.due_late, date = date, days = days))
        }
        Due::Today => ("is-today", td_string!(locale, issue.due_today, date = date)),
        Due::Left(days) => ("", td_string!(locale, issue.due_left, date = date, days = days)),
        Due::Open => ("", String::new()),
        Due::Closed => ("", took(locale, case)),
    }
}

/// 用时 6 天 23 小时.
fn took(locale: Locale, case: &Case) -> String {
    let minutes = case.closed_at.unwrap_or_default().minutes_since(case.found_at).max(0);
    let (days, hours) = (minutes / (24 * 60), minutes / 60 % 24);
    let took = match days {
        0 => td_string!(locale, issue.took_hours, hours = hours, minutes = minutes % 60),
        _ => td_string!(locale, issue.took_days, days = days, hours = hours),
    };
    match case.attempts {
        0 => took,
        count => format!("{took} · {}", td_string!(locale, issue.attempts, count = count)),
    }
}

#[component]
pub fn Facts(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let lines = move || {
        let case = desk.case.get()?;
        let (locale, offset_min) = (i18n.get_locale(), offset(desk.app));
        let due = due(&case, desk.app.now.get(), offset_min);
        let closed = due == Due::Closed;
        let (class, deadline) = deadline(locale, &case, due, offset_min);
        let severity = words::severity(locale, case.severity);
        let place = place_of(desk.app, &case);
        let place =
            if place.is_empty() { severity.to_owned() } else { format!("{place} · {severity}") };
        let handler = case.handler.filter(|_| !closed).map(|id| name_of(desk.app, id));
        let handler = handler.map(|name| format!(" · {}", td_string!(locale, issue.handler, name)));
        Some(view! {
            <h2 tabindex="-1">{case.title.clone()}</h2>
            <div class="case-lines">
                <span>{place}</span>
                <span class="is-state" class:is-closed=closed>
                    {closed.then(|| view! { <Icon name="check" size=IconSize::Small /> })}
                    {state_of(desk.app, locale, &case)}
                    {handler}
                </span>
                <span class=class>{deadline}</span>
            </div>
        })
    };
    let sealed =
        move || desk.case.with(|case| case.as_ref().is_some_and(|c| c.closed_at.is_some()));
    view! {
        <section
            class="case-facts"
            class:is-sealed=sealed
            aria-label=move || t_string!(i18n, issue.facts)
        >
            {lines}
            <SealPlace desk />
        </section>
    }
}

/// What decides the seal: the last one given, or the last return from where it would be given.
fn last_word<'a>(flow: &Flow, case: &'a Case) -> Option<&'a Event> {
    let pairs = case.timeline.windows(2).rev();
    let mut decided = pairs.filter(|pair| {
        pair[1].sealed || (is_sealing(flow, &pair[0].to) && pair[1].to != pair[0].to)
    });
    decided.next().map(|pair| &pair[1])
}

/// Ghost while it waits, solid when verified, outline when returned.
#[component]
fn SealPlace(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let case = desk.case.get()?;
        let locale = i18n.get_locale();
        let flow = desk.flow()?;
        let last = last_word(&flow, &case);
        let mine = desk.turn().verify;
        let sealing = is_sealing(&flow, &case.state);
        let (state, by) = match last {
            Some(event) if event.sealed && (case.closed_at.is_some() || case.state == event.to) => {
                (StampState::Verified, Some(event.by))
            }
            Some(event) if !event.sealed && !sealing && case.closed_at.is_none() => {
                (StampState::Returned, Some(event.by))
            }
            _ if sealing => (StampState::Ghost, None),
            _ => return None,
        };
        let name = match by {
            Some(by) => name_of(desk.app, by),
            None => desk.app.me().get().filter(|_| mine).map_or("·".to_owned(), |me| me.name),
        };
        let now = desk.app.now.get_untracked();
        let date = last.map(|event| dates::moment(locale, event.at, now, offset(desk.app)));
        let label = label(locale, state, name.clone(), date.unwrap_or_default());
        let small = match state {
            StampState::Returned => td_string!(locale, issue.seal_back),
            _ => td_string!(locale, issue.seal_ok),
        };
        let size = if state == StampState::Verified { StampSize::Big } else { StampSize::Normal };
        let turned = if state == StampState::Ghost { 0 } else { turn(case.id.0.as_u128()) };
        let drops = desk.sealed_now.get();
        Some(view! { <Stamp name small state size turned drops label /> })
    }
}

fn label(locale: Locale, state: StampState, name: String, date: String) -> String {
    match state {
        StampState::Ghost => td_string!(locale, issue.seal_label_ghost).to_owned(),
        StampState::Verified => td_string!(locale, issue.seal_label, name, date),
        StampState::Returned => td_string!(locale, issue.seal_label_back, name, date),
    }
}
