//! Who calls at the front desk: found by name, unit or the end of a phone number among those who were
//! written down before. Shows as much as the desk needs to know the caller again, no more.

use crate::case::{Case, FieldValue};
use crate::ids::{CaseId, PlaceId, SiteId};
use crate::people::Member;
use crate::search::{Field, Index, Query};
use crate::sight::{Mark, marks_of, visible_case};
use crate::surname::surname;
use crate::time::At;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Longest question, characters.
pub const LONGEST_ASKED: usize = 40;
/// Callers shown at once.
pub const MOST_CALLERS: usize = 8;
/// Digits from which the end of a phone number says anything.
const SHORTEST_TAIL: usize = 3;
const SHORTEST_WORDS: usize = 2;

/// Fields of the flows that hold a caller's unit, name and phone.
const UNIT: &str = "unit";
const NAMES: [&str; 3] = ["caller", "reporter", "resident"];
const PHONES: [&str; 2] = ["phone", "reporter_phone"];

/// The desk asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerAsk {
    pub words: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callers {
    pub found: Vec<Caller>,
    /// There are others: the words say too little.
    pub more: bool,
}

/// Somebody who was written down before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    pub unit: String,
    /// The surname, the rest hidden.
    pub name: String,
    /// The last four digits.
    pub phone: String,
    /// The newest case it is known from, and where that is.
    pub case: CaseId,
    pub title: String,
    pub at: At,
    pub place: Option<PlaceId>,
}

/// Whether the person deals with residents at the site (roles.md: owner data).
pub fn answers_calls(me: &Member, site: SiteId) -> bool {
    marks_of(me, site).contains(&Mark::Residents)
}

/// What is looked for, taken apart; nothing when it would find half the site.
#[derive(Debug)]
pub struct Asked {
    query: Query,
    /// All digits: also the end of a phone number.
    tail: Option<String>,
}

impl Asked {
    pub fn of(words: &str) -> Option<Asked> {
        let words: String = words.trim().chars().take(LONGEST_ASKED).collect();
        let query = Query::of(&words);
        let long = words.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST_WORDS;
        let digits = words.chars().all(|c| c.is_ascii_digit());
        let tail = (digits && words.len() >= SHORTEST_TAIL).then_some(words);
        (long && !query.is_empty()).then_some(Asked { query, tail })
    }
}

fn text<'a>(case: &'a Case, fields: &[&str]) -> &'a str {
    let text = |field: &&str| match case.value(field)? {
        FieldValue::Text { text } => Some(text.trim()),
        _ => None,
    };
    fields.iter().find_map(text).unwrap_or_default()
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// `王**`: the surname only.
fn hidden(name: &str) -> String {
    match surname(name) {
        empty if empty.is_empty() => empty,
        surname => format!("{surname}**"),
    }
}

/// The callers that fit, the newest first; one of the same unit, name and phone stands once.
pub fn callers<'a>(
    cases: impl Iterator<Item = &'a Case>,
    me: &Member,
    site: SiteId,
    asked: &Asked,
) -> Callers {
    let mut known: BTreeMap<(&str, &str, String), &Case> = BTreeMap::new();
    for case in cases.filter(|case| case.site == site && visible_case(me, case)) {
        let (unit, name) = (text(case, &[UNIT]), text(case, &NAMES));
        let phone = digits(text(case, &PHONES));
        if (unit.is_empty() && phone.is_empty()) || !fits(asked, unit, name, &phone) {
            continue;
        }
        let newest = known.entry((unit, name, phone)).or_insert(case);
        if newest.found_at < case.found_at {
            *newest = case;
        }
    }
    let mut found: Vec<Caller> = known.into_iter().map(shown).collect();
    found.sort_by_key(|caller| (Reverse(caller.at), caller.case));
    let more = found.len() > MOST_CALLERS;
    found.truncate(MOST_CALLERS);
    Callers { found, more }
}

fn fits(asked: &Asked, unit: &str, name: &str, phone: &str) -> bool {
    let mut index = Index::default();
    index.put((), &[(Field::Place, unit), (Field::People, name)]);
    let ends = |tail: &String| phone.ends_with(tail.as_str());
    asked.tail.as_ref().is_some_and(ends) || !index.find(&asked.query).is_empty()
}

fn shown(((unit, name, phone), case): ((&str, &str, String), &Case)) -> Caller {
    let tail = phone.len().saturating_sub(4);
    Caller {
        unit: unit.to_owned(),
        name: hidden(name),
        phone: phone.get(tail..).unwrap_or_default().to_owned(),
        case: case.id,
        title: case.title.clone(),
        at: case.found_at,
        place: case.place,
    }
}
