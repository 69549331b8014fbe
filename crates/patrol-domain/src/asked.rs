//! Which items of its checklist a round asks: by season, by the item's own rhythm, by the short
//! list of a role, and by what was answered before. Knows no screen and no store.

use crate::checklist::{Checklist, Condition, Item};
use crate::people::Role;
use crate::round::{AnswerValue, History, Past, Round, Verdict};
use crate::time::At;
use crate::verdict::{limits, verdict};
use chrono::Datelike;
use std::collections::BTreeSet;

/// The items that a round begun at `at` leaves out: another season's, those that were looked at
/// already in their rhythm (the history says so), and for guards those not on their short list
/// (`roles`: those of the person that walk this round). Fixed
/// when the round is begun and kept with it, so that phone and server never count differently.
pub fn left_out(
    list: &Checklist,
    roles: &[Role],
    history: Option<&History>,
    at: At,
    offset_min: i16,
) -> BTreeSet<String> {
    let guard = !roles.is_empty() && roles.iter().all(|role| *role == Role::Guard);
    let short = guard && list.items.iter().any(|item| has(item, "guard"));
    let out = |item: &&Item| {
        (short && !has(item, "guard"))
            || !in_season(item, at, offset_min)
            || history.is_some_and(|history| looked_at(item, history, at, offset_min))
    };
    let out: BTreeSet<String> = list.items.iter().filter(out).map(|item| item.id.clone()).collect();
    // A round that asks nothing is none: then it asks everything.
    if out.len() == list.items.len() { BTreeSet::new() } else { out }
}

/// What of `wanted` may be left out: items with a season or a rhythm, and those beside a short
/// list; nothing when nothing would remain.
pub fn permitted(list: &Checklist, wanted: &BTreeSet<String>) -> BTreeSet<String> {
    const OWN: [&str; 6] =
        ["season_rain", "season_storm", "season_winter", "daily", "weekly", "monthly"];
    let short = list.items.iter().any(|item| has(item, "guard"));
    let may = |item: &&Item| {
        wanted.contains(&item.id)
            && (OWN.iter().any(|tag| has(item, tag)) || (short && !has(item, "guard")))
    };
    let out: BTreeSet<String> = list.items.iter().filter(may).map(|item| item.id.clone()).collect();
    if out.len() == list.items.len() { BTreeSet::new() } else { out }
}

/// The items asked now, in the checklist's order.
pub fn asked<'a>(list: &'a Checklist, round: &'a Round) -> impl Iterator<Item = &'a Item> {
    list.items.iter().filter(|item| is_asked(list, item, round))
}

/// Whether the round asks this item, by what is answered so far.
pub fn is_asked(list: &Checklist, item: &Item, round: &Round) -> bool {
    !round.left_out.contains(&item.id)
        && item.show_if.as_ref().is_none_or(|condition| holds(list, condition, round))
}

/// Judged by fixed limits only, like the answer itself when it was kept.
fn holds(list: &Checklist, condition: &Condition, round: &Round) -> bool {
    let Some(item) = list.items.iter().find(|item| item.id == condition.item) else { return false };
    // What is not asked itself decides nothing. Conditions name earlier items: this ends.
    if !is_asked(list, item, round) {
        return false;
    }
    let Some(answer) = round.answers.get(&condition.item) else { return false };
    let option = match &answer.value {
        AnswerValue::Choice { option } => Some(*option),
        _ => None,
    };
    option.is_some_and(|option| condition.options.contains(&option))
        || condition.is.contains(&verdict(item, limits(item, None), None, &answer.value))
}

fn has(item: &Item, tag: &str) -> bool {
    item.tags.iter().any(|have| have == tag)
}

/// Rain from May to September, storms from June to October, winter from November to March
/// (proposed); an item without a season is always in it.
fn in_season(item: &Item, at: At, offset_min: i16) -> bool {
    let Some(month) = at.local(offset_min).map(|local| local.month()) else { return true };
    let now = |tag: &str| match tag {
        "season_rain" => Some((5..=9).contains(&month)),
        "season_storm" => Some((6..=10).contains(&month)),
        "season_winter" => Some(month >= 11 || month <= 3),
        _ => None,
    };
    let mut seasons = item.tags.iter().filter_map(|tag| now(tag)).peekable();
    seasons.peek().is_none() || seasons.any(|now| now)
}

/// Whether the item's own rhythm was kept already: today, this ISO week, this month. 不适用 looked at
/// nothing.
fn looked_at(item: &Item, history: &History, at: At, offset_min: i16) -> bool {
    let period = |at: At| {
        let day = at.local(offset_min)?.date();
        let week = day.iso_week();
        item.tags.iter().find_map(|tag| match tag.as_str() {
            "daily" => Some((day.year(), day.ordinal())),
            "weekly" => Some((week.year(), week.week())),
            "monthly" => Some((day.year(), day.month())),
            _ => None,
        })
    };
    let now = period(at);
    let past = history.items.get(&item.id).map_or(&[][..], Vec::as_slice);
    let seen = |past: &Past| past.verdict != Verdict::NotApplicable && past.at < at;
    now.is_some() && past.iter().any(|past| seen(past) && period(past.at) == now)
}
