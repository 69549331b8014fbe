//! One issue in words: the facts of its card, and whether the server has it.

use crate::components::{Countdown, IssueCard, IssueFacts};
use crate::i18n::*;
use crate::pages::issues::deadline::Due;
use crate::pages::issues::offset;
use crate::state::{App, Loaded, use_app};
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::case::Case;
use patrol_domain::flow::ISSUE;
use patrol_domain::ids::CaseId;
use patrol_domain::photo::PhotoRef;
use patrol_domain::{At, Key};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Issues of which the server has not confirmed the filing yet.
#[derive(Clone, Copy)]
pub struct Locals(Memo<BTreeSet<CaseId>>);

impl Locals {
    pub fn new(app: App) -> Locals {
        let waiting = app.waiting();
        Locals(Memo::new(move |_| {
            let unsent = |waiting: &crate::state::Waiting| {
                let unsent = waiting.groups.iter().filter(|group| group.ops > 0);
                unsent
                    .filter_map(|group| match group.key {
                        Some(Key::Case { id }) => Some(id),
                        _ => None,
                    })
                    .collect()
            };
            waiting.with(|waiting| waiting.ready().map(unsent).unwrap_or_default())
        }))
    }

    /// Whether nothing of the case has reached the server: it has no number yet.
    pub fn holds(self, case: &Case) -> bool {
        case.number.is_none() && self.0.with(|locals| locals.contains(&case.id))
    }
}

/// The name of a person at the site; nothing for one that is unknown here.
pub fn name_of(app: App, id: patrol_domain::MemberId) -> String {
    app.reference.with(|reference| {
        reference.members.get(&id).map(|member| member.name.clone()).unwrap_or_default()
    })
}

/// The place in words, closer than the place where the finder said so.
pub fn place_of(app: App, case: &Case) -> String {
    let place = case.place.and_then(|id| {
        app.reference.with(|reference| {
            reference.places.get(&id).map(|place| match place.floor.as_str() {
                "" => place.name.clone(),
                floor => format!("{} {floor}", place.name),
            })
        })
    });
    let parts = [place.unwrap_or_default(), case.spot.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The state's words from the flow the case began with.
pub fn state_of(app: App, locale: Locale, case: &Case) -> String {
    let flow = app.reference.with(|reference| reference.flow(&case.flow, case.flow_version));
    flow.and_then(|flow| flow.state(&case.state).map(|state| say(locale, &state.name)))
        .unwrap_or_else(|| case.state.clone())
}

/// 违纪单 已开具: other flows than the issue say what they are.
fn flow_and_state(app: App, locale: Locale, case: &Case) -> String {
    let state = state_of(app, locale, case);
    let flow = app.reference.with(|reference| reference.flow(&case.flow, case.flow_version));
    match flow.filter(|flow| flow.key != ISSUE) {
        Some(flow) => format!("{} {state}", say(locale, &flow.name)),
        None => state,
    }
}

/// `1119-03`; the id's first letters until the server has given a number.
pub fn number_of(case: &Case) -> String {
    case.number.clone().unwrap_or_else(|| case.id.to_string().chars().take(8).collect())
}

/// What the search looks through, in small letters.
pub fn haystack(app: App, locale: Locale, case: &Case) -> String {
    let handler = case.handler.map(|id| name_of(app, id)).unwrap_or_default();
    let parts = [
        case.title.clone(),
        place_of(app, case),
        name_of(app, case.finder),
        handler,
        number_of(case),
        flow_and_state(app, locale, case),
    ];
    parts.join(" ").to_lowercase()
}

/// The margin's words.
pub fn countdown(locale: Locale, case: &Case, due: Due, offset_min: i16) -> (Countdown, String) {
    let unit = |days: i64| match days {
        1 => td_string!(locale, issues.day).to_owned(),
        _ => td_string!(locale, issues.days).to_owned(),
    };
    match due {
        Due::Late(days) => {
            let above = td_string!(locale, issues.late_top).to_owned();
            let label = td_string!(locale, issues.margin_late, days = days);
            (Countdown::Late(above, days, unit(days)), label)
        }
        Due::Today => {
            let label = td_string!(locale, issues.margin_today).to_owned();
            (Countdown::Today(td_string!(locale, issues.today).to_owned()), label)
        }
        Due::Left(days) => {
            let above = td_string!(locale, issues.left_top).to_owned();
            let label = td_string!(locale, issues.margin_left, days = days);
            (Countdown::Left(above, days, unit(days)), label)
        }
        Due::Open => {
            let words = td_string!(locale, issues.no_due).to_owned();
            (Countdown::None(words.clone()), words)
        }
        Due::Closed => {
            let above = td_string!(locale, issues.closed_top).to_owned();
            let at = case.closed_at.unwrap_or_default();
            let date = at.local(offset_min).unwrap_or_default().format("%m-%d").to_string();
            let label = format!("{above} {date}");
            (Countdown::Closed(above, date), label)
        }
    }
}

/// The newest words of the history, other than the finding's own title.
fn latest(case: &Case) -> String {
    let newest = case.timeline.iter().skip(1).rev().find(|event| !event.note.trim().is_empty());
    newest.map(|event| event.note.trim().to_owned()).unwrap_or_default()
}

fn reported(app: App, locale: Locale, case: &Case, now: At) -> String {
    let just = now.minutes_since(case.found_at) < 10;
    let mine = app.me().with(|me| me.as_ref().is_some_and(|me| me.id == case.finder));
    if just && mine {
        return td_string!(locale, issues.just_now).to_owned();
    }
    td_string!(locale, issues.by, name = name_of(app, case.finder))
}

/// The card's words.
fn facts(app: App, locale: Locale, case: &Case, due: Due, base: &str, local: bool) -> IssueFacts {
    let (countdown, countdown_label) = countdown(locale, case, due, offset(app));
    let meta = [place_of(app, case), reported(app, locale, case, app.now.get_untracked())];
    IssueFacts {
        href: format!("{base}/{}", case.id),
        title: case.title.clone(),
        meta: meta.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        state: flow_and_state(app, locale, case),
        latest: latest(case),
        local: local.then(|| td_string!(locale, issues.local).to_owned()),
        countdown,
        countdown_label,
    }
}

/// The first photo of the finding.
fn first_photo(case: &Case) -> Option<PhotoRef> {
    case.timeline.iter().find_map(|event| event.photos.first().cloned())
}

/// The address of a photo once its bytes are at hand.
pub fn photo_url(app: App, photo: Option<PhotoRef>, thumb: bool) -> Signal<Option<String>> {
    let url = RwSignal::new(None);
    if let Some(photo) = photo {
        spawn_local(async move {
            let found = app.actions.photo_url(&photo, thumb).await;
            let _ = url.try_set(found);
        });
    }
    url.into()
}

#[component]
pub fn Card(
    case: Arc<Case>,
    due: Due,
    base: &'static str,
    picked: Signal<Option<CaseId>>,
    locals: Locals,
) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let id = case.id;
    let thumb = photo_url(app, first_photo(&case), true);
    let picked = Memo::new(move |_| picked.get() == Some(id));
    let local = {
        let case = case.clone();
        Memo::new(move |_| locals.holds(&case))
    };
    move || {
        let facts = facts(app, i18n.get_locale(), &case, due, base, local.get());
        view! { <IssueCard facts thumb photo=first_photo(&case) picked /> }
    }
}

/// What a page shows of a value that is on its way.
pub fn ready<T: Clone>(loaded: &Loaded<T>) -> Option<T> {
    loaded.ready().cloned()
}
