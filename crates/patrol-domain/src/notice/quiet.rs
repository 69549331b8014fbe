//! Hours in which nothing but an emergency is told (R53), on the wall clock of the site.

use crate::time::At;
use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// From a minute of the local day up to another; past midnight when it ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QuietHours {
    pub from: u16,
    pub to: u16,
}

/// R53: `contact.quiet = 21:00-08:00, 11:30-13:30, 17:30-19:00`.
pub const QUIET_HOURS: [QuietHours; 3] = [
    QuietHours { from: 21 * 60, to: 8 * 60 },
    QuietHours { from: 11 * 60 + 30, to: 13 * 60 + 30 },
    QuietHours { from: 17 * 60 + 30, to: 19 * 60 },
];

impl QuietHours {
    /// Both ends are minutes of a day, and not the same one.
    pub fn is_sound(self) -> bool {
        self.from < DAY && self.to < DAY && self.from != self.to
    }

    /// Minutes from `minute` to the end; none outside.
    fn left(self, minute: u16) -> Option<u16> {
        let past = |from: u16| (minute + DAY - from) % DAY;
        let long = (self.to + DAY - self.from) % DAY;
        (past(self.from) < long).then(|| long - past(self.from))
    }
}

/// When the quiet around `now` ends; `None` when it is not quiet. Spans that follow on one another
/// are one; quiet around the clock ends after a day, so that nothing waits for ever.
pub fn quiet_until(spans: &[QuietHours], now: At, offset_min: i16) -> Option<At> {
    let time: NaiveTime = now.local(offset_min)?.time();
    let minute = u16::try_from(time.hour() * 60 + time.minute()).ok()?;
    let mut quiet: u16 = 0;
    loop {
        let here = (minute + quiet % DAY) % DAY;
        let sound = spans.iter().filter(|span| span.is_sound());
        let Some(left) = sound.filter_map(|span| span.left(here)).max() else { break };
        quiet = quiet.saturating_add(left);
        if quiet >= DAY {
            quiet = DAY;
            break;
        }
    }
    let into = i64::from(time.second()) * 1_000 + now.0.rem_euclid(1_000);
    (quiet > 0).then(|| At(now.0 - into).plus_minutes(i64::from(quiet)))
}
