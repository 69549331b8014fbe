//! `places.json` and `plans.json` of a site, written in the format of the demo: read, checked whole
//! and turned into records. A doubtful file is refused by file, place and reason. Knows no database.

use crate::demo::places::{Estate, Node, Point, Range};
use crate::demo::rounds::Sketch;
use crate::library::{Library, LibraryFault, Spot, json};
use patrol_domain::checklist::Checklist;
use patrol_domain::checkpoint::short_code;
use patrol_domain::place::{Limits, Site};
use patrol_domain::position::RADIUS_M;
use patrol_domain::switches::{Switches, switchable};
use patrol_domain::verdict::{of_the_place, possible};
use patrol_domain::{CheckpointId, PlaceId, Record, SiteId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use uuid::Uuid;

pub(crate) const PLACES: &str = "places.json";
pub(crate) const PLANS: &str = "plans.json";

/// A file that was refused. Nothing of the folder is used then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}{place}: {reason}")]
pub struct FolderFault {
    pub file: String,
    pub place: Spot,
    pub reason: String,
}

impl FolderFault {
    pub(crate) fn at(file: &str, name: String, reason: impl ToString) -> FolderFault {
        let (file, place) = (file.to_owned(), Spot::Named(name));
        FolderFault { file, place, reason: reason.to_string() }
    }

    fn whole(file: &str, reason: impl ToString) -> FolderFault {
        FolderFault { file: file.to_owned(), place: Spot::Whole, reason: reason.to_string() }
    }
}

impl From<LibraryFault> for FolderFault {
    fn from(fault: LibraryFault) -> Self {
        FolderFault { file: fault.file, place: fault.place, reason: fault.reason.to_string() }
    }
}

/// What the folder says of one site.
pub(crate) struct SiteFolder {
    /// The site with what the folder says of it as a whole.
    pub site: Site,
    /// Places and checkpoints, parents first.
    pub records: Vec<Record>,
    /// Plans of the site's places, each with its place in the file, from 1.
    pub plans: Vec<(usize, Sketch)>,
}

/// The same key at the same site is the same thing at every load.
pub(crate) fn name_at(site: SiteId, kind: &str, key: &str) -> Uuid {
    Uuid::new_v5(&site.0, format!("{kind}/{key}").as_bytes())
}

pub(crate) fn place_at(site: SiteId, key: &str) -> PlaceId {
    PlaceId(name_at(site, "place", key))
}

pub(crate) fn point_at(site: SiteId, key: &str) -> CheckpointId {
    CheckpointId(name_at(site, "checkpoint", key))
}

/// A plan's own name in a refusal.
pub(crate) fn plan_spot(number: usize) -> String {
    format!("plan {number}")
}

/// The newest version of a checklist.
pub(crate) fn newest<'a>(library: &'a Library, id: &str) -> Option<&'a Checklist> {
    library.checklists.iter().filter(|list| list.id == id).max_by_key(|list| list.version)
}

/// Reads the folder and checks what can be checked without the database.
pub(crate) fn read(
    folder: &Path,
    site: &Site,
    library: &Library,
) -> Result<SiteFolder, FolderFault> {
    let estates: Vec<Estate> = json(PLACES, &text(folder, PLACES)?)?;
    let sketches: Vec<Sketch> = json(PLANS, &text(folder, PLANS)?)?;
    let estate = own(&estates, site)?;
    check_places(&estate.places, library)?;
    let shifts = estate.shifts.clone().unwrap_or_else(|| site.shifts.clone());
    let switches = estate.items.clone().unwrap_or_else(|| site.switches.clone());
    check_items(&switches, library)?;
    let positions = estate.positions.unwrap_or(site.positions);
    let whole = Site { shifts, switches, positions, ..site.clone() };
    let here = keys(&estate.places);
    let elsewhere: BTreeSet<&str> = estates
        .iter()
        .flat_map(|estate| keys(&estate.places))
        .filter(|k| !here.contains(k))
        .collect();
    let mut plans = Vec::new();
    let mut seen = BTreeMap::new();
    for (number, sketch) in (1..).zip(sketches) {
        if elsewhere.contains(sketch.place.as_str()) {
            continue;
        }
        let refuse = |reason: String| Err(FolderFault::at(PLANS, plan_spot(number), reason));
        if !here.contains(sketch.place.as_str()) {
            return refuse(format!("there is no place {} in {PLACES}", sketch.place));
        }
        if newest(library, &sketch.checklist).is_none() {
            return refuse(format!("there is no checklist {}", sketch.checklist));
        }
        if sketch.minutes == 0 {
            return refuse("a round needs a minute at least".to_owned());
        }
        if let Err(reason) = check_route(&sketch, &estate.places) {
            return refuse(reason);
        }
        if let Some(first) = seen.insert(sketch.name(), number) {
            let reason = format!("is the same as plan {first}; give each a key of its own");
            return refuse(reason);
        }
        plans.push((number, sketch));
    }
    let names = |kind: &str, key: &str| name_at(site.id, kind, key);
    Ok(SiteFolder { site: whole, records: estate.records(site.id, &names), plans })
}

/// Every stop is a place with a point, and stands once.
fn check_route(sketch: &Sketch, places: &[Node]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for stop in sketch.route.iter().flat_map(|way| &way.stops) {
        let key = stop.place.as_str();
        if !has_point(places, key) {
            return Err(format!("its route stops at {key}, which is no place with a point here"));
        }
        if !seen.insert(key) {
            return Err(format!("its route stops at {key} twice"));
        }
    }
    Ok(())
}

