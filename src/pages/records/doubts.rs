//! 请看一眼: the facts beside a round, and 值得问一句, each with what it rests on.

use crate::components::{Icon, IconSize};
use crate::i18n::*;
use crate::state::{App, use_app};
use leptos::prelude::*;
use patrol_domain::At;
use patrol_domain::doubts::{Doubt, doubts};
use patrol_domain::ids::CheckpointId;
use patrol_domain::round::{Flag, Round};
use patrol_domain::route::{Late, Short};
use std::sync::Arc;

/// Whether somebody might want to say a word to it: a fact beside the judgement, or a doubt.
pub fn has_questions(app: App, round: &Round) -> bool {
    !round.flags.is_empty() || round.plan_changed_at.is_some() || !of(app, round).is_empty()
}

fn of(app: App, round: &Round) -> Vec<Doubt> {
    app.reference.with(|all| {
        doubts(round, |point| all.checkpoints.get(&point).map(|checkpoint| checkpoint.place))
    })
}

/// Facts in one line, then the doubts, one line each; they are answered by 说明.
#[component]
pub fn Questions(round: Arc<Round>) -> impl IntoView {
    let (app, i18n) = (use_app(), use_i18n());
    let locale = i18n.get_locale();
    let flags = round.flags.iter().filter_map(|flag| fact(locale, *flag)).map(str::to_owned);
    let changed = round
        .plan_changed_at
        .map(|at| td_string!(locale, records.plan_changed, when = when(locale, at, &round)));
    let facts: Vec<_> = flags.chain(changed).collect();
    let asked: Vec<_> =
        of(app, &round).iter().map(|doubt| words_of(app, locale, &round, doubt)).collect();
    let facts = (!facts.is_empty()).then(|| {
        view! {
            <p class="read-flags">
                <Icon name="info" size=IconSize::Small />
                {t!(i18n, records.facts)}
                " "
                {facts.join(" · ")}
            </p>
        }
    });
    let asked = (!asked.is_empty()).then(|| {
        let lines = asked.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! {
            <section class="read-doubts" data-id="doubts">
                <h3>{t!(i18n, records.doubts)}</h3>
                <ul>{lines}</ul>
                <p class="sub">{t!(i18n, records.doubts_hint)}</p>
            </section>
        }
    });
    view! {
        {facts}
        {asked}
    }
}

/// A fact in a few words; what is a doubt stands among the doubts, with its figures.
fn fact(locale: Locale, flag: Flag) -> Option<&'static str> {
    Some(match flag {
        Flag::OffWindow => td_string!(locale, records.flag_off_window),
        Flag::MakeUp => td_string!(locale, records.flag_make_up),
        Flag::NoPresence => td_string!(locale, records.flag_no_presence),
        Flag::NoScan => td_string!(locale, records.flag_no_scan),
        Flag::Incomplete => td_string!(locale, records.flag_incomplete),
        Flag::LongPause => td_string!(locale, records.flag_long_pause),
        Flag::Substituted => td_string!(locale, records.flag_substituted),
        Flag::TooFast | Flag::SamePhoto | Flag::ClockSkew => return None,
    })
}

fn words_of(app: App, locale: Locale, round: &Round, doubt: &Doubt) -> String {
    match doubt {
        Doubt::Haste { answers, longest_s } => {
            td_string!(locale, records.doubt_haste, n = answers, s = longest_s)
        }
        Doubt::SamePhoto { photo, items } => {
            let titles: Vec<_> = items.iter().map(|id| title(app, locale, round, id)).collect();
            let code = photo.check_code();
            td_string!(
                locale,
                records.doubt_photo,
                code = code,
                items = words::listed(locale, titles)
            )
        }
        Doubt::Reused { photo, item, at } => {
            let (code, when) = (photo.check_code(), when(locale, *at, round));
            let item = title(app, locale, round, item);
            td_string!(locale, records.doubt_reused, code = code, item = item, when = when)
        }
        Doubt::Copied { readings, at } => {
            let when = when(locale, *at, round);
            td_string!(locale, records.doubt_copied, n = *readings, when = when)
        }
        Doubt::Walk { from, to, seconds } => {
            let (from, to) = (number(app, *from), number(app, *to));
            td_string!(locale, records.doubt_walk, from = from, to = to, s = seconds)
        }
        Doubt::NoFrame { points, scans } => {
            let points = words::listed(locale, points.iter().map(|point| number(app, *point)));
            td_string!(locale, records.doubt_frame, points = points, n = scans)
        }
        Doubt::OutOfOrder { late } => {
            let pair = |late: &Late| {
                let (point, after) = (number(app, late.point), number(app, late.after));
                td_string!(locale, records.doubt_late, point = point, after = after)
            };
            let pairs = words::listed(locale, late.iter().map(pair));
            td_string!(locale, records.doubt_order, pairs = pairs)
        }
        Doubt::ShortStay(Short { point, stayed, least }) => {
            let point = number(app, *point);
            td_string!(locale, records.doubt_stay, point = point, s = stayed, least = least)
        }
        Doubt::Unvisited { points, stops } => {
            let points = words::listed(locale, points.iter().map(|point| number(app, *point)));
            td_string!(locale, records.doubt_unvisited, points = points, n = stops)
        }
        Doubt::Clock => td_string!(locale, records.doubt_clock).to_owned(),
    }
}

fn when(locale: Locale, at: At, round: &Round) -> String {
    format!("{} {}", dates::day(locale, at, round.offset_min), dates::clock(at, round.offset_min))
}

fn title(app: App, locale: Locale, round: &Round, item: &str) -> String {
    let item = app.reference.with(|all| all.item(&round.checklist, round.version, item));
    item.map(|item| say(locale, &item.title)).unwrap_or_default()
}

fn number(app: App, point: CheckpointId) -> String {
    app.reference
        .with(|all| all.checkpoints.get(&point).map(|point| point.number.clone()))
        .unwrap_or_default()
}
