//! What is to be walked, and the round that nobody has begun yet.

use crate::ids::{PlaceId, RoundId, SiteId};
use crate::people::{Department, Role};
use crate::round::{Mode, Round, RoundKind, RoundState};
use crate::route::Route;
use std::collections::{BTreeMap, BTreeSet};

/// Which checklist, where, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub kind: RoundKind,
    pub checklist: String,
    pub version: u32,
    pub place: PlaceId,
    pub department: Department,
    /// Anybody with one of these roles may walk it.
    pub roles: Vec<Role>,
}

impl Round {
    /// A round without a word in it, without plan, window and assignee; `offset_min` in minutes
    /// east of UTC.
    pub fn planned(id: RoundId, site: SiteId, offset_min: i16, task: Task) -> Round {
        Round {
            id,
            site,
            plan: None,
            kind: task.kind,
            checklist: task.checklist,
            version: task.version,
            place: task.place,
            department: task.department,
            roles: task.roles,
            assignee: None,
            window: None,
            offset_min,
            state: RoundState::Planned,
            mode: Mode::default(),
            self_check: false,
            left_out: BTreeSet::new(),
            route: Route::default(),
            inspector: None,
            started_at: None,
            submitted_at: None,
            presence: Vec::new(),
            answers: BTreeMap::new(),
            pauses: Vec::new(),
            relays: Vec::new(),
            early_end: None,
            overall: String::new(),
            remarks: Vec::new(),
            flags: BTreeSet::new(),
            reused: Vec::new(),
            copied: None,
            plan_changed_at: None,
        }
    }
}
