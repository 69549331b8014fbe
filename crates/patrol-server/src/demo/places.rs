//! Sites, places and checkpoints: a tree in `places.json`, of the demo or of a site of one's own,
//! flat records afterwards.

use crate::demo::id;
use crate::demo::times::Clock;
use chrono::Timelike;
use patrol_domain::place::{Checkpoint, Limits, Place, Site};
use patrol_domain::position::Area;
use patrol_domain::shift::{ShiftStart, Shifts};
use patrol_domain::switches::Switches;
use patrol_domain::{CheckpointId, Decimal, PlaceId, Record, SiteId, Text};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Estate {
    pub key: String,
    pub name: String,
    #[serde(default = "zone")]
    pub zone: String,
    #[serde(default = "offset_min")]
    pub offset_min: i16,
    /// A phone's position may stand in for a code; left out: as it was before, at first not.
    #[serde(default)]
    pub positions: Option<bool>,
    /// When its shifts begin; without a word they stay as they are.
    #[serde(default, deserialize_with = "shifts")]
    pub shifts: Option<Shifts>,
    /// Items of the checklists off or on here; without a word they stay as they are.
    #[serde(default)]
    pub items: Option<Switches>,
    pub places: Vec<Node>,
}

/// The beginning of a shift.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Begin {
    from: Clock,
    name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Node {
    pub key: String,
    pub kind: String,
    pub name: String,
    #[serde(default)]
    floor: String,
    #[serde(default)]
    pub limits: BTreeMap<String, Range>,
    #[serde(default)]
    pub point: Option<Point>,
    #[serde(default)]
    pub inside: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Range {
    #[serde(default)]
    pub min: Option<Decimal>,
    #[serde(default)]
    pub max: Option<Decimal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Point {
    pub number: String,
    pub name: String,
    pub code: String,
    #[serde(default)]
    pub position: Option<Position>,
}

/// The middle of a point, in degrees as a phone that stands there reads them, and how far around
/// it counts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Position {
    lat: Decimal,
    lon: Decimal,
    pub radius_m: u16,
}

impl Position {
    pub fn area(&self) -> Option<Area> {
        Area::of(self.lat, self.lon, self.radius_m)
    }
}

/// The id that stands for a kind of thing and its key in the file.
pub(crate) type Names<'a> = dyn Fn(&str, &str) -> Uuid + 'a;

fn shifts<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Shifts>, D::Error> {
    let start = |begin: Begin| ShiftStart {
        from_min: (begin.from.0.num_seconds_from_midnight() / 60) as u16,
        name: begin.name,
    };
    let starts = Vec::<Begin>::deserialize(from)?.into_iter().map(start).collect::<Vec<_>>();
    Shifts::try_from(starts).map(Some).map_err(D::Error::custom)
}

fn zone() -> String {
    "Asia/Shanghai".to_owned()
}

fn offset_min() -> i16 {
    480
}

impl Estate {
    pub fn site(&self) -> Site {
        Site {
            id: SiteId(id("site", &self.key)),
            name: self.name.clone(),
            zone: self.zone.clone(),
            offset_min: self.offset_min,
            calendar: Default::default(),
            positions: self.positions.unwrap_or_default(),
            shifts: self.shifts.clone().unwrap_or_default(),
            switches: self.items.clone().unwrap_or_default(),
        }
    }

    /// Places and checkpoints, parents before what lies inside them.
    pub fn records(&self, site: SiteId, names: &Names) -> Vec<Record> {
        let mut records = Vec::new();
        self.places.iter().for_each(|node| flatten(node, site, None, names, &mut records));
        records
    }
}

pub(super) fn place_id(key: &str) -> PlaceId {
    PlaceId(id("place", key))
}

pub(super) fn point_id(key: &str) -> CheckpointId {
    CheckpointId(id("checkpoint", key))
}

fn flatten(
    node: &Node,
    site: SiteId,
    parent: Option<PlaceId>,
    names: &Names,
    records: &mut Vec<Record>,
) {
    let place = PlaceId(names("place", &node.key));
    let limits = node.limits.iter();
    records.push(Record::Place(Place {
        id: place,
        site,
        parent,
        kind: node.kind.clone(),
        name: node.name.clone(),
        floor: node.floor.clone(),
        limits: limits
            .map(|(item, range)| (item.clone(), Limits { min: range.min, max: range.max }))
            .collect(),
    }));
    records.extend(node.point.iter().map(|point| {
        Record::Checkpoint(Checkpoint {
            id: CheckpointId(names("checkpoint", &node.key)),
            site,
            place,
            number: point.number.clone(),
            name: point.name.clone(),
            code: point.code.clone(),
            area: point.position.as_ref().and_then(Position::area),
        })
    }));
    node.inside.iter().for_each(|inner| flatten(inner, site, Some(place), names, records));
}
