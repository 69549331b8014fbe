//! What happened, newest first, and above it what has to happen now.

use crate::components::{Save, SignatureView, Step, StepTone, Timeline, TimelineStep};
use crate::i18n::*;
use crate::pages::form::says;
use crate::pages::issue::Desk;
use crate::pages::issue::photos::{Strip, mends};
use crate::pages::issues::card::name_of;
use crate::pages::issues::offset;
use crate::pages::issues::turn::{asks, is_sealing};
use crate::pages::sound::Clip;
use crate::state::App;
use leptos::prelude::*;
use patrol_domain::Key;
use patrol_domain::MemberId;
use patrol_domain::case::{Case, Event};
use patrol_domain::flow::{Flow, Move, Requirement, StateKind};
use patrol_domain::round::{Presence, PresenceHow};

#[component]
pub fn History(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let unsent = unsent(desk);
    let label = Signal::derive(move || t_string!(i18n, issue.timeline).to_owned());
    let steps = move || {
        let case = desk.case.get()?;
        let (locale, flow) = (i18n.get_locale(), desk.flow());
        let next = next_step(desk, locale, &case).map(|step| view! { <TimelineStep step /> });
        let mine = desk.app.me().get().map(|me| me.id);
        let mut local = unsent.get();
        let mut past = Vec::with_capacity(case.timeline.len());
        for (place, event) in case.timeline.iter().enumerate().rev() {
            let here = local > 0 && Some(event.by) == mine;
            local -= u32::from(here);
            let step = step(desk.app, locale, (&case, flow.as_deref()), place, here);
            // The pair above shows the first photo of finding and fixing.
            let mended = flow.as_ref().is_some_and(|flow| mends(flow, event));
            let shown = usize::from(place == 0 || mended);
            let photos: Vec<_> = event.photos.iter().skip(shown).cloned().collect();
            let sound = event.sound.clone();
            let signed = signed(locale, event);
            let more = move || {
                view! {
                    {signed}
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

/// One event in words; the one at `place` of the timeline.
fn step(
    app: App,
    locale: Locale,
    (case, flow): (&Case, Option<&Flow>),
    place: usize,
    here: bool,
) -> Step {
    let event = &case.timeline[place];
    let local = event.at.local(offset(app)).unwrap_or_default();
    let (tone, title) = title(app, locale, (case, flow), place);
    let mut lines = Vec::new();
    if event.verb == "file" {
        let severity = words::severity(locale, case.severity);
        lines.push(match case.round {
            Some(_) => td_string!(locale, issue.found_round, severity = severity),
            None => td_string!(locale, issue.found_snap, severity = severity),
        });
    } else if !event.note.trim().is_empty() && event.verb != "open" {
        lines.push(event.note.clone());
    }
    if let Some(flow) = flow {
        lines.extend(brought(app, locale, (case, flow), event));
    }
    lines.extend(event.presence.as_ref().map(|at| presence(app, locale, at)));
    if event.sealed && event.presence.is_none() {
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

/// Fields, department, severity and reservations of one event, a line each.
fn brought(app: App, locale: Locale, (case, flow): (&Case, &Flow), event: &Event) -> Vec<String> {
    let field = |key: &String| {
        let held = case.fields.get(key)?;
        let entry = held.entries.iter().find(|entry| entry.op == event.op)?;
        let value = says::value(app, locale, flow.field(key), &entry.value);
        let name = says::field_name(locale, flow, key);
        Some(td_string!(locale, case.line, name = name, value = value))
    };
    let named = |name: &'static str, value: &'static str| {
        td_string!(locale, case.line, name = name, value = value)
    };
    let mut lines: Vec<String> = event.fields.iter().filter_map(field).collect();
    lines.extend(event.department.map(|department| {
        named(td_string!(locale, case.department), words::department(locale, department))
    }));
    lines.extend(event.severity.map(|severity| {
        named(td_string!(locale, snap.severity), words::severity(locale, severity))
    }));
    let reason = |code: &String| flow.reason(code).map(|text| say(locale, text));
    lines.extend(event.flags.iter().filter_map(reason));
    lines
}

/// The signatures under an event, with the printed names.
fn signed(locale: Locale, event: &Event) -> impl IntoView + use<> {
    let signed = event.signatures.iter().map(|signed| {
        let name = signed.signature.name.clone();
        let words = format!("{} · {name}", signed.signature.role);
        let label = td_string!(locale, case.signed_by, name = name);
        let strokes = signed.signature.strokes.clone();
        view! {
            <p class="meta">{words}</p>
            <SignatureView label strokes />
        }
    });
    signed.collect_view()
}

/// What an event meant and who made it. A seal and a return are known by the states around them.
fn title(
    app: App,
    locale: Locale,
    (case, flow): (&Case, Option<&Flow>),
    place: usize,
) -> (StepTone, String) {
    let event = &case.timeline[place];
    let by = name_of(app, event.by);
    let what = || move_name(app, locale, case, &event.verb);
    let kind = flow.and_then(|flow| flow.state(&event.to)).map(|state| state.kind);
    let before = place.checked_sub(1).and_then(|place| case.timeline.get(place));
    let was_sealing = flow.zip(before).is_some_and(|(flow, before)| is_sealing(flow, &before.to));
    match event.verb.as_str() {
        "file" => (StepTone::Bad, td_string!(locale, issue.found, name = by)),
        "open" => (StepTone::Plain, td_string!(locale, case.opened, name = by)),
        "settle" => (StepTone::Plain, td_string!(locale, case.settled, name = by)),
        _ if event.by == MemberId::SYSTEM => {
            (StepTone::Bad, td_string!(locale, case.time_came, what = what()))
        }
        _ if event.sealed => (StepTone::Good, td_string!(locale, issue.verified, name = by)),
        _ if event.handler.is_some() => {
            let handler = event.handler.map(|id| name_of(app, id)).unwrap_or_default();
            (StepTone::Plain, td_string!(locale, issue.assigned, by = by, handler = handler))
        }
        _ => {
            let tone = match kind {
                _ if was_sealing && before.is_some_and(|before| before.to != event.to) => {
                    StepTone::Bad
                }
                Some(StateKind::Done) => StepTone::Good,
                _ => StepTone::Plain,
            };
            (tone, td_string!(locale, issue.did, name = by, what = what()))
        }
    }
}

/// The move's name from the flow the case began with.
pub fn move_name(app: App, locale: Locale, case: &Case, verb: &str) -> String {
    let flow = app.reference.with(|reference| reference.flow(&case.flow, case.flow_version));
    let found = flow.and_then(|flow| {
        let mv = flow.moves.iter().find(|mv| mv.verb == verb).map(|mv| &mv.name);
        let timed = || flow.timed.iter().find(|timed| timed.key == verb).map(|timed| &timed.name);
        mv.or_else(timed).map(|name| say(locale, name))
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
        PresenceHow::Position => td_string!(locale, issue.presence_position, number = number),
    }
}

/// What has to happen now, and who does it.
fn next_step(desk: Desk, locale: Locale, case: &Case) -> Option<Step> {
    let (flow, turn) = (desk.flow()?, desk.turn());
    let me = || desk.app.me().get().map(|me| me.name).unwrap_or_default();
    let handler = case.handler.map(|id| name_of(desk.app, id));
    let out = || flow.moves.iter().filter(|mv| mv.from.contains(&case.state));
    let names = |mv: &Move| asks(mv, &Requirement::Handler);
    let (title, line) = if case.closed_at.is_some() {
        return None;
    } else if is_sealing(&flow, &case.state) && turn.verify {
        let title = td_string!(locale, issue.next_verify_mine, name = me());
        (title, td_string!(locale, issue.next_verify))
    } else if is_sealing(&flow, &case.state) {
        let title = td_string!(locale, issue.next_verify_other).to_owned();
        (title, td_string!(locale, issue.next_verify_other_hint))
    } else if let Some(name) = handler {
        let fixing = flow.key == patrol_domain::flow::ISSUE;
        let words = if fixing { td_string!(locale, issue.next_finish) } else { "" };
        let title = match fixing {
            true => td_string!(locale, issue.next_finish_who, name = name),
            false => td_string!(locale, case.next_who, name = name),
        };
        (title, words)
    } else if out().any(names) {
        let title = td_string!(locale, issue.next_assign_who).to_owned();
        (title, td_string!(locale, issue.next_assign))
    } else if turn.mine {
        (td_string!(locale, case.next_who, name = me()), td_string!(locale, case.next_mine))
    } else {
        return None;
    };
    Some(Step {
        day: td_string!(locale, issue.today).to_owned(),
        time: String::new(),
        tone: StepTone::Next,
        title,
        lines: Some(line.to_owned()).filter(|line| !line.is_empty()).into_iter().collect(),
        save: None,
    })
}
