//! Sites, places and checkpoints of the demo: a tree in `places.json`, flat records afterwards.

use crate::demo::id;
use patrol_domain::place::{Checkpoint, Limits, Place, Site};
use patrol_domain::{CheckpointId, Decimal, PlaceId, Record, SiteId};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Estate {
    pub key: String,
    name: String,
    zone: String,
    pub offset_min: i16,
    places: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Node {
    key: String,
    kind: String,
    name: String,
    #[serde(default)]
    floor: String,
    #[serde(default)]
    limits: BTreeMap<String, Range>,
    #[serde(default)]
    point: Option<Point>,
    #[serde(default)]
    inside: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    #[serde(default)]
    min: Option<Decimal>,
    #[serde(default)]
    max: Option<Decimal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Point {
    number: String,
    name: String,
    code: String,
}

impl Estate {
    pub fn site(&self) -> Site {
        Site {
            id: SiteId(id("site", &self.key)),
            name: self.name.clone(),
            zone: self.zone.clone(),
            offset_min: self.offset_min,
        }
    }

    /// Places and checkpoints, parents before what lies inside them.
    pub fn records(&self) -> Vec<Record> {
        let (site, mut records) = (self.site().id, Vec::new());
        self.places.iter().for_each(|node| flatten(node, site, None, &mut records));
        records
    }
}

pub(super) fn place_id(key: &str) -> PlaceId {
    PlaceId(id("place", key))
}

fn flatten(node: &Node, site: SiteId, parent: Option<PlaceId>, records: &mut Vec<Record>) {
    let place = place_id(&node.key);
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
            id: CheckpointId(id("checkpoint", &node.key)),
            site,
            place,
            number: point.number.clone(),
            name: point.name.clone(),
            code: point.code.clone(),
        })
    }));
    node.inside.iter().for_each(|inner| flatten(inner, site, Some(place), records));
}
