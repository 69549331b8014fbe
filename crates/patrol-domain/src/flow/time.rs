//! Spans of a flow and what the server does when they have passed. Reads no clock.

use crate::calendar::Calendar;
use crate::case::Case;
use crate::flow::guard::Scene;
use crate::flow::{Cond, Flow, StateKind};
use crate::people::Role;
use crate::text::Text;
use crate::time::At;
use chrono::{Datelike, Days, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

/// How long: exactly one of them is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// So long before, not after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes_before: Option<u32>,
    /// Times 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// The same time on the so-many-th working day of the site's calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u16>,
    /// The end of the next such weekday, 1 Monday to 7 Sunday, today included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_weekday: Option<u8>,
    /// The next of these local times, `HH:MM`: the end of a shift.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub until: Vec<String>,
}

/// The wall clock and the calendar of a site, as far as a flow asks them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wall {
    /// Minutes east of UTC.
    pub offset_min: i16,
    pub calendar: Calendar,
}

/// From when a span is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    #[default]
    Now,
    Found,
    /// Since the case came into its state.
    State,
    /// Since the deadline; negative spans do not exist, so reminders have their own deadline.
    Due,
    /// Since the deadline of this name.
    Deadline(String),
    /// Since the moment in this field.
    Field(String),
}

/// What the server does with a case by itself, once for each time that its span passes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timed {
    pub key: String,
    pub name: Text,
    /// States in which it counts.
    pub from: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Cond>,
    pub since: From,
    pub after: Span,
    /// Leads to this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Flags the case with this code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<String>,
    /// Brings it before these roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tell: Vec<Role>,
    /// Brings it before the head of its department.
    #[serde(default, skip_serializing_if = "crate::flow::is_false")]
    pub tell_head: bool,
}

/// The timed steps that are due on a case now, with the instant that each is counted from. The
/// phone asks it too: "overdue" needs no server.
pub fn timed_due<'a>(
    flow: &'a Flow,
    case: &'a Case,
    clock: &'a Wall,
    now: At,
) -> impl Iterator<Item = (&'a Timed, At)> {
    flow.timed.iter().filter_map(move |timed| {
        let base = timed.base(case)?;
        let due = timed.after.after(base, clock)?;
        (due <= now && timed.counts(flow, case, clock, now) && !case.ticked(&timed.key, base))
            .then_some((timed, base))
    })
}

impl Timed {
    /// The instant that its span is counted from.
    pub fn base(&self, case: &Case) -> Option<At> {
        match &self.since {
            From::Now | From::State => Some(case.in_state_since()),
            From::Found => Some(case.found_at),
            From::Due => case.due_at,
            From::Deadline(name) => case.deadline(name),
            From::Field(field) => case.moment(field),
        }
    }

    fn counts(&self, flow: &Flow, case: &Case, clock: &Wall, now: At) -> bool {
        let closed = flow.state(&case.state).is_none_or(|state| state.kind == StateKind::Closed);
        let scene = Scene { offset_min: clock.offset_min, ..Scene::of(case, now) };
        let named = self.from.contains(&case.state);
        named
            && (!closed || self.to.is_some())
            && self.when.as_ref().is_none_or(|when| when.holds(&scene))
    }
}

impl Span {
    /// The instant this span after `base`, on the site's wall clock and calendar.
    pub fn after(&self, base: At, clock: &Wall) -> Option<At> {
        let Span { minutes, minutes_before, days, working_days, end_of_weekday, until } = self;
        if let Some(minutes) = minutes {
            return Some(base.plus_minutes(i64::from(*minutes)));
        }
        if let Some(minutes) = minutes_before {
            return Some(base.plus_minutes(-i64::from(*minutes)));
        }
        if let Some(days) = days {
            return Some(base.plus_days(i64::from(*days)));
        }
        let local = base.local(clock.offset_min)?;
        let then = match working_days {
            None if end_of_weekday.is_some() => end_of(end_of_weekday.unwrap_or(7), local)?,
            Some(count) => {
                clock.calendar.working_day_after(local.date(), *count)?.and_time(local.time())
            }
            None => next_of(until, local)?,
        };
        let utc = then.and_utc().timestamp_millis();
        Some(At(utc.checked_sub(i64::from(clock.offset_min) * 60_000)?))
    }

    /// How many of its ways are given: one, when it is sound.
    pub fn ways(&self) -> usize {
        usize::from(self.minutes.is_some())
            + usize::from(self.minutes_before.is_some())
            + usize::from(self.end_of_weekday.is_some())
            + usize::from(self.days.is_some())
            + usize::from(self.working_days.is_some())
            + usize::from(!self.until.is_empty())
    }
}

pub(crate) fn clock(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

/// Midnight after the next such weekday.
fn end_of(weekday: u8, local: NaiveDateTime) -> Option<NaiveDateTime> {
    let today = local.weekday().number_from_monday();
    let ahead = (7 + u32::from(weekday) - today) % 7;
    let day = local.date().checked_add_days(Days::new(u64::from(ahead) + 1))?;
    Some(day.and_time(NaiveTime::MIN))
}

fn next_of(times: &[String], after: NaiveDateTime) -> Option<NaiveDateTime> {
    let days = [Some(after.date()), after.date().checked_add_days(Days::new(1))];
    let all = days.into_iter().flatten();
    let all =
        all.flat_map(|day| times.iter().filter_map(move |time| Some(day.and_time(clock(time)?))));
    all.filter(|then| *then > after).min()
}