fn has_point(places: &[Node], key: &str) -> bool {
    places
        .iter()
        .any(|node| node.key == key && node.point.is_some() || has_point(&node.inside, key))
}

fn text(folder: &Path, file: &str) -> Result<String, FolderFault> {
    let unreadable = |why| FolderFault::whole(file, format!("cannot be read: {why}"));
    std::fs::read_to_string(folder.join(file)).map_err(unreadable)
}

/// The estate of the site's name: a wrong folder cannot fill a site that nothing is taken from.
fn own<'a>(estates: &'a [Estate], site: &Site) -> Result<&'a Estate, FolderFault> {
    let Some(estate) = estates.iter().find(|estate| estate.name == site.name) else {
        let names: Vec<&str> = estates.iter().map(|estate| estate.name.as_str()).collect();
        let (own, names) = (&site.name, names.join(", "));
        let reason = format!("the site is named {own}, and the file has only: {names}");
        return Err(FolderFault::whole(PLACES, reason));
    };
    if estate.zone == site.zone {
        return Ok(estate);
    }
    let reason = format!("the zone of the site is {}, not {}", site.zone, estate.zone);
    Err(FolderFault::at(PLACES, estate.name.clone(), reason))
}

fn keys(nodes: &[Node]) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for node in nodes {
        found.insert(node.key.as_str());
        found.extend(keys(&node.inside));
    }
    found
}

/// What was met so far, so that nothing stands twice.
#[derive(Default)]
struct Seen<'a> {
    keys: BTreeSet<&'a str>,
    codes: BTreeMap<&'a str, &'a str>,
}

fn check_places(nodes: &[Node], library: &Library) -> Result<(), FolderFault> {
    let mut seen = Seen::default();
    nodes.iter().try_for_each(|node| check_place(node, library, &mut seen))
}

fn check_place<'a>(
    node: &'a Node,
    library: &Library,
    seen: &mut Seen<'a>,
) -> Result<(), FolderFault> {
    let refuse = |reason: String| FolderFault::at(PLACES, format!("place {}", node.key), reason);
    if node.key.trim().is_empty() || node.name.trim().is_empty() {
        return Err(refuse("a key and a name are needed".to_owned()));
    }
    if !seen.keys.insert(&node.key) {
        return Err(refuse("stands twice".to_owned()));
    }
    if !library.checklists.iter().any(|list| list.subject == node.kind) {
        let kinds: BTreeSet<&str> = library.checklists.iter().map(|c| c.subject.as_str()).collect();
        let kinds: Vec<&str> = kinds.into_iter().collect();
        let reason = format!("there is no kind {}; there are: {}", node.kind, kinds.join(", "));
        return Err(refuse(reason));
    }
    for (item, range) in &node.limits {
        check_range(item, range, library).map_err(refuse)?;
    }
    if let Some(point) = &node.point {
        check_point(point).map_err(refuse)?;
        if let Some(other) = seen.codes.insert(&point.code, &node.key) {
            return Err(refuse(format!("place {other} has the code {} too", point.code)));
        }
    }
    node.inside.iter().try_for_each(|inner| check_place(inner, library, seen))
}

/// A switch that moves nothing would be set and never felt.
fn check_items(switches: &Switches, library: &Library) -> Result<(), FolderFault> {
    let refuse = |item: &str, why| FolderFault::at(PLACES, format!("items, {item}"), why);
    let all = || library.checklists.iter().flat_map(|list| &list.items);
    for (ids, optional) in [(&switches.off, false), (&switches.on, true)] {
        for id in ids {
            let mut versions = all().filter(|item| item.id == *id).peekable();
            if versions.peek().is_none() {
                return Err(refuse(id, "it is no item of a checklist"));
            }
            if !versions.any(|item| switchable(item) && item.optional == optional) {
                let why = if optional { "it is not optional" } else { "the sources name it" };
                return Err(refuse(id, why));
            }
        }
    }
    Ok(())
}

fn check_point(point: &Point) -> Result<(), String> {
    if point.number.trim().is_empty() || point.name.trim().is_empty() {
        return Err("its point needs a number and a name".to_owned());
    }
    if point.position.as_ref().is_some_and(|position| position.area().is_none()) {
        let (least, most) = (RADIUS_M.start(), RADIUS_M.end());
        return Err(format!(
            "the position of its point needs lat and lon in degrees, written as text, and a \
             radius_m from {least} to {most}"
        ));
    }
    match short_code(&point.code) {
        Ok(code) if code == point.code => Ok(()),
        Ok(code) => Err(format!("the code {} must be written {code}", point.code)),
        Err(why) => Err(format!("the code {}: {why}", point.code)),
    }
}

/// A range that no item reads would be set and never looked at.
fn check_range(item: &str, range: &Range, library: &Library) -> Result<(), String> {
    let mut items = library.checklists.iter().flat_map(|list| &list.items);
    let Some(known) = items.find(|known| known.id == item && of_the_place(known)) else {
        return Err(format!("{item} is no item whose limits are set per device"));
    };
    if !possible(known).hold(Limits { min: range.min, max: range.max }) {
        return Err(format!("the limits of {item} reach beyond what an instrument can show"));
    }
    match (range.min, range.max) {
        (None, None) => Err(format!("the limits of {item} need a min or a max")),
        (Some(min), Some(max)) if min > max => {
            Err(format!("the limits of {item} end below their beginning"))
        }
        _ => Ok(()),
    }
}
