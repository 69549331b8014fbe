//! A plan: which checklist is walked where, how often and by whom. Data only; expands nothing.

use chrono::NaiveDateTime;
use patrol_domain::people::{Department, Role};
use patrol_domain::round::RoundKind;
use patrol_domain::{MemberId, PlaceId, PlanId, SiteId};
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
    /// A stopped plan makes no more rounds; what it made stays.
    #[serde(default)]
    pub stopped: bool,
}
