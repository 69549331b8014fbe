//! The card of a household 住户: what rounds and cases at its unit tell of who lives there. Computed
//! from what the reader may see anyway; keeps nothing and unmasks nothing.

use crate::case::{Case, FieldValue};
use crate::checklist::{AnswerKind, Checklist};
use crate::ids::{CaseId, MemberId, PlaceId, RoundId};
use crate::place::Place;
use crate::round::{AnswerValue, Round};
use crate::text::Text;
use crate::time::At;

/// Subject types that are one household's own.
const HOMES: [&str; 7] = [
    "handover_unit",
    "home_service",
    "home_watch_unit",
    "listed_unit",
    "renovation_unit",
    "unit",
    "visit",
];
/// Signers who live there, as checklists call them.
const RESIDENTS: [&str; 2] = ["住户", "业主"];
/// Personal fields of flows that name whoever lives there.
const NAMES: [&str; 4] = ["resident", "caller", "applicant", "reporter"];
/// Visits on the card.
const SHOWN: usize = 3;

/// What the card says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Household {
    pub resident: Option<Resident>,
    pub phone: Option<Phone>,
    /// The last finished rounds here, newest first.
    pub visits: Vec<Visit>,
    /// Open cases here, the oldest first.
    pub open: Vec<CaseId>,
    /// When a resident last agreed to photos.
    pub agreed_at: Option<At>,
}

/// The newest name that somebody gave or signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    pub name: String,
    /// What a signer was called, 业主; without it the name was only told.
    pub relation: Option<Text>,
    pub at: At,
}

/// The newest number, and the case in which it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// R219: `138 **** 2071`; `None` when this reader may not see any of it.
    pub shown: Option<String>,
    pub case: CaseId,
    at: At,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub round: RoundId,
    pub checklist: String,
    pub version: u32,
    pub by: Option<MemberId>,
    pub at: At,
}

/// Whether a place is one household's.
pub fn is_home(place: &Place) -> bool {
    HOMES.contains(&place.kind.as_str())
}

/// The card of the place, without the round in hand.
pub fn household<'a>(
    place: PlaceId,
    here: RoundId,
    rounds: impl Iterator<Item = &'a Round>,
    cases: impl Iterator<Item = &'a Case>,
    list_of: impl Fn(&str, u32) -> Option<&'a Checklist>,
) -> Household {
    let mut card = Household::default();
    for round in rounds.filter(|round| round.place == place && round.id != here) {
        visit(&mut card, round);
        if let Some(list) = list_of(&round.checklist, round.version) {
            signed(&mut card, list, round);
        }
    }
    let mut open = Vec::new();
    for case in cases.filter(|case| case.place == Some(place)) {
        told(&mut card, case);
        if case.closed_at.is_none() {
            open.push((case.found_at, case.id));
        }
    }
    open.sort_unstable();
    card.open = open.into_iter().map(|(_, id)| id).collect();
    card.visits.sort_by_key(|visit| (std::cmp::Reverse(visit.at), visit.round));
    card.visits.truncate(SHOWN);
    card
}

/// R219: all but the first three and the last four digits of a number; nothing of a short one.
pub fn masked(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 8 {
        return "****".to_owned();
    }
    let part = |digits: &[char]| digits.iter().collect::<String>();
    format!("{} **** {}", part(&digits[..3]), part(&digits[digits.len() - 4..]))
}

fn visit(card: &mut Household, round: &Round) {
    let Some(at) = round.submitted_at else { return };
    let (checklist, version) = (round.checklist.clone(), round.version);
    card.visits.push(Visit { round: round.id, checklist, version, by: round.inspector, at });
    let agreed = round.answers.values().filter(|answer| answer.evidence.consent);
    card.agreed_at = agreed.map(|answer| answer.at).chain(card.agreed_at).max();
}

fn signed(card: &mut Household, list: &Checklist, round: &Round) {
    for item in &list.items {
        let AnswerKind::Signature { signer, .. } = &item.answer else { continue };
        let Some(answer) = round.answers.get(&item.id) else { continue };
        if let AnswerValue::Signature { signature } = &answer.value
            && RESIDENTS.contains(&signer.zh_hans.as_str())
        {
            name(card, &signature.name, Some(signer), answer.at);
        }
    }
}

fn told(card: &mut Household, case: &Case) {
    for key in case.personal.iter() {
        let Some(last) = case.fields.get(key).and_then(|held| held.entries.last()) else {
            continue;
        };
        let text = match &last.value {
            FieldValue::Text { text } => Some(text.as_str()),
            _ => None,
        };
        if NAMES.contains(&key.as_str()) {
            name(card, text.unwrap_or_default(), None, last.at);
        }
        let number = key == "phone" || key.ends_with("_phone");
        if number && card.phone.as_ref().is_none_or(|known| known.at < last.at) {
            let shown = text.filter(|text| !text.trim().is_empty()).map(masked);
            if shown.is_some() || last.value == FieldValue::Masked {
                card.phone = Some(Phone { shown, case: case.id, at: last.at });
            }
        }
    }
}

fn name(card: &mut Household, name: &str, relation: Option<&Text>, at: At) {
    let newer = card.resident.as_ref().is_none_or(|known| known.at < at);
    if newer && !name.trim().is_empty() {
        card.resident = Some(Resident { name: name.to_owned(), relation: relation.cloned(), at });
    }
}
