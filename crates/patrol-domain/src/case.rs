//! A case of a flow: an issue today; tickets, work orders and complaints are the same noun.

use crate::checklist::Severity;
use crate::ids::{CaseId, MemberId, OpId, PlaceId, RoundId, SiteId};
use crate::people::Department;
use crate::photo::PhotoRef;
use crate::round::Presence;
use crate::sound::SoundRef;
use crate::time::At;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    pub id: CaseId,
    pub site: SiteId,
    /// Flow key and the version this case keeps, for example `issue` 1.
    pub flow: String,
    pub flow_version: u32,
    pub state: String,
    /// Given by the server, for example `1119-03`; until then the phone shows the id's first letters.
    pub number: Option<String>,
    /// What is wrong, in the finder's words.
    pub title: String,
    pub category: String,
    pub severity: Severity,
    pub place: Option<PlaceId>,
    /// Closer than the place, in words.
    #[serde(default)]
    pub spot: String,
    pub department: Department,
    pub finder: MemberId,
    pub found_at: At,
    pub handler: Option<MemberId>,
    pub verifier: Option<MemberId>,
    pub due_at: Option<At>,
    /// When it reached a closed state.
    #[serde(default)]
    pub closed_at: Option<At>,
    /// The round and item where it was found.
    pub round: Option<RoundId>,
    pub item: Option<String>,
    pub attempts: u16,
    /// Oldest first; the first event is the finding. Never edited.
    pub timeline: Vec<Event>,
}

/// One step in a case's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub op: OpId,
    /// `file` or the verb of a move.
    pub verb: String,
    pub to: String,
    pub by: MemberId,
    pub at: At,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub photos: Vec<PhotoRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<SoundRef>,
    #[serde(default)]
    pub handler: Option<MemberId>,
    #[serde(default)]
    pub presence: Option<Presence>,
    #[serde(default)]
    pub sealed: bool,
}
