//! A case of a flow: an issue today; tickets, work orders and complaints are the same noun.

mod brought;
mod value;

pub use brought::{Brought, Link, LinkTo, Signed};
pub use value::{Entry, FieldValue, Held, Material, Source};

use crate::checklist::Severity;
use crate::decimal::Decimal;
use crate::flow::Visibility;
use crate::ids::{CaseId, MemberId, OpId, PlaceId, RoundId, SiteId};
use crate::people::{Department, Role};
use crate::photo::PhotoRef;
use crate::round::Presence;
use crate::sound::SoundRef;
use crate::time::At;
use serde::{Deserialize, Serialize};
use sha2::Digest;
use std::collections::BTreeMap;

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
    /// Goes before the number, from the flow.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub series: String,
    /// Further numbers by name; `None` until the server has given it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, Asked>,
    /// Who answers for it, where that is not the handler.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<MemberId>,
    /// By the key of the flow's field; each with its history.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Held>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counters: BTreeMap<String, u16>,
    /// Deadlines besides `due_at`, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deadlines: BTreeMap<String, At>,
    /// What was accepted with a reservation, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<CaseFlag>,
    /// Before whom time or a limit has brought it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<Told>,
    /// The timed steps that were taken, with the instant that each was counted from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ticks: BTreeMap<String, At>,
    #[serde(default, skip_serializing_if = "Visibility::is_open")]
    pub visibility: Visibility,
    /// The fields that hold personal data, from the flow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal: Vec<String>,
    /// The server left out what this person may not read: personal fields, or who found it.
    #[serde(default, skip_serializing_if = "crate::flow::is_false")]
    pub masked: bool,
}

/// A number that the server gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub series: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// A reservation under which something was accepted; its words stand in the flow's `reasons`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFlag {
    pub code: String,
    pub op: OpId,
    pub at: At,
}

/// The case was brought before people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The code of a flag, or the key of a timed step.
    pub why: String,
    pub at: At,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// Also the head of its department.
    #[serde(default, skip_serializing_if = "crate::flow::is_false")]
    pub head: bool,
}

/// One step in a case's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub op: OpId,
    /// `file`, `open`, the verb of a move, `settle`, or the key of a timed step.
    pub verb: String,
    /// The state it led to.
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
    /// Keys of the fields written here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Codes under which it was accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}

impl Event {
    /// A step without words, photos or anything else brought.
    pub fn bare(op: OpId, verb: &str, to: String, by: MemberId, at: At) -> Event {
        Event {
            op,
            verb: verb.to_owned(),
            to,
            by,
            at,
            note: String::new(),
            photos: Vec::new(),
            sound: None,
            handler: None,
            presence: None,
            sealed: false,
            fields: Vec::new(),
            signatures: Vec::new(),
            links: Vec::new(),
            department: None,
            severity: None,
            flags: Vec::new(),
        }
    }
}

impl Case {
    /// A case without a word in it.
    pub fn blank(id: CaseId, site: SiteId, flow: (&str, u32), finder: MemberId) -> Case {
        Case {
            id,
            site,
            flow: flow.0.to_owned(),
            flow_version: flow.1,
            state: String::new(),
            number: None,
            title: String::new(),
            category: String::new(),
            severity: Severity::General,
            place: None,
            spot: String::new(),
            department: Department::Mgmt,
            finder,
            found_at: At::default(),
            handler: None,
            verifier: None,
            due_at: None,
            closed_at: None,
            round: None,
            item: None,
            attempts: 0,
            timeline: Vec::new(),
            series: String::new(),
            numbers: BTreeMap::new(),
            owner: None,
            fields: BTreeMap::new(),
            links: Vec::new(),
            counters: BTreeMap::new(),
            deadlines: BTreeMap::new(),
            flags: Vec::new(),
            told: Vec::new(),
            ticks: BTreeMap::new(),
            visibility: Visibility::default(),
            personal: Vec::new(),
            masked: false,
        }
    }

    /// What a field says now.
    pub fn value(&self, field: &str) -> Option<&FieldValue> {
        self.fields.get(field).and_then(Held::value)
    }

    /// The option of a choice field.
    pub fn option(&self, field: &str) -> Option<&String> {
        match self.value(field)? {
            FieldValue::Choice { option } => Some(option),
            _ => None,
        }
    }

    /// The person in a person field.
    pub fn person(&self, field: &str) -> Option<MemberId> {
        match self.value(field)? {
            FieldValue::Person { member } => Some(*member),
            _ => None,
        }
    }

    /// The instant in a date or moment field.
    pub fn moment(&self, field: &str) -> Option<At> {
        match self.value(field)? {
            FieldValue::Date { at } => Some(*at),
            _ => None,
        }
    }

    /// A number, or an amount in cents.
    pub fn amount(&self, field: &str) -> Option<Decimal> {
        match self.value(field)? {
            FieldValue::Number { number } => Some(*number),
            FieldValue::Money { cents } => Some(Decimal::new(*cents, 0)),
            _ => None,
        }
    }

    pub fn materials(&self, field: &str) -> &[Material] {
        match self.value(field) {
            Some(FieldValue::Materials { lines }) => lines,
            _ => &[],
        }
    }

    /// `due`, or nothing, is `due_at`.
    pub fn deadline(&self, name: &str) -> Option<At> {
        if name.is_empty() || name == "due" {
            return self.due_at;
        }
        self.deadlines.get(name).copied()
    }

    pub fn counted(&self, counter: &str) -> u16 {
        match counter {
            "attempts" => self.attempts,
            _ => self.counters.get(counter).copied().unwrap_or(0),
        }
    }

    /// Whether the person ever made this move.
    pub fn acted(&self, member: MemberId, verb: &str) -> bool {
        self.timeline.iter().any(|event| event.verb == verb && event.by == member)
    }

    /// When it came into the state it stands in.
    pub fn in_state_since(&self) -> At {
        let here = self.timeline.iter().rev().take_while(|event| event.to == self.state);
        here.last().map_or(self.found_at, |event| event.at)
    }

    /// Whether the timed step was taken for this base.
    pub fn ticked(&self, key: &str, base: At) -> bool {
        self.ticks.get(key) == Some(&base)
    }

    /// Fields with two values that nobody has chosen between yet.
    pub fn questions(&self) -> impl Iterator<Item = (&str, &Held)> {
        let held = self.fields.iter().map(|(key, held)| (key.as_str(), held));
        held.filter(|(_, held)| !held.rivals.is_empty())
    }

    /// Eight characters on the paper of the case, for example a release slip: scanned at the gate
    /// they show that the paper is this case's (W22).
    pub fn slip_code(&self) -> String {
        const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let text = format!("patrolbook slip {} {}", self.site, self.id);
        let digest = sha2::Sha256::digest(text.as_bytes());
        digest.iter().take(8).map(|byte| LETTERS[usize::from(byte % 32)] as char).collect()
    }

    /// What a move that writes these fields has seen of them: goes along as `Brought::seen`.
    pub fn seen<'a>(&self, fields: impl Iterator<Item = &'a String>) -> BTreeMap<String, OpId> {
        let last = |field: &String| Some((field.clone(), self.fields.get(field)?.last()?.op));
        fields.filter_map(last).collect()
    }
}
