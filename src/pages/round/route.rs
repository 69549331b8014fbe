//! 巡查路线: how much of it is walked, and where to go next.

use crate::components::{Icon, IconSize};
use crate::i18n::*;
use crate::pages::round::walk::Walk;
use leptos::prelude::*;
use patrol_domain::route::Stop;

/// One line under the presence; nothing for a round without a route. Where the order counts, it
/// names the next point; else those that are left.
#[component]
pub fn RouteLine(walk: Walk) -> impl IntoView {
    let stand = Memo::new(move |_| {
        walk.round.with(|round| {
            let open: Vec<Stop> = round.route.open(round).copied().collect();
            let of = round.route.stops.len();
            (of > 0).then_some((of - open.len(), of, round.route.fixed, open))
        })
    });
    let words = move || {
        let (done, of, fixed, open) = stand.get()?;
        let locale = walk.locale();
        let counted = td_string!(locale, round.route, done = done, of = of);
        let rest = match open.first() {
            None => td_string!(locale, round.route_done).to_owned(),
            Some(next) if fixed => next_words(walk, locale, next),
            Some(_) => {
                let numbers = open.iter().map(|stop| names(walk, stop).0);
                let points = words::listed(locale, numbers);
                td_string!(locale, round.route_any, points = points)
            }
        };
        Some(format!("{counted} · {rest}"))
    };
    move || {
        words().map(|words| {
            view! {
                <p class="route-line" data-id="route">
                    <Icon name="pin" size=IconSize::Small />
                    <span>{words}</span>
                </p>
            }
        })
    }
}

fn next_words(walk: Walk, locale: Locale, next: &Stop) -> String {
    let (number, name) = names(walk, next);
    let go = td_string!(locale, round.route_next, number = number, name = name);
    match next.stay_s {
        0 => go,
        stay => format!("{go} · {}", td_string!(locale, round.route_stay, s = stay)),
    }
}

/// Number and name of a stop's point; empty while they are not on this phone.
fn names(walk: Walk, stop: &Stop) -> (String, String) {
    walk.app.reference.with(|all| {
        let point = all.checkpoints.get(&stop.checkpoint);
        point.map(|point| (point.number.clone(), point.name.clone())).unwrap_or_default()
    })
}
