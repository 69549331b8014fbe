//! 码坏了: a damaged code, reported and stood in for by a photo, or by the phone's position where
//! the site takes those. Reads no code itself.

use super::Desk;
use super::position::ByPosition;
use crate::components::{Chips, Choice, Tone};
use crate::i18n::*;
use crate::pages::camera::{Interrupted, OnShot, Shoot};
use crate::pages::{strip, troubles};
use crate::state::Reference;
use crate::state::actions::NewIssue;
use leptos::prelude::*;
use leptos::task::spawn_local;
use patrol_domain::checklist::Severity;
use patrol_domain::ids::{CheckpointId, RoundId};
use patrol_domain::place::Checkpoint;
use patrol_domain::round::{PresenceHow, Round};
use std::rc::Rc;

/// The category of a damaged sign.
const SIGNS: &str = "SGN";

/// Which point it is; then a photo, which becomes an issue of the sign, or a position.
#[component]
pub(super) fn NoCode(desk: Desk, round: RoundId) -> impl IntoView {
    let app = desk.app;
    let i18n = desk.i18n;
    let loaded = app.round(round);
    let points = Memo::new(move |_| {
        let round = loaded.with(|round| round.ready().cloned());
        app.reference.with(|all| round.map_or_else(Vec::new, |round| points_of(all, &round)))
    });
    let chosen = RwSignal::new(None::<String>);
    let choices = Signal::derive(move || {
        let locale = i18n.get_locale();
        let choice = |point: &Checkpoint| {
            let number = td_string!(locale, words.point, number = point.number.as_str());
            Choice::new(point.id.to_string(), format!("{number} · {}", point.name))
        };
        points.with(|points| points.iter().map(choice).collect::<Vec<_>>())
    });
    let picked = Signal::derive(move || {
        chosen.get().or_else(|| points.with(|points| Some(points.first()?.id.to_string())))
    });
    let which = Signal::derive(move || t_string!(i18n, scan.damaged_which).to_owned());
    let label = Signal::derive(move || t_string!(i18n, scan.damaged).to_owned());
    let point = Signal::derive(move || {
        let picked = picked.get();
        points.with(|all| all.iter().find(|p| Some(p.id.to_string()) == picked).cloned())
    });
    let take = move |file: web_sys::File| {
        if let Some(point) = point.get_untracked() {
            photo_instead(desk, round, point, file);
        }
    };
    let taker = move || -> OnShot { Rc::new(move |_, file| take(file)) };
    view! {
        <Show when=move || !points.with(Vec::is_empty)>
            <Interrupted draft=draft_name(round) on_file=taker() />
            <p class="field-label">{which}</p>
            <Chips label=which choices picked on_pick=move |key| chosen.set(key) />
            <Shoot
                draft=draft_name(round)
                tone=Tone::Secondary
                label
                busy=desk.busy
                on_file=taker()
            />
            <ByPosition desk round point />
        </Show>
    }
}

/// What is left of the route, in its order, then the points of the place.
fn points_of(all: &Reference, round: &Round) -> Vec<Checkpoint> {
    let open = round.route.open(round).filter_map(|stop| all.checkpoints.get(&stop.checkpoint));
    let mut points: Vec<Checkpoint> = open.cloned().collect();
    for point in all.points_of(round.place) {
        if points.iter().all(|known| known.id != point.id) {
            points.push(point.clone());
        }
    }
    points
}

/// The draft whose photo stands in for the scan.
fn draft_name(round: RoundId) -> String {
    format!("scan/{round}")
}

fn photo_instead(desk: Desk, round: RoundId, point: Checkpoint, file: web_sys::File) {
    let locale = desk.i18n.get_locale_untracked();
    let draft = draft_name(round);
    let context = strip::strip(desk.app, locale, Some(point.place), Some(point.id));
    let id: CheckpointId = point.id;
    let number = point.number.clone();
    desk.busy.set(true);
    desk.trouble.set(None);
    spawn_local(async move {
        let taken = match desk.app.actions.take_photo(file, context).await {
            Ok(taken) => taken,
            Err(why) => {
                desk.app.actions.shot_over().await;
                desk.busy.try_set(false);
                desk.trouble.try_set(Some(troubles::photo(locale, &why)));
                return;
            }
        };
        let issue = NewIssue {
            place: Some(point.place),
            spot: point.name,
            title: td_string!(locale, scan.damaged_title, number = number),
            category: SIGNS.to_owned(),
            severity: Severity::General,
            photos: vec![taken.photo],
            found_in: None,
            department: None,
            sound: None,
        };
        let stored = match desk.app.actions.file_issue(issue, Some(&draft)).await {
            Ok(_) => desk.app.actions.confirm_presence(round, id, PresenceHow::Photo).await,
            Err(why) => Err(why),
        };
        desk.app.actions.shot_over().await;
        desk.busy.try_set(false);
        match stored {
            Ok(_) => {
                desk.done.try_set(true);
            }
            Err(why) => {
                desk.trouble.try_set(Some(troubles::perform(locale, &why)));
            }
        }
    });
}
