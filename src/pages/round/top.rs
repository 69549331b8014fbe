//! The top of a round: title, window, ticks, presence strip.

use crate::components::{Icon, ItemState, PageHead, Ticks};
use crate::i18n::*;
use crate::pages::pill::{SignedOut, StatusPill};
use crate::pages::round::walk::Walk;
use leptos::prelude::*;
use patrol_domain::At;
use patrol_domain::checklist::Checklist;
use patrol_domain::place::Place;
use patrol_domain::round::{Presence, PresenceHow, Round};

/// What a round is called: its place; with the checklist where that is not the place's own.
pub fn round_title(locale: Locale, place: Option<&Place>, list: Option<&Checklist>) -> String {
    let name = list.map(|list| say(locale, &list.name));
    match (place, list) {
        (Some(place), Some(list)) if place.kind == list.subject => place.name.clone(),
        (Some(place), _) => match name {
            Some(name) => format!("{} · {name}", place.name),
            None => place.name.clone(),
        },
        (None, _) => name.unwrap_or_default(),
    }
}

/// `10:00–11:00 · 还剩 44 分`.
pub fn window_words(locale: Locale, round: &Round, now: At) -> Vec<String> {
    let Some(window) = round.window else {
        return vec![td_string!(locale, round.unplanned).to_owned()];
    };
    let span = dates::span(window.opens, window.closes, round.offset_min);
    let left = window.closes.minutes_since(now);
    let rest = if left < 0 {
        td_string!(locale, round.late, length = dates::length(locale, -left))
    } else if now < window.opens {
        let wait = window.opens.minutes_since(now);
        td_string!(locale, round.opens_in, length = dates::length(locale, wait))
    } else {
        td_string!(locale, round.left, length = dates::length(locale, left))
    };
    vec![span, rest]
}

/// Head and ticks; the ticks lead to the summary, where every item can be reached.
#[component]
pub fn RoundTop(walk: Walk, states: Memo<Vec<ItemState>>) -> impl IntoView {
    let title = Signal::derive(move || {
        let locale = walk.locale();
        walk.place.with(|place| {
            walk.checklist.with_value(|list| round_title(locale, place.as_ref(), Some(list)))
        })
    });
    let meta = Signal::derive(move || {
        let locale = walk.locale();
        let floor = walk.place.with(|place| place.as_ref().map(|place| place.floor.clone()));
        let now = walk.app.now.get();
        let window = walk.round.with(|round| window_words(locale, round, now));
        let parts = floor.into_iter().filter(|floor| !floor.is_empty()).chain(window);
        parts.collect::<Vec<_>>().join(" · ")
    });
    let words = Signal::derive(move || {
        let states = states.get();
        let bad = states.iter().filter(|state| **state == ItemState::Problem).count();
        let total = states.iter().filter(|state| **state != ItemState::Unasked).count();
        let before = |place: usize| {
            states.iter().take(place + 1).filter(|state| **state != ItemState::Unasked).count()
        };
        let here = walk.focus.get().map_or(total, before);
        td_string!(walk.locale(), round.progress, n = here, total = total, bad = bad)
    });
    let shown = Memo::new(move |_| {
        let mut states = states.get();
        if let Some(state) = walk.focus.get().and_then(|here| states.get_mut(here))
            && *state == ItemState::Todo
        {
            *state = ItemState::Current;
        }
        states
    });
    view! {
        <div class="round-top">
            <PageHead back="/" title meta end=move || view! { <StatusPill in_round=true /> } />
            <a class="ticks-button" href=format!("/round/{}/summary", walk.id) data-id="ticks">
                <Ticks states=shown words />
            </a>
            <SignedOut />
        </div>
    }
}

/// Whether the person was seen at the place; a tap leads to the scan.
#[component]
pub fn PresenceStrip(walk: Walk) -> impl IntoView {
    let last = Memo::new(move |_| walk.round.with(|round| round.presence.last().cloned()));
    let class = move || match last.get() {
        None => "presence",
        Some(Presence { how: PresenceHow::Photo | PresenceHow::Position, .. }) => "presence is-odd",
        Some(_) => "presence is-here",
    };
    let icon = move || match last.get().map(|presence| presence.how) {
        None | Some(PresenceHow::Qr) => view! { <Icon name="scan" /> },
        Some(PresenceHow::Nfc) => view! { <Icon name="nfc" /> },
        Some(PresenceHow::Typed) => view! { <Icon name="note" /> },
        Some(PresenceHow::Photo) => view! { <Icon name="camera" /> },
        Some(PresenceHow::Position) => view! { <Icon name="pin" /> },
    };
    let point = move |presence: &Presence| {
        walk.app.reference.with(|all| all.checkpoints.get(&presence.checkpoint).cloned())
    };
    let words = move || {
        let locale = walk.locale();
        let Some(presence) = last.get() else {
            return td_string!(locale, round.absent).to_owned();
        };
        let offset = walk.round.with(|round| round.offset_min);
        let time = dates::clock(presence.at, offset);
        match presence.how {
            PresenceHow::Qr | PresenceHow::Nfc => td_string!(locale, round.present, time = time),
            PresenceHow::Typed => {
                let code = point(&presence).map_or(String::new(), |point| point.code);
                td_string!(locale, round.present_typed, time = time, code = code)
            }
            PresenceHow::Photo => td_string!(locale, round.present_photo, time = time),
            PresenceHow::Position => td_string!(locale, round.present_position, time = time),
        }
    };
    let place = move || {
        let point = last.get().and_then(|presence| point(&presence))?;
        let number = td_string!(walk.locale(), words.point, number = point.number);
        Some(if point.name.is_empty() { number } else { format!("{number} · {}", point.name) })
    };
    view! {
        <a class=class href=format!("/scan?round={}", walk.id) data-id="presence">
            {icon}
            <span>{words}</span>
            <span>{place}</span>
        </a>
    }
}
