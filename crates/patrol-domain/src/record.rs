//! Everything that is stored and synced, by key; and the view that `apply` reads.

use crate::apply::Halt;
use crate::case::Case;
use crate::checklist::{Category, Checklist};
use crate::flow::Flow;
use crate::ids::{CaseId, CheckpointId, MemberId, PhotoId, PlaceId, RoundId, SiteId};
use crate::people::Member;
use crate::place::{Checkpoint, Place, Site};
use crate::reject::Rejection;
use crate::round::{History, Round, RoundState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The name of a record inside its site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Key {
    Site {
        id: SiteId,
    },
    Member {
        id: MemberId,
    },
    Place {
        id: PlaceId,
    },
    Checkpoint {
        id: CheckpointId,
    },
    Checklist {
        id: String,
        version: u32,
    },
    Flow {
        id: String,
        version: u32,
    },
    /// The issue categories, one record a site.
    Categories,
    Round {
        id: RoundId,
    },
    History {
        place: PlaceId,
        checklist: String,
    },
    Case {
        id: CaseId,
    },
    /// The server holds this photo's bytes.
    Photo {
        id: PhotoId,
    },
}

/// The shelf a record stands on; also its name in tables and stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Site,
    Member,
    Place,
    Checkpoint,
    Checklist,
    Flow,
    Categories,
    Round,
    History,
    Case,
    Photo,
}

/// Tagged `record`, not `kind`: places and rounds have a `kind` of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    Site(Site),
    Member(Member),
    Place(Place),
    Checkpoint(Checkpoint),
    Checklist(Checklist),
    Flow(Flow),
    Categories { list: Vec<Category> },
    Round(Round),
    History(History),
    Case(Case),
    Photo { id: PhotoId },
}

impl Kind {
    pub const ALL: [Kind; 11] = [
        Kind::Site,
        Kind::Member,
        Kind::Place,
        Kind::Checkpoint,
        Kind::Checklist,
        Kind::Flow,
        Kind::Categories,
        Kind::Round,
        Kind::History,
        Kind::Case,
        Kind::Photo,
    ];

    /// The name in tables and stores: the serde name.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Site => "site",
            Kind::Member => "member",
            Kind::Place => "place",
            Kind::Checkpoint => "checkpoint",
            Kind::Checklist => "checklist",
            Kind::Flow => "flow",
            Kind::Categories => "categories",
            Kind::Round => "round",
            Kind::History => "history",
            Kind::Case => "case",
            Kind::Photo => "photo",
        }
    }
}

impl Key {
    pub fn kind(&self) -> Kind {
        match self {
            Key::Site { .. } => Kind::Site,
            Key::Member { .. } => Kind::Member,
            Key::Place { .. } => Kind::Place,
            Key::Checkpoint { .. } => Kind::Checkpoint,
            Key::Checklist { .. } => Kind::Checklist,
            Key::Flow { .. } => Kind::Flow,
            Key::Categories => Kind::Categories,
            Key::Round { .. } => Kind::Round,
            Key::History { .. } => Kind::History,
            Key::Case { .. } => Kind::Case,
            Key::Photo { .. } => Kind::Photo,
        }
    }

    /// The part of the key after its kind, as one text: the id column of tables and stores.
    pub fn name(&self) -> String {
        match self {
            Key::Site { id } => id.to_string(),
            Key::Member { id } => id.to_string(),
            Key::Place { id } => id.to_string(),
            Key::Checkpoint { id } => id.to_string(),
            Key::Checklist { id, version } | Key::Flow { id, version } => format!("{id}@{version}"),
            Key::Categories => String::new(),
            Key::Round { id } => id.to_string(),
            Key::History { place, checklist } => format!("{place}/{checklist}"),
            Key::Case { id } => id.to_string(),
            Key::Photo { id } => id.to_string(),
        }
    }
}

impl Record {
    pub fn key(&self) -> Key {
        match self {
            Record::Site(site) => Key::Site { id: site.id },
            Record::Member(member) => Key::Member { id: member.id },
            Record::Place(place) => Key::Place { id: place.id },
            Record::Checkpoint(point) => Key::Checkpoint { id: point.id },
            Record::Checklist(list) => {
                Key::Checklist { id: list.id.clone(), version: list.version }
            }
            Record::Flow(flow) => Key::Flow { id: flow.key.clone(), version: flow.version },
            Record::Categories { .. } => Key::Categories,
            Record::Round(round) => Key::Round { id: round.id },
            Record::History(history) => {
                Key::History { place: history.place, checklist: history.checklist.clone() }
            }
            Record::Case(case) => Key::Case { id: case.id },
            Record::Photo { id } => Key::Photo { id: *id },
        }
    }
}

