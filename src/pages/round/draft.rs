//! What is half-done at an item: words, photos, a reading. Saved while it is typed.

use patrol_domain::checklist::Severity;
use patrol_domain::ids::{MemberId, RoundId};
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::Evidence;
use serde::{Deserialize, Serialize};

/// The draft of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemDraft {
    pub note: String,
    pub photos: Vec<PhotoRef>,
    pub severity: Option<Severity>,
    /// Whether to make it an issue; `None`: as the item suggests.
    pub to_issue: Option<bool>,
    /// A reading or a text as typed.
    pub typed: String,
    /// A signer's name.
    pub name: String,
    /// The colleague who signs, where one of the staff does.
    pub member: Option<MemberId>,
    pub strokes: Vec<Vec<(u16, u16)>>,
    /// The item was signed, and what stood above has changed since.
    pub void: bool,
    /// As the person last changed it; `None`: as the answer has it.
    pub evidence: Option<Evidence>,
}

impl ItemDraft {
    pub fn is_empty(&self) -> bool {
        *self == ItemDraft::default()
    }
}

/// Where the person stood, when it was not simply the next open item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub item: String,
    /// Whether the 异常 sheet was open.
    pub sheet: bool,
}

pub fn item_name(round: RoundId, item: &str) -> String {
    format!("answer/{round}/{item}")
}

/// How the names of all items' drafts begin.
pub fn item_names(round: RoundId) -> String {
    item_name(round, "")
}

pub fn place_name(round: RoundId) -> String {
    format!("place/{round}")
}
