//! What stands in a case's fields, and how it came there.

use crate::decimal::Decimal;
use crate::ids::{MemberId, OpId, PhotoId};
use crate::round::Signature;
use crate::time::At;
use serde::{Deserialize, Serialize};

/// The history of one field, oldest first, never edited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub entries: Vec<Entry>,
    /// The entries between which a person has to choose: each was written without sight of the
    /// other. Empty when there is no question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rivals: Vec<OpId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub op: OpId,
    pub by: MemberId,
    pub at: At,
    pub value: FieldValue,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldValue {
    Text {
        text: String,
    },
    Choice {
        option: String,
    },
    Number {
        number: Decimal,
    },
    /// In cents.
    Money {
        cents: i64,
    },
    /// Of date and moment fields.
    Date {
        at: At,
    },
    Person {
        member: MemberId,
    },
    /// Some of the photos of the same operation.
    Photo {
        photos: Vec<PhotoId>,
    },
    Signature {
        signature: Signature,
    },
    YesNo {
        yes: bool,
    },
    Materials {
        lines: Vec<Material>,
    },
    /// Personal data that this reader may not see.
    Masked,
}

/// One line of material on a work order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    pub name: String,
    pub quantity: Decimal,
    #[serde(default)]
    pub unit: String,
    pub source: Source,
    /// For one unit.
    #[serde(default)]
    pub price_cents: i64,
    /// When the owner agreed to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_at: Option<At>,
    /// R125: why the old part cannot be used, or the owner supplies none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Owner,
    Property,
    /// R127: always without a price.
    Gift,
}

impl Held {
    pub fn last(&self) -> Option<&Entry> {
        self.entries.last()
    }

    /// What holds now: the newest entry, also while a question is open.
    pub fn value(&self) -> Option<&FieldValue> {
        self.last().map(|entry| &entry.value)
    }

    /// Keeps a new value. Written without sight of the one before by another person, the two
    /// become a question.
    pub fn write(&mut self, entry: Entry, seen: Option<OpId>) {
        let unseen = self.last().filter(|last| {
            Some(last.op) != seen && last.by != entry.by && last.value != entry.value
        });
        match unseen.map(|last| last.op) {
            Some(before) => {
                if !self.rivals.contains(&before) {
                    self.rivals.push(before);
                }
                self.rivals.push(entry.op);
            }
            // Who writes with both before their eyes has answered the question.
            None if self.last().is_some_and(|last| Some(last.op) == seen) => self.rivals.clear(),
            None => {}
        }
        self.entries.push(entry);
    }
}

impl Material {
    /// R125: from the property without a price or a reason.
    pub fn is_unpriced(&self) -> bool {
        self.source == Source::Property && (self.price_cents <= 0 || self.reason.trim().is_empty())
    }

    /// R125: from the property without a price, a reason or the owner's agreement.
    pub fn is_unagreed(&self) -> bool {
        self.is_unpriced() || (self.source == Source::Property && self.agreed_at.is_none())
    }
}
