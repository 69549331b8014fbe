//! Shifts of a site 班次: when each begins, and which one an instant falls in. Reads no clock.

use crate::text::{Lang, Text};
use crate::time::At;
use chrono::{Days, NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};

const DAY_MIN: u16 = 24 * 60;

/// The shifts of one day, each until the next one begins: a post has no gap (R28, R191).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<ShiftStart>", into = "Vec<ShiftStart>")]
pub struct Shifts(Vec<ShiftStart>);

/// Where a shift begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftStart {
    /// Minutes after midnight on the wall clock of the site.
    pub from_min: u16,
    pub name: Text,
}

/// One shift of one day: `from <= at < to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    pub name: Text,
    pub from: At,
    pub to: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShiftFault {
    #[error("there is no shift")]
    None,
    #[error("a shift begins within one day, before 24:00")]
    BeyondTheDay,
    #[error("the shifts stand in order of the day, none twice")]
    OutOfOrder,
    #[error("a shift has no name in one of the three languages")]
    NoName,
}

impl TryFrom<Vec<ShiftStart>> for Shifts {
    type Error = ShiftFault;

    fn try_from(list: Vec<ShiftStart>) -> Result<Shifts, ShiftFault> {
        let silent = |start: &ShiftStart| {
            [Lang::ZhHans, Lang::ZhHant, Lang::En]
                .into_iter()
                .any(|lang| start.name.get(lang).trim().is_empty())
        };
        if list.is_empty() {
            Err(ShiftFault::None)
        } else if list.iter().any(|start| start.from_min >= DAY_MIN) {
            Err(ShiftFault::BeyondTheDay)
        } else if list.windows(2).any(|two| two[0].from_min >= two[1].from_min) {
            Err(ShiftFault::OutOfOrder)
        } else if list.iter().any(silent) {
            Err(ShiftFault::NoName)
        } else {
            Ok(Shifts(list))
        }
    }
}

impl From<Shifts> for Vec<ShiftStart> {
    fn from(shifts: Shifts) -> Self {
        shifts.0
    }
}

/// By day from 08:00, by night from 20:00 (proposed).
impl Default for Shifts {
    fn default() -> Self {
        let start = |hour: u16, zh_hans: &str, en: &str| ShiftStart {
            from_min: hour * 60,
            name: Text { zh_hans: zh_hans.into(), zh_hant: zh_hans.into(), en: en.into() },
        };
        Shifts(vec![start(8, "白班", "Day shift"), start(20, "夜班", "Night shift")])
    }
}

impl Shifts {
    pub fn is_default(&self) -> bool {
        *self == Shifts::default()
    }

    /// The shift that an instant falls in; `None` outside the years that can be told.
    pub fn at(&self, at: At, offset_min: i16) -> Option<Shift> {
        let wall = at.local(offset_min)?;
        let minute = wall.hour() as u16 * 60 + wall.minute() as u16;
        let today = wall.date().and_hms_opt(0, 0, 0)?;
        let begun = self.0.iter().rposition(|start| start.from_min <= minute);
        let (index, day) = match begun {
            Some(index) => (index, today),
            // Before the first shift of the day the last one of yesterday goes on.
            None => (self.0.len() - 1, today.checked_sub_days(Days::new(1))?),
        };
        let start = self.0.get(index)?;
        let (next, next_day) = match self.0.get(index + 1) {
            Some(next) => (next, day),
            None => (self.0.first()?, day.checked_add_days(Days::new(1))?),
        };
        Some(Shift {
            name: start.name.clone(),
            from: instant(day, start.from_min, offset_min),
            to: instant(next_day, next.from_min, offset_min),
        })
    }

    /// The shift before this one.
    pub fn before(&self, shift: &Shift, offset_min: i16) -> Option<Shift> {
        self.at(At(shift.from.0.checked_sub(1)?), offset_min)
    }

    /// The shift after this one.
    pub fn after(&self, shift: &Shift, offset_min: i16) -> Option<Shift> {
        self.at(shift.to, offset_min)
    }
}

impl Shift {
    pub fn holds(&self, at: At) -> bool {
        self.from <= at && at < self.to
    }
}

fn instant(midnight: NaiveDateTime, minute: u16, offset_min: i16) -> At {
    At(midnight.and_utc().timestamp_millis())
        .plus_minutes(i64::from(minute) - i64::from(offset_min))
}
