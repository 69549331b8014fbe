//! Hours of the demo: "two hours ago", "yesterday at four", "tonight", on a site's wall clock.

use chrono::{Datelike, Days, NaiveDateTime, NaiveTime, Timelike};
use patrol_domain::At;
use serde::Deserialize;

/// A time as the demo files write it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum When {
    /// From the last full quarter of an hour.
    Minutes { minutes: i64 },
    /// Days from today, at a time of day.
    Day { days: i64, time: Clock },
    /// Today at a time of day; soon, when that has passed.
    Tonight { tonight: Clock },
    /// The Monday of this week, midnight.
    Week { week: Weekday },
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Weekday {
    Monday,
}

/// `HH:MM`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Clock(pub NaiveTime);

impl TryFrom<String> for Clock {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = |_| format!("{text} is no time like 08:30");
        NaiveTime::parse_from_str(&text, "%H:%M").map(Clock).map_err(wrong)
    }
}

/// The present hour at a site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hours {
    pub now: At,
    local: NaiveDateTime,
    offset_min: i16,
}

const QUARTER_MS: i64 = 15 * 60_000;

impl Hours {
    pub fn new(now: At, offset_min: i16) -> Hours {
        Hours { now, local: now.local(offset_min).unwrap_or_default(), offset_min }
    }

    pub fn at(&self, when: &When) -> At {
        let quarter = At(self.now.0 - self.now.0.rem_euclid(QUARTER_MS));
        match when {
            When::Minutes { minutes } => quarter.plus_minutes(*minutes),
            When::Day { days, time } => minute_of(*time, self.midnight()).plus_days(*days),
            When::Tonight { tonight } => {
                let today = minute_of(*tonight, self.midnight());
                if today > quarter { today } else { quarter.plus_minutes(45) }
            }
            When::Week { week: Weekday::Monday } => {
                let days = self.local.weekday().num_days_from_monday();
                self.midnight().plus_days(-i64::from(days))
            }
        }
    }

    /// Tomorrow at a time of day, on the wall clock: plans begin where the drawn day ends.
    pub fn tomorrow(&self, time: Clock) -> NaiveDateTime {
        let today = self.local.date();
        today.checked_add_days(Days::new(1)).unwrap_or(today).and_time(time.0)
    }

    fn midnight(&self) -> At {
        let date = self.local.date().and_time(NaiveTime::MIN);
        At(date.and_utc().timestamp_millis()).plus_minutes(-i64::from(self.offset_min))
    }
}

fn minute_of(time: Clock, midnight: At) -> At {
    midnight.plus_minutes(i64::from(time.0.hour() * 60 + time.0.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thursday, 19 November 2026, in Shanghai.
    fn thursday(hour: i64, minute: i64) -> Hours {
        let midnight = At(1_795_017_600_000);
        Hours::new(midnight.plus_minutes(hour * 60 + minute), 480)
    }

    fn local(hours: &Hours, when: &str) -> String {
        let when = serde_json::from_str(when).unwrap();
        hours.at(&when).local(480).unwrap().format("%m-%d %H:%M").to_string()
    }

    #[test]
    fn minutes_count_from_the_last_full_quarter() {
        assert_eq!(local(&thursday(10, 16), r#"{ "minutes": -75 }"#), "11-19 09:00");
        assert_eq!(local(&thursday(0, 5), r#"{ "minutes": -15 }"#), "11-18 23:45");
    }

    #[test]
    fn a_day_and_a_time_are_of_the_wall_clock() {
        assert_eq!(local(&thursday(0, 5), r#"{ "days": -1, "time": "16:00" }"#), "11-18 16:00");
        assert_eq!(local(&thursday(23, 55), r#"{ "days": -1, "time": "16:00" }"#), "11-18 16:00");
    }

    #[test]
    fn tonight_is_soon_when_the_hour_has_passed() {
        assert_eq!(local(&thursday(10, 16), r#"{ "tonight": "22:00" }"#), "11-19 22:00");
        assert_eq!(local(&thursday(22, 20), r#"{ "tonight": "22:00" }"#), "11-19 23:00");
    }

    #[test]
    fn the_week_begins_on_monday() {
        assert_eq!(local(&thursday(10, 16), r#"{ "week": "monday" }"#), "11-16 00:00");
        let sunday = Hours::new(thursday(23, 30).now.plus_days(3), 480);
        assert_eq!(local(&sunday, r#"{ "week": "monday" }"#), "11-16 00:00");
    }

    #[test]
    fn plans_begin_tomorrow() {
        let first = thursday(23, 30).tomorrow(Clock(NaiveTime::MIN));
        assert_eq!(first.to_string(), "2026-11-20 00:00:00");
    }
}
