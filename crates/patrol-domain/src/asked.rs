//! Which items of its checklist a round asks: by season, by the item's own rhythm, by the short
//! list of a role, by what the site switched, and by what was answered before. Knows no screen and no store.

use crate::checklist::{Checklist, Condition, Item};
use crate::ids::MemberId;
use crate::people::Role;
use crate::round::{AnswerValue, History, Past, Round, Verdict};
use crate::shift::{Shift, Shifts};
use crate::switches::{Switches, switchable};
use crate::time::At;
use crate::verdict::{limits, verdict};
use chrono::Datelike;
use std::collections::BTreeSet;

/// Who begins a round and when, and how the site works.
#[derive(Clone, Copy)]
pub struct Asker<'a> {
    pub member: MemberId,
    /// The roles of the person that walk this checklist.
    pub roles: &'a [Role],
    pub at: At,
    pub offset_min: i16,
    pub shifts: &'a Shifts,
    pub switches: &'a Switches,
}

/// After the last minutes of a shift begin, what belongs after duty is asked (proposed).
const DUTY_END_MIN: i64 = 120;
/// Who goes on so long after the end of a shift still ends it (proposed).
const OVERTIME_MIN: i64 = 30;
/// Rhythms and seasons of an item: such a one is not asked in every round.
const OWN: [&str; 9] = [
    "season_rain",
    "season_storm",
    "season_winter",
    "per_shift",
    "duty_start",
    "duty_end",
    "daily",
    "weekly",
    "monthly",
];

/// The items that a round leaves out: those that the site does not ask, another season's, those
/// that were looked at already in their rhythm (the history says so), and for guards those not on
/// their short list. Fixed when the round is begun and kept with it, so that phone and server never
/// count differently.
pub fn left_out(list: &Checklist, history: Option<&History>, asker: &Asker) -> BTreeSet<String> {
    let (roles, at, offset_min) = (asker.roles, asker.at, asker.offset_min);
    let guard = !roles.is_empty() && roles.iter().all(|role| *role == Role::Guard);
    let short = guard && list.items.iter().any(|item| has(item, "guard"));
    let shift = asker.shifts.at(at, offset_min);
    let duty = duty(list, history, asker);
    let out = |item: &&Item| {
        let past = history.and_then(|history| history.items.get(&item.id));
        let past = past.map_or(&[][..], Vec::as_slice);
        !asker.switches.asks(item)
            || (short && !has(item, "guard"))
            || !in_season(item, at, offset_min)
            || looked_at(item, past, at, offset_min)
            || (has(item, "per_shift") && seen_in(shift.as_ref(), past, at, None))
            || not_on_duty(item, past, duty.as_ref(), asker)
    };
    let out: BTreeSet<String> = list.items.iter().filter(out).map(|item| item.id.clone()).collect();
    // A round that asks nothing is none: then it asks everything.
    if out.len() == list.items.len() { BTreeSet::new() } else { out }
}

/// What of `wanted` may be left out: items with a season or a rhythm, those that a site can switch,
/// and those beside a short list; nothing when nothing would remain. The site's switches of now are
/// not asked: a phone in a cellar begins with those it knows.
pub fn permitted(list: &Checklist, wanted: &BTreeSet<String>) -> BTreeSet<String> {
    let short = list.items.iter().any(|item| has(item, "guard"));
    let may = |item: &&Item| {
        let own = OWN.iter().any(|tag| has(item, tag)) || switchable(item);
        wanted.contains(&item.id) && (own || (short && !has(item, "guard")))
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
fn looked_at(item: &Item, past: &[Past], at: At, offset_min: i16) -> bool {
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
    now.is_some() && past.iter().any(|past| looked(past, at) && period(past.at) == now)
}

fn looked(past: &Past, at: At) -> bool {
    past.verdict != Verdict::NotApplicable && past.at < at
}

/// R69: whether somebody, or this person, looked in the shift before now.
fn seen_in(shift: Option<&Shift>, past: &[Past], at: At, by: Option<MemberId>) -> bool {
    let theirs = |past: &&Past| by.is_none_or(|by| past.by == by);
    let seen = |past: &Past| shift.is_some_and(|shift| shift.holds(past.at)) && looked(past, at);
    past.iter().filter(theirs).any(seen)
}

/// The shift that the person is on duty in: the present one, or the one before for whoever worked
/// on this checklist in it, not yet in the present one, and is not long over its end.
fn duty(list: &Checklist, history: Option<&History>, asker: &Asker) -> Option<Shift> {
    let now = asker.shifts.at(asker.at, asker.offset_min)?;
    let before = asker.shifts.before(&now, asker.offset_min)?;
    let all = || {
        let items = list.items.iter().filter_map(|item| history?.items.get(&item.id));
        items.flatten().filter(|past| past.by == asker.member && past.at < asker.at)
    };
    let overtime = asker.at < now.from.plus_minutes(OVERTIME_MIN)
        && all().any(|past| before.holds(past.at))
        && !all().any(|past| now.holds(past.at));
    Some(if overtime { before } else { now })
}

/// Before and after duty: once in a person's shift, and what comes after duty near its end.
fn not_on_duty(item: &Item, past: &[Past], duty: Option<&Shift>, asker: &Asker) -> bool {
    let (start, end) = (has(item, "duty_start"), has(item, "duty_end"));
    let early = duty.is_some_and(|duty| asker.at < duty.to.plus_minutes(-DUTY_END_MIN));
    (start || end)
        && (seen_in(duty, past, asker.at, Some(asker.member)) || (end && !start && early))
}
