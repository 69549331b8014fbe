//! Before one signs a shift away: what of it is not done yet, as far as this phone knows (W17).

use crate::components::Icon;
use crate::i18n::*;
use crate::pages::issues::open_cases;
use crate::pages::round::walk::Walk;
use leptos::prelude::*;
use patrol_domain::case::Case;
use patrol_domain::handover::{OVERTIME_MIN, emergencies, unfinished};
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::Round;
use std::sync::Arc;

/// Nothing where nothing is left over.
#[component]
pub fn LeftOver(walk: Walk) -> impl IntoView {
    let app = walk.app;
    let (rounds, cases) = (app.rounds(Slice::all(Shelf::Live)), open_cases(app));
    let left = Memo::new(move |_| {
        let (now, round) = (app.now.get(), walk.round.get());
        let shift = app
            .reference
            .with(|all| all.shifts().at(now.plus_minutes(-OVERTIME_MIN), round.offset_min));
        let Some(shift) = shift else { return Vec::new() };
        let mut left = rounds.with(|rounds| {
            let rounds = rounds.ready().map_or(&[][..], Vec::as_slice);
            unfinished(rounds, &shift, round.department, now)
        });
        left.retain(|one| one.id != round.id);
        left
    });
    let urgent = Memo::new(move |_| {
        cases.with(|cases| emergencies(cases.ready().map_or(&[][..], Vec::as_slice)))
    });
    let some = Memo::new(move |_| left.with(|l| !l.is_empty()) || urgent.with(|u| !u.is_empty()));
    view! {
        <Show when=move || some.get()>
            <div class="banner left-over" data-id="left-over">
                <Icon name="warn" />
                <div>
                    <p>{t!(walk.i18n, round.left_over)}</p>
                    <ul>
                        {move || {
                            urgent.get().iter().map(|case| emergency(walk, case)).collect_view()
                        }} {move || left.get().iter().map(|round| line(walk, round)).collect_view()}
                    </ul>
                </div>
            </div>
        </Show>
    }
}

fn emergency(walk: Walk, case: &Arc<Case>) -> impl IntoView + use<> {
    let title = case.title.clone();
    let words = move || td_string!(walk.locale(), round.left_emergency, title = title.clone());
    view! { <li>{words}</li> }
}

/// 14:00 配电房 · 低压配电柜巡查.
fn line(walk: Walk, round: &Arc<Round>) -> impl IntoView + use<> {
    let round = round.clone();
    let words = move || {
        let time = round.window.map(|window| dates::clock(window.opens, round.offset_min));
        let (place, list) = walk.app.reference.with(|all| {
            let place = all.places.get(&round.place).map(|place| place.name.clone());
            let list = all.checklist(&round.checklist, round.version);
            (place, list.map(|list| say(walk.locale(), &list.name)))
        });
        let name = format!("{} · {}", place.unwrap_or_default(), list.unwrap_or_default());
        format!("{} {name}", time.unwrap_or_default())
    };
    view! { <li>{words}</li> }
}
