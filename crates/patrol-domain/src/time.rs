//! Instants and windows. Reads no clock: every time comes in with an operation.

use serde::{Deserialize, Serialize};

/// An instant, milliseconds since 1970-01-01 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct At(pub i64);

impl At {
    pub const fn plus_minutes(self, minutes: i64) -> At {
        At(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    pub const fn plus_days(self, days: i64) -> At {
        self.plus_minutes(days.saturating_mul(24 * 60))
    }

    /// Whole minutes from `earlier` to `self`, negative when `self` comes first.
    pub const fn minutes_since(self, earlier: At) -> i64 {
        self.0.saturating_sub(earlier.0) / 60_000
    }

    /// The wall clock at a place `offset_min` minutes east of UTC; `None` outside chrono's range.
    pub fn local(self, offset_min: i16) -> Option<chrono::NaiveDateTime> {
        let shifted = self.0.checked_add(i64::from(offset_min) * 60_000)?;
        chrono::DateTime::from_timestamp_millis(shifted).map(|t| t.naive_utc())
    }
}

/// The time in which a round is due (R01–R04). Work outside it is stored and flagged, never refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub opens: At,
    pub closes: At,
    /// Minutes before `opens` and after `closes` that still count as in time.
    pub grace_min: u16,
}

impl Window {
    /// Whether an event at `at` counts as in time, grace included.
    pub fn holds(&self, at: At) -> bool {
        let grace = i64::from(self.grace_min);
        at >= self.opens.plus_minutes(-grace) && at <= self.closes.plus_minutes(grace)
    }
}
