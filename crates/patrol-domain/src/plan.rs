//! Plans: what is walked where, how often and by whom, as the office keeps them. Data only.

use crate::ids::{MemberId, PlaceId, PlanId, SiteId};
use crate::people::{Department, Role};
use crate::round::RoundKind;
use crate::route::Route;
use crate::time::At;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// One recurring duty. Each occurrence of its rule becomes one planned round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub id: PlanId,
    pub site: SiteId,
    pub kind: RoundKind,
    /// Checklist id and the version that new rounds take, for example `C37` 1.
    pub checklist: String,
    pub version: u32,
    pub place: PlaceId,
    pub department: Department,
    pub roles: Vec<Role>,
    #[serde(default)]
    pub assignee: Option<MemberId>,
    /// The first opening, on the wall clock of the site; the `DTSTART` of the rule.
    pub first: NaiveDateTime,
    /// RFC 5545 without the `RRULE:` prefix, for example `FREQ=DAILY;BYHOUR=8,14;BYMINUTE=0`.
    pub rule: String,
    /// Minutes from opening to closing.
    pub minutes: u32,
    /// Minutes before and after the window that still count as in time (R01).
    pub grace_min: u16,
    /// The points to come by; a round keeps those it was made with.
    #[serde(default, skip_serializing_if = "Route::is_empty")]
    pub route: Route,
    /// A stopped plan makes no more rounds; what it made stays.
    #[serde(default)]
    pub stopped: bool,
}

/// Answer of `GET /api/plans`: those that this person may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plans {
    pub plans: Vec<PlanRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRow {
    pub plan: Plan,
    /// Its rounds are made up to here; a change of the plan counts from here on. 0: none yet.
    pub made_to: At,
}

/// Answer of `PUT /api/plans`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PlanAnswer {
    /// Kept; the next openings, at most five.
    Kept {
        next: Vec<At>,
    },
    Refused {
        why: PlanFault,
    },
}

/// What is wrong with a plan: the field to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanFault {
    /// No such checklist in force, or roles that it does not name.
    Checklist,
    Place,
    /// Nobody of the site, or without a role that may walk it.
    Assignee,
    /// A stop is no checkpoint of the site, or stands twice.
    Route,
    /// The rule cannot be read.
    Rule,
    /// The rule never comes up in the next 400 days.
    Never,
    /// Openings closer than a quarter of an hour.
    TooOften,
    /// The window is empty or longer than 31 days, or the grace longer than a day.
    Length,
}
