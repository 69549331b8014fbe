//! Checklists 检查表 as data: what is looked at, how, and what counts as a problem.

use crate::decimal::Decimal;
use crate::people::Role;
use crate::round::Verdict;
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// A checklist version. Released versions never change: a started round keeps the one it began with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// `C37`.
    pub id: String,
    pub version: u32,
    /// `pump_room`.
    pub key: String,
    /// Chapter of the catalogue, `A`–`I`.
    pub group: String,
    pub name: Text,
    /// A subject type, for example `pump_room`.
    pub subject: String,
    pub roles: Vec<Role>,
    pub frequency: Text,
    /// A trigger code, for example `4d_rolling`.
    pub trigger: String,
    /// Rule ids, `R75`.
    #[serde(default)]
    pub rules: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Its rounds fill the log of a shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<Log>,
    pub items: Vec<Item>,
}

/// 日志: how the rounds of a checklist stand in the log of a shift (R72, R74, R75).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `配电日志`.
    pub name: Text,
    /// Minutes from one row to the next, counted from the start of the shift; without it a row is
    /// a round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_min: Option<u16>,
    /// Items whose readings are the columns, in this order.
    pub columns: Vec<String>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// `C37-01`, unique in the library.
    pub id: String,
    pub title: Text,
    /// How to do it and where the line is, one or two sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<Text>,
    pub methods: Vec<Method>,
    pub answer: AnswerKind,
    #[serde(default)]
    pub photo: PhotoRule,
    /// Issue category code, for example `WTR`; pre-set for an issue found here.
    pub category: String,
    pub severity: Severity,
    #[serde(default)]
    pub basis: Basis,
    /// Answered before the round ends, however early, and never 不适用.
    #[serde(default, skip_serializing_if = "is_false")]
    pub must: bool,
    /// Asked only at sites that switched it on.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Asked only when an earlier answer says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
}

/// An earlier item, and what its answer must be: one of these meanings, or one of these options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub item: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is: Vec<Verdict>,
    /// Indices into that item's options.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<u16>,
}

/// How an item is examined. `Smell` always stands beside one of the five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Look,
    Listen,
    Touch,
    Test,
    Ask,
    Smell,
}

/// What an answer consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum AnswerKind {
    /// 正常 / 异常 / 不适用.
    Check,
    Number {
        /// The symbol of the unit, `MPa`; a plain English word, `keys`, where there is none.
        unit: String,
        /// The unit in words people read, where it is no international symbol.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit_name: Option<Text>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Decimal>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<Decimal>,
        /// W17: what an instrument can show at all, both ends included. Beyond it a reading is a
        /// slip and is not kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lowest: Option<Decimal>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        highest: Option<Decimal>,
        /// The range belongs to the device: it stands in `Place::limits`.
        #[serde(default, skip_serializing_if = "is_false")]
        per_device: bool,
        /// The range is a proposal, not from the sources.
        #[serde(default, skip_serializing_if = "is_false")]
        proposed: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        relative: Option<Relative>,
    },
    Choice {
        options: Vec<ChoiceOption>,
    },
    Text,
    Photo,
    Signature {
        signer: Text,
        /// The member of staff who signs; absent: whoever writes their name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Party>,
    },
    /// Points off per problem, 0.5 where nothing is said (R202).
    Score {
        #[serde(default = "half_a_point")]
        off: Decimal,
    },
}

/// R190: the two sides of a handover, never one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Whoever walks the round.
    Outgoing,
    /// A colleague who could walk it.
    Incoming,
}

/// A number judged against something else than fixed limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relative {
    /// A counter: must not fall below the previous reading (R79).
    NotBelowPrevious,
    /// A meter that must stand still, for example in a vacant unit.
    EqualsPrevious,
    EqualsList,
    AtLeastPlan,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    pub text: Text,
    #[serde(default, skip_serializing_if = "is_false")]
    pub problem: bool,
}

/// When a photo must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoRule {
    #[default]
    None,
    OnProblem,
    Always,
    /// Inside homes: on a problem, and only with the resident's consent.
    OnProblemWithConsent,
}

/// 一般 · 严重 · 重大 · 紧急.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    General,
    Serious,
    Major,
    Emergency,
}

/// Whether the sources name an item or it was added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    #[default]
    Stated,
    Derived,
}

/// An issue category with its default route and owner (`domain/checklists.md`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    pub code: String,
    pub name: Text,
    /// `repair`, `on_spot`, `dept_head`, `violation`, `emergency`, `developer` or `customer`.
    pub route: String,
    pub department: crate::people::Department,
}

/// Subject types that are walked on foot only: stairs and everything under a roof (R33).
const ON_FOOT: [&str; 25] = [
    "ac_room",
    "cs_centre",
    "dist_room",
    "front_desk",
    "handover_case",
    "handover_unit",
    "heat_station",
    "home_service",
    "home_watch_unit",
    "lift",
    "listed_unit",
    "lobby",
    "marketing_centre",
    "meter",
    "monitor_room",
    "plant_room",
    "pump_room",
    "renovation_unit",
    "roof",
    "shaft",
    "stairwell",
    "transformer_room",
    "unit",
    "vacant_unit",
    "visit",
];

impl Checklist {
    /// R33: whether bicycle and vehicle are out of the question.
    pub fn on_foot_only(&self) -> bool {
        ON_FOOT.contains(&self.subject.as_str())
    }
}

fn half_a_point() -> Decimal {
    crate::score::OFF
}

fn is_false(value: &bool) -> bool {
    !value
}
