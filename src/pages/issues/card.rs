//! One issue in words: the facts of its card, and whether the server has it.

use crate::components::{Countdown, IssueCard, IssueFacts, Marked};
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
use patrol_domain::search::Query;
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

/// What the words were found by that the card does not show otherwise: a note, else the category.
fn told(app: App, locale: Locale, case: &Case, query: &Query) -> Option<String> {
    let notes = case.timeline.iter().rev().map(|event| event.note.trim());
    let found = |words: &str| !query.marks(words).is_empty();
    let note = notes.into_iter().find(|note| found(note)).map(str::to_owned);
    note.or_else(|| {
        let name = app.reference.with(|all| Some(say(locale, &all.category(&case.category)?.name)));
        name.filter(|name| found(name))
    })
}

/// The card's words.
fn facts(card: &Facts, case: &Case, due: Due, query: &Query) -> IssueFacts {
    let Facts { app, locale, base, local } = *card;
    let (countdown, countdown_label) = countdown(locale, case, due, offset(app));
    let number = (!query.is_empty()).then(|| number_of(case));
    let reported = reported(app, locale, case, app.now.get_untracked());
    let meta = [number.unwrap_or_default(), place_of(app, case), reported];
    let meta = meta.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let latest = told(app, locale, case, query).unwrap_or_else(|| latest(case));
    let marked = |words: String| Marked { marks: query.marks(&words), words };
    IssueFacts {
        href: format!("{base}/{}", case.id),
        case: case.id.to_string(),
        title: marked(case.title.clone()),
        meta: marked(meta),
        state: flow_and_state(app, locale, case),
        latest: marked(latest),
        local: local.then(|| td_string!(locale, issues.local).to_owned()),
        countdown,
        countdown_label,
    }
}

/// Where a card stands.
#[derive(Clone, Copy)]
struct Facts {
    app: App,
    locale: Locale,
    base: &'static str,
    local: bool,
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

/// What all cards of a list share.
#[derive(Clone, Copy)]
pub struct Shared {
    pub base: &'static str,
    pub picked: Signal<Option<CaseId>>,
    pub locals: Locals,
    pub query: Signal<Query>,
    /// Where several may be chosen.
    pub chosen: Option<RwSignal<BTreeSet<CaseId>>>,
}

#[component]
pub fn Card(case: Arc<Case>, due: Due, shared: Shared) -> impl IntoView {
    let i18n = use_i18n();
    let app = use_app();
    let id = case.id;
    let Shared { base, picked, locals, query, chosen } = shared;
    let thumb = photo_url(app, first_photo(&case), true);
    let picked = Memo::new(move |_| picked.get() == Some(id));
    let local = {
        let case = case.clone();
        Memo::new(move |_| locals.holds(&case))
    };
    move || {
        let card = Facts { app, locale: i18n.get_locale(), base, local: local.get() };
        let facts = query.with(|query| facts(&card, &case, due, query));
        let title = case.title.clone();
        let end = move || chosen.map(|chosen| view! { <Choose id title chosen /> });
        view! { <IssueCard facts thumb photo=first_photo(&case) picked end /> }
    }
}

/// The box that takes a case among those to be handled together.
#[component]
pub fn Choose(id: CaseId, title: String, chosen: RwSignal<BTreeSet<CaseId>>) -> impl IntoView {
    let i18n = use_i18n();
    let on = move || chosen.with(|chosen| chosen.contains(&id));
    let turn = move |_| {
        chosen.update(|chosen| {
            if !chosen.remove(&id) {
                chosen.insert(id);
            }
        });
    };
    view! {
        <label class="row-choose">
            <input
                type="checkbox"
                aria-label=move || t_string!(i18n, desk.choose, title = title.clone())
                data-choose=id.to_string()
                prop:checked=on
                on:change=turn
            />
        </label>
    }
}

/// What a page shows of a value that is on its way.
pub fn ready<T: Clone>(loaded: &Loaded<T>) -> Option<T> {
    loaded.ready().cloned()
}
