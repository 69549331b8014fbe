//! Sites, places and checkpoints.

use crate::calendar::Calendar;
use crate::decimal::Decimal;
use crate::ids::{CheckpointId, PlaceId, SiteId};
use crate::position::Area;
use crate::shift::Shifts;
use crate::switches::Switches;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One managed estate or building 项目.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    pub id: SiteId,
    pub name: String,
    /// IANA zone, for example `Asia/Shanghai`.
    pub zone: String,
    /// Minutes east of UTC today; each round carries its own.
    pub offset_min: i16,
    /// Holidays and worked weekends; deadlines in working days ask it.
    #[serde(default, skip_serializing_if = "Calendar::is_default")]
    pub calendar: Calendar,
    /// A phone's position may stand in for a code here. Off unless the site's own file says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub positions: bool,
    /// When its shifts begin.
    #[serde(default, skip_serializing_if = "Shifts::is_default")]
    pub shifts: Shifts,
    /// Which items it asks beside what the checklists say.
    #[serde(default, skip_serializing_if = "Switches::is_default")]
    pub switches: Switches,
}

/// A node of the place tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub id: PlaceId,
    pub site: SiteId,
    pub parent: Option<PlaceId>,
    /// A subject type of `domain/checklists.md`, for example `pump_room`.
    pub kind: String,
    pub name: String,
    /// Where to look for it, for example `B1 层`.
    #[serde(default)]
    pub floor: String,
    /// Limits of this place's devices, by checklist item, where the checklist says `set per …`.
    #[serde(default)]
    pub limits: BTreeMap<String, Limits>,
}

/// The normal range of a reading, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
}

impl Limits {
    pub fn holds(self, reading: Decimal) -> bool {
        self.min.is_none_or(|min| min <= reading) && self.max.is_none_or(|max| reading <= max)
    }

    /// Whether no end of `inner` that is set lies outside.
    pub fn hold(self, inner: Limits) -> bool {
        [inner.min, inner.max].into_iter().flatten().all(|end| self.holds(end))
    }
}

/// A point to scan 巡查点. Its QR code holds `PB1:<site>:<code>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub id: CheckpointId,
    pub site: SiteId,
    pub place: PlaceId,
    /// As printed on the wall, for example `07`.
    pub number: String,
    pub name: String,
    /// Six characters of `23456789ABCDEFGHJKLMNPQRSTUVWXYZ`, unique in the site.
    pub code: String,
    /// Where a phone counts as standing at it; absent: no position proves a presence here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<Area>,
}
