//! The card of a household above its round: who lives there, the last visits, what is open there,
//! whether photos were agreed to. Nothing at other places.

use crate::components::Icon;
use crate::i18n::*;
use crate::pages::issues::card::name_of;
use crate::pages::records::round_name;
use crate::state::{App, use_app};
use leptos::prelude::*;
use patrol_domain::RoundId;
use patrol_domain::case::Case;
use patrol_domain::household::{Household, Resident, Visit, household, is_home};
use patrol_domain::place::Place;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::Round;
use std::sync::Arc;

/// Finished rounds and closed cases that are looked through, the newest.
const LOOKED_AT: u32 = 300;

/// `open`: whether all of it is shown at first.
#[component]
pub fn HomeCard(
    place: Memo<Option<Place>>,
    here: RoundId,
    #[prop(optional)] open: bool,
) -> impl IntoView {
    let home = Memo::new(move |_| place.with(|place| place.as_ref().is_some_and(is_home)));
    move || {
        let place = home.get().then(|| place.get_untracked()).flatten()?;
        Some(view! { <Card place here open /> })
    }
}

/// All that the card is made of.
#[derive(Clone, PartialEq)]
struct Known {
    card: Household,
    open: Vec<Arc<Case>>,
    rounds: Vec<Arc<Round>>,
}

fn known(app: App, place: Place, here: RoundId) -> Memo<Option<Known>> {
    let newest = Slice { limit: LOOKED_AT, newest_first: true, ..Slice::all(Shelf::Past) };
    let rounds = app.rounds(newest);
    let (live, closed) = (app.cases(Slice::all(Shelf::Live)), app.cases(newest));
    Memo::new(move |_| {
        let (rounds, live, closed) = (rounds.get(), live.get(), closed.get());
        let (rounds, live) = (rounds.ready()?, live.ready()?);
        let cases = live.iter().chain(closed.ready()?).map(Arc::as_ref);
        let reference = app.reference.get();
        let list_of = |id: &str, version: u32| {
            reference.checklists.get(&(id.to_owned(), version)).map(Arc::as_ref)
        };
        let card = household(place.id, here, rounds.iter().map(Arc::as_ref), cases, list_of);
        let open = live.iter().filter(|case| card.open.contains(&case.id)).cloned().collect();
        let shown = |round: &&Arc<Round>| card.visits.iter().any(|visit| visit.round == round.id);
        let rounds = rounds.iter().filter(shown).cloned().collect();
        Some(Known { card, open, rounds })
    })
}

#[component]
fn Card(place: Place, here: RoundId, open: bool) -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let unit = place.name.clone();
    let known = known(app, place, here);
    let offset = move || app.site.with(|site| site.as_ref().map_or(0, |site| site.offset_min));
    let who = move || {
        let locale = i18n.get_locale();
        known.with(|known| {
            let resident = known.as_ref().and_then(|known| known.card.resident.as_ref());
            resident.map_or_else(
                || td_string!(locale, home.nobody_known).to_owned(),
                |resident| resident_words(locale, resident),
            )
        })
    };
    let under = move || {
        let (locale, now, offset) = (i18n.get_locale(), app.now.get(), offset());
        known.with(|known| Some(facts(locale, &known.as_ref()?.card, now, offset)))
    };
    let body = move || {
        let known = known.get()?;
        let locale = i18n.get_locale();
        Some(view! { <Body known locale offset=offset() /> })
    };
    view! {
        <details class="home-card" open=open data-id="home-card">
            <summary aria-label=unit>
                <Icon name="house" />
                <span class="home-who">
                    <b>{who}</b>
                    <span>{under}</span>
                </span>
                <Icon name="down" />
            </summary>
            {body}
        </details>
    }
}

/// `刘慧 · 业主`.
fn resident_words(locale: Locale, resident: &Resident) -> String {
    match &resident.relation {
        Some(relation) => format!("{} · {}", resident.name, say(locale, relation)),
        None => resident.name.clone(),
    }
}

/// `138 **** 2071 · 上次 5月12日 · 2 个问题没结`.
fn facts(locale: Locale, card: &Household, now: patrol_domain::At, offset: i16) -> String {
    let phone = card.phone.as_ref().map(|phone| match &phone.shown {
        Some(shown) => shown.clone(),
        None => td_string!(locale, home.phone_masked).to_owned(),
    });
    let last = match card.visits.first() {
        Some(visit) => {
            let day = dates::moment_day(locale, visit.at, now, offset);
            td_string!(locale, home.last, day = day)
        }
        None => td_string!(locale, home.never).to_owned(),
    };
    let open = (!card.open.is_empty()).then(|| td_string!(locale, home.open, n = card.open.len()));
    phone.into_iter().chain([last]).chain(open).collect::<Vec<_>>().join(" · ")
}

#[component]
fn Body(known: Known, locale: Locale, offset: i16) -> impl IntoView {
    let (i18n, app) = (use_i18n(), use_app());
    let Known { card, open, rounds } = known;
    let agreed = match card.agreed_at {
        Some(at) => {
            let day = dates::moment_day(locale, at, app.now.get_untracked(), offset);
            td_string!(locale, home.agreed, day = day)
        }
        None => td_string!(locale, home.ask).to_owned(),
    };
    let phone = card.phone.as_ref().map(|phone| {
        view! {
            <a class="home-line" href=format!("/issue/{}", phone.case)>
                <Icon name="call" />
                {t!(i18n, home.whole_number)}
            </a>
        }
    });
    let visits = card.visits.iter().map(|visit| {
        let round = rounds.iter().find(|round| round.id == visit.round);
        let name = round.map(|round| round_name(app, locale, round)).unwrap_or_default();
        view! {
            <a class="home-line" href=format!("/records/{}", visit.round)>
                <Icon name="clock" />
                {visit_words(app, locale, visit, name, offset)}
            </a>
        }
    });
    let open = open.iter().map(|case| {
        view! {
            <a class="home-line" href=format!("/issue/{}", case.id)>
                <Icon name="issue" />
                {case.title.clone()}
            </a>
        }
    });
    view! {
        <div class="home-body">
            {phone} {open.collect_view()} {visits.collect_view()} <p class="home-line">
                <Icon name="camera" />
                {agreed}
            </p>
        </div>
    }
}

/// `昨日 · 入户走访记录 · 王芳`.
fn visit_words(app: App, locale: Locale, visit: &Visit, name: String, offset: i16) -> String {
    let day = dates::moment_day(locale, visit.at, app.now.get_untracked(), offset);
    let by = visit.by.map(|by| name_of(app, by));
    [Some(day), Some(name), by].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
