//! Working days of a site: which days of the calendar are worked. Reads no clock.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Days on which a site works other than Monday to Friday.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Calendar {
    /// Weekdays off.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub holidays: BTreeSet<NaiveDate>,
    /// 调休: days of a weekend that are worked.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub workdays: BTreeSet<NaiveDate>,
}

impl Calendar {
    pub fn is_default(&self) -> bool {
        *self == Calendar::default()
    }

    pub fn works(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        !self.holidays.contains(&day) && (!weekend || self.workdays.contains(&day))
    }

    /// The `count`-th working day after `day`; looks at most five years on.
    pub fn working_day_after(&self, day: NaiveDate, count: u16) -> Option<NaiveDate> {
        let mut left = count;
        let mut next = day;
        for _ in 0..5 * 366 {
            if left == 0 {
                return Some(next);
            }
            next = next.checked_add_days(Days::new(1))?;
            left -= u16::from(self.works(next));
        }
        None
    }
}
