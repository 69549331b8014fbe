//! The small records of a site that every screen needs, kept in memory.

use patrol_domain::checklist::{Category, Checklist, Item};
use patrol_domain::flow::Flow;
use patrol_domain::ids::{CheckpointId, MemberId, PlaceId, SiteId};
use patrol_domain::people::Member;
use patrol_domain::place::{Checkpoint, Place, Site};
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::shift::Shifts;
use patrol_domain::{Kind, Record};
use patrol_sync::Device;
use patrol_sync::ports::StoreError;
use std::collections::BTreeMap;
use std::sync::Arc;

/// No tree of places is deeper.
const DEEPEST_PLACE: usize = 16;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// Whether the site has been read from the phone's store (it may still be empty).
    pub loaded: bool,
    /// As the last pull brought it.
    pub site: Option<Site>,
    pub places: BTreeMap<PlaceId, Place>,
    pub members: BTreeMap<MemberId, Member>,
    pub checkpoints: BTreeMap<CheckpointId, Checkpoint>,
    pub categories: Vec<Category>,
    pub checklists: BTreeMap<(String, u32), Arc<Checklist>>,
    pub flows: BTreeMap<(String, u32), Arc<Flow>>,
}

impl Reference {
    pub fn checklist(&self, id: &str, version: u32) -> Option<Arc<Checklist>> {
        self.checklists.get(&(id.to_owned(), version)).cloned()
    }

    /// The checklist's newest version, where its rounds fill a log.
    pub fn log_list(&self, id: &str) -> Option<Arc<Checklist>> {
        let mut all = self.checklists.range((id.to_owned(), 0)..=(id.to_owned(), u32::MAX));
        all.next_back().map(|(_, list)| list).filter(|list| list.log.is_some()).cloned()
    }

    /// When the site's shifts begin.
    pub fn shifts(&self) -> Shifts {
        self.site.as_ref().map_or_else(Shifts::default, |site| site.shifts.clone())
    }

    pub fn flow(&self, key: &str, version: u32) -> Option<Arc<Flow>> {
        self.flows.get(&(key.to_owned(), version)).cloned()
    }

    /// The newest version of a flow that takes new cases.
    pub fn newest_flow(&self, key: &str) -> Option<Arc<Flow>> {
        let all = self.flows.range((key.to_owned(), 0)..=(key.to_owned(), u32::MAX));
        all.map(|(_, flow)| flow).rev().find(|flow| !flow.withdrawn).cloned()
    }

    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.code == code)
    }

    /// The checkpoints of one place, by their number on the wall.
    pub fn points_of(&self, place: PlaceId) -> Vec<&Checkpoint> {
        let mut points: Vec<_> =
            self.checkpoints.values().filter(|point| point.place == place).collect();
        points.sort_by(|a, b| a.number.cmp(&b.number));
        points
    }

    /// R93: whether a scan of the point shows a presence at the place: it is of the place, of
    /// something inside it, or of the place right around it. `apply` decides by the same.
    pub fn proves(&self, point: CheckpointId, place: PlaceId) -> bool {
        let Some(point) = self.checkpoints.get(&point) else { return false };
        let parent = |id: PlaceId| self.places.get(&id).and_then(|place| place.parent);
        let inside = std::iter::successors(Some(point.place), |id| parent(*id)).take(DEEPEST_PLACE);
        inside.into_iter().any(|id| id == place) || parent(place) == Some(point.place)
    }

    pub fn item(&self, id: &str, version: u32, item: &str) -> Option<Item> {
        let checklist = self.checklists.get(&(id.to_owned(), version))?;
        checklist.items.iter().find(|candidate| candidate.id == item).cloned()
    }
}

impl Reference {
    /// Reads the site's small records from the phone's store.
    pub async fn read(device: &Device, site: SiteId) -> Result<Reference, StoreError> {
        let mut found = Reference::default();
        let kinds = [
            Kind::Site,
            Kind::Place,
            Kind::Member,
            Kind::Checkpoint,
            Kind::Categories,
            Kind::Flow,
            Kind::Checklist,
        ];
        for kind in kinds {
            for record in device.list(site, kind, Slice::all(Shelf::Live)).await? {
                found.put(record);
            }
        }
        found.loaded = true;
        Ok(found)
    }

    fn put(&mut self, record: Record) {
        match record {
            Record::Site(site) => self.site = Some(site),
            Record::Place(place) => drop(self.places.insert(place.id, place)),
            Record::Member(member) => drop(self.members.insert(member.id, member)),
            Record::Checkpoint(point) => drop(self.checkpoints.insert(point.id, point)),
            Record::Categories { list } => self.categories = list,
            Record::Flow(flow) => {
                self.flows.insert((flow.key.clone(), flow.version), Arc::new(flow));
            }
            Record::Checklist(list) => {
                self.checklists.insert((list.id.clone(), list.version), Arc::new(list));
            }
            _ => {}
        }
    }
}
