//! The words of the evidence strip under a photo (design.md §5, Colophon), in the person's language.

use crate::i18n::{Locale, dates, td_string, words};
use crate::state::App;
use crate::state::actions::PhotoContext;
use chrono::Timelike;
use leptos::prelude::*;
use patrol_domain::At;
use patrol_domain::ids::{CheckpointId, PlaceId};

/// Three lines for a photo taken now: time, place, person.
pub fn strip(
    app: App,
    locale: Locale,
    place: Option<PlaceId>,
    point: Option<CheckpointId>,
) -> PhotoContext {
    PhotoContext {
        time_line: time_line(app, locale),
        place_line: place_line(app, locale, place, point),
        person_line: person_line(app, locale),
    }
}

fn time_line(app: App, locale: Locale) -> String {
    let offset = app.site.with_untracked(|site| site.as_ref().map_or(0, |site| site.offset_min));
    let now: At = app.actions.now();
    let Some(local) = now.local(offset) else { return String::new() };
    let day = dates::weekday(locale, now, offset);
    format!(
        "{} {day} {:02}:{:02}:{:02}",
        local.date(),
        local.hour(),
        local.minute(),
        local.second()
    )
}

fn place_line(
    app: App,
    locale: Locale,
    place: Option<PlaceId>,
    point: Option<CheckpointId>,
) -> String {
    let site = app.site.with_untracked(|site| site.as_ref().map(|site| site.name.clone()));
    app.reference.with_untracked(|reference| {
        let place = place.and_then(|id| reference.places.get(&id)).map(|place| {
            if place.floor.is_empty() {
                place.name.clone()
            } else {
                format!("{} {}", place.name, place.floor)
            }
        });
        let point = point
            .and_then(|id| reference.checkpoints.get(&id))
            .map(|point| td_string!(locale, words.point, number = point.number.as_str()));
        [site, place, point].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    })
}

fn person_line(app: App, locale: Locale) -> String {
    let site = app.site.with_untracked(|site| site.as_ref().map(|site| site.id));
    app.session.with_untracked(|session| {
        let Some(member) = session.as_ref().map(|session| &session.member) else {
            return String::new();
        };
        let here = member.grants.iter().find(|grant| Some(grant.site) == site);
        let department = here.map_or("", |grant| words::department(locale, grant.department));
        // The check code of the picture follows, once its bytes are hashed.
        let person = format!("{} {department}", member.name);
        format!("{} · {}", person.trim_end(), td_string!(locale, words.check_code))
    })
}
