//! What an operation on a case brings besides words and photos.

use crate::case::FieldValue;
use crate::checklist::Severity;
use crate::ids::{CaseId, MemberId, OpId, RoundId};
use crate::people::Department;
use crate::round::Signature;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Brought {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, FieldValue>,
    /// The newest entry of each of these fields that the writer had before their eyes; a field
    /// that was empty is absent (`Case::seen`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub seen: BTreeMap<String, OpId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signed>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The code scanned from the case's own paper (`Case::slip_code`).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
}

impl Brought {
    pub fn is_empty(&self) -> bool {
        *self == Brought::default()
    }
}

/// A drawn signature and in which part it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// As the flow calls the signer: `handler`, `resident`, `witness`.
    pub signer: String,
    /// The colleague who signed; none for residents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    pub signature: Signature,
}

/// One case or round that a case points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// A key of the flow's `links`; of a link back, the flow of the case that points here.
    pub kind: String,
    pub to: LinkTo,
    /// The other side points here.
    #[serde(default, skip_serializing_if = "crate::flow::is_false")]
    pub back: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum LinkTo {
    Case { id: CaseId },
    Round { id: RoundId },
}
