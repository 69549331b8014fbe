//! The typed fields of a flow: what can be written on its cases.

use crate::flow::is_false;
use crate::text::Text;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub key: String,
    pub name: Text,
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Of a number, for example `min` or `m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Smallest number, or amount in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Largest number, or amount in cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// A resident's name, phone, unit: masked for whoever has no part in the case.
    #[serde(default, skip_serializing_if = "is_false")]
    pub personal: bool,
    /// Said under the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    Text,
    Choice,
    Number,
    /// An amount in cents.
    Money,
    /// A day; stored as an instant of that day at the site.
    Date,
    /// A day with a time.
    Moment,
    /// A colleague.
    Person,
    /// Some of the photos that came with the move.
    Photo,
    Signature,
    YesNo,
    /// Lines of material (R125, R127).
    Materials,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub key: String,
    pub name: Text,
}

impl Field {
    pub fn option(&self, key: &str) -> Option<&Choice> {
        self.options.iter().find(|option| option.key == key)
    }
}