/// Which part of a kind a screen reads: work in hand, or what is finished. Stores index by
/// (site, kind, shelf, order), so that start-up costs what is visible and not what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    Live,
    Past,
}

/// A stretch of one shelf, `from <= order < to`, at most `limit` records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    pub shelf: Shelf,
    pub from: i64,
    pub to: i64,
    pub limit: u32,
    pub newest_first: bool,
}

impl Slice {
    /// Everything on a shelf.
    pub const fn all(shelf: Shelf) -> Slice {
        Slice { shelf, from: i64::MIN, to: i64::MAX, limit: u32::MAX, newest_first: false }
    }
}

impl Record {
    pub fn shelf(&self) -> Shelf {
        let past = match self {
            Record::Round(round) => matches!(
                round.state,
                RoundState::Submitted
                    | RoundState::Reviewed
                    | RoundState::Sampled
                    | RoundState::Missed
                    | RoundState::Void
                    | RoundState::Archived
            ),
            Record::Case(case) => case.closed_at.is_some(),
            _ => false,
        };
        if past { Shelf::Past } else { Shelf::Live }
    }

    /// Milliseconds by which a shelf is sorted: a live round's opening, a finished round's end,
    /// a live case's deadline, a closed case's closing; 0 for what has no order.
    pub fn order(&self) -> i64 {
        match self {
            Record::Round(round) => {
                let opens = round.window.map(|window| window.opens).or(round.started_at);
                let ends = round.submitted_at.or(round.window.map(|window| window.closes));
                if self.shelf() == Shelf::Live { opens } else { ends }.unwrap_or_default().0
            }
            Record::Case(case) => case.closed_at.or(case.due_at).unwrap_or(case.found_at).0,
            _ => 0,
        }
    }
}

/// The records of one site that have been read so far. A key that is absent has not been asked
/// for; `None` means it was asked for and is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub records: BTreeMap<Key, Option<Record>>,
}

macro_rules! readers {
    ($($name:ident($($arg:ident: $ty:ty),*) -> $variant:ident($out:ty), $key:expr;)*) => {
        impl View {
            $(
                /// Reads the record; halts with `Need` when it was never loaded.
                pub fn $name(&self, $($arg: $ty),*) -> Result<&$out, Halt> {
                    let key = $key;
                    match self.records.get(&key) {
                        None => Err(Halt::Need(key)),
                        Some(Some(Record::$variant(record))) => Ok(record),
                        Some(_) => Err(Halt::Rejected(Rejection::Unknown { key })),
                    }
                }
            )*
        }
    };
}

readers! {
    site(id: SiteId) -> Site(Site), Key::Site { id };
    member(id: MemberId) -> Member(Member), Key::Member { id };
    place(id: PlaceId) -> Place(Place), Key::Place { id };
    checkpoint(id: CheckpointId) -> Checkpoint(Checkpoint), Key::Checkpoint { id };
    checklist(id: &str, version: u32) -> Checklist(Checklist), Key::Checklist { id: id.to_owned(), version };
    flow(id: &str, version: u32) -> Flow(Flow), Key::Flow { id: id.to_owned(), version };
    round(id: RoundId) -> Round(Round), Key::Round { id };
    history(place: PlaceId, checklist: &str) -> History(History), Key::History { place, checklist: checklist.to_owned() };
    case(id: CaseId) -> Case(Case), Key::Case { id };
}

impl View {
    /// Whether the record exists; halts with `Need` when that was never asked.
    pub fn exists(&self, key: &Key) -> Result<bool, Halt> {
        self.records.get(key).map(Option::is_some).ok_or_else(|| Halt::Need(key.clone()))
    }

    pub fn categories(&self) -> Result<&[Category], Halt> {
        match self.records.get(&Key::Categories) {
            None => Err(Halt::Need(Key::Categories)),
            Some(Some(Record::Categories { list })) => Ok(list),
            Some(_) => Err(Halt::Rejected(Rejection::Unknown { key: Key::Categories })),
        }
    }

    /// Puts a record in, or notes that `key` is not there.
    pub fn put(&mut self, key: Key, record: Option<Record>) {
        self.records.insert(key, record);
    }
}
