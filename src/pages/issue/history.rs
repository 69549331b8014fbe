//! What happened, newest first, and above it what has to happen now.

use crate::components::{Save, Step, StepTone, Timeline, TimelineStep};
use crate::i18n::*;
use crate::pages::issue::Desk;
use crate::pages::issue::photos::Strip;
use crate::pages::issues::card::name_of;
use crate::pages::issues::offset;
use crate::pages::issues::turn::{ASSIGN, FINISH, REJECT, VERIFY};
use crate::pages::sound::Clip;
use crate::state::App;
use leptos::prelude::*;
use patrol_domain::Key;
use patrol_domain::case::{Case, Event};
use patrol_domain::round::{Presence, PresenceHow};

#[component]
pub fn History(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let unsent = unsent(desk);
    let label = Signal::derive(move || t_string!(i18n, issue.timeline).to_owned());
    let steps = move || {
        let case = desk.case.get()?;
        let locale = i18n.get_locale();
        let next = next_step(desk, locale, &case).map(|step| view! { <TimelineStep step /> });
        let mine = desk.app.me().get().map(|me| me.id);
        let mut local = unsent.get();
        let mut past = Vec::with_capacity(case.timeline.len());
        for (place, event) in case.timeline.iter().enumerate().rev() {
            let here = local > 0 && Some(event.by) == mine;
            local -= u32::from(here);
            let step = step(desk.app, locale, &case, event, here);
            // The pair above shows the first photo of finding and fixing.
            let shown = usize::from(place == 0 || event.verb == FINISH);
            let photos: Vec<_> = event.photos.iter().skip(shown).cloned().collect();
            let sound = event.sound.clone();
            let more = move || {
                view! {
                    <Strip app=desk.app photos />
                    {sound.map(|sound| view! { <Clip app=desk.app sound /> })}
                }
            };
            past.push(view! { <TimelineStep step more /> });
        }
        Some(view! {
            {next}
            {past}
        })
    };
    view! { <Timeline label>{steps}</Timeline> }
}

/// How many of this person's newest steps have no receipt yet.
fn unsent(desk: Desk) -> Memo<u32> {
    let waiting = desk.app.waiting();
    Memo::new(move |_| {
        waiting.with(|waiting| {
            let key = Some(Key::Case { id: desk.id });
            let group = waiting.ready().and_then(|w| w.groups.iter().find(|g| g.key == key));
            group.map_or(0, |group| group.ops)
        })
    })
}

/// One event in words.
fn step(app: App, locale: Locale, case: &Case, event: &Event, here: bool) -> Step {
    let local = event.at.local(offset(app)).unwrap_or_default();
    let (tone, title) = title(app, locale, case, event);
    let mut lines = Vec::new();
    if event.verb == "file" {
        let severity = words::severity(locale, case.severity);
        lines.push(match case.round {
            Some(_) => td_string!(locale, issue.found_round, severity = severity),
            None => td_string!(locale, issue.found_snap, severity = severity),
        });
    } else if !event.note.trim().is_empty() {
        lines.push(event.note.clone());
    }
    lines.extend(event.presence.as_ref().map(|at| presence(app, locale, at)));
    if event.verb == VERIFY && event.presence.is_none() {
        lines.push(td_string!(locale, issue.presence_photo).to_owned());
    }
    let waiting = || (Save::Local, td_string!(locale, issue.waiting).to_owned());
    Step {
        day: local.format("%m-%d").to_string(),
        time: local.format("%H:%M").to_string(),
        tone,
        title,
        lines,
        save: here.then(waiting),
    }
}

fn title(app: App, locale: Locale, case: &Case, event: &Event) -> (StepTone, String) {
    let by = name_of(app, event.by);
    match event.verb.as_str() {
        "file" => (StepTone::Bad, td_string!(locale, issue.found, name = by)),
        ASSIGN => {
            let handler = event.handler.map(|id| name_of(app, id)).unwrap_or_default();
            (StepTone::Plain, td_string!(locale, issue.assigned, by = by, handler = handler))
        }
        VERIFY => (StepTone::Good, td_string!(locale, issue.verified, name = by)),
        verb => {
            let what = move_name(app, locale, case, verb);
            let tone = match verb {
                FINISH => StepTone::Good,
                REJECT => StepTone::Bad,
                _ => StepTone::Plain,
            };
            (tone, td_string!(locale, issue.did, name = by, what = what))
        }
    }
}

/// The move's name from the flow the case began with.
pub fn move_name(app: App, locale: Locale, case: &Case, verb: &str) -> String {
    let flow = app.reference.with(|reference| reference.flow(&case.flow, case.flow_version));
    let found = flow.and_then(|flow| {
        flow.moves.iter().find(|mv| mv.verb == verb).map(|mv| say(locale, &mv.name))
    });
    found.unwrap_or_else(|| verb.to_owned())
}

fn presence(app: App, locale: Locale, presence: &Presence) -> String {
    let number = app.reference.with(|reference| {
        let point = reference.checkpoints.get(&presence.checkpoint);
        point.map(|point| point.number.clone()).unwrap_or_default()
    });
    match presence.how {
        PresenceHow::Qr => td_string!(locale, issue.presence_qr, number = number),
        PresenceHow::Nfc => td_string!(locale, issue.presence_nfc, number = number),
        PresenceHow::Typed => td_string!(locale, issue.presence_typed, number = number),
        PresenceHow::Photo => td_string!(locale, issue.presence_photo).to_owned(),
    }
}

/// What has to happen now, and who does it.
fn next_step(desk: Desk, locale: Locale, case: &Case) -> Option<Step> {
    let flow = desk.flow()?;
    let me = || desk.app.me().get().map(|me| me.name).unwrap_or_default();
    let (title, line) = if flow.find(&case.state, VERIFY).is_some() {
        if desk.turn().verify {
            let title = td_string!(locale, issue.next_verify_mine, name = me());
            (title, td_string!(locale, issue.next_verify))
        } else {
            let title = td_string!(locale, issue.next_verify_other).to_owned();
            (title, td_string!(locale, issue.next_verify_other_hint))
        }
    } else if flow.find(&case.state, FINISH).is_some() && case.handler.is_some() {
        let handler = case.handler.map(|id| name_of(desk.app, id)).unwrap_or_default();
        let title = td_string!(locale, issue.next_finish_who, name = handler);
        (title, td_string!(locale, issue.next_finish))
    } else if flow.find(&case.state, ASSIGN).is_some() {
        let title = td_string!(locale, issue.next_assign_who).to_owned();
        (title, td_string!(locale, issue.next_assign))
    } else {
        return None;
    };
    Some(Step {
        day: td_string!(locale, issue.today).to_owned(),
        time: String::new(),
        tone: StepTone::Next,
        title,
        lines: vec![line.to_owned()],
        save: None,
    })
}
