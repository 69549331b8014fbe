//! The card of a household: the newest of what its rounds and cases tell, and masked numbers.

#![allow(clippy::unwrap_used)]

use patrol_domain::case::{Case, Entry, FieldValue, Held};
use patrol_domain::checklist::Checklist;
use patrol_domain::household::{Household, household, is_home, masked};
use patrol_domain::people::Department;
use patrol_domain::place::Place;
use patrol_domain::round::{
    Answer, AnswerValue, Evidence, Round, RoundKind, RoundState, Signature,
};
use patrol_domain::task::Task;
use patrol_domain::{At, CaseId, MemberId, OpId, PlaceId, RoundId, SiteId};
use std::path::Path;
use uuid::Uuid;

const SITE: SiteId = SiteId(Uuid::from_u128(1));
const UNIT: PlaceId = PlaceId(Uuid::from_u128(2));
const NEXT_DOOR: PlaceId = PlaceId(Uuid::from_u128(3));
const WANG: MemberId = MemberId(Uuid::from_u128(4));

fn visit_list() -> Checklist {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../library/checklists/C63-household_visit.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn answer(value: AnswerValue, at: At, consent: bool) -> Answer {
    Answer {
        value,
        note: String::new(),
        photos: Vec::new(),
        severity: None,
        evidence: Evidence { consent, ..Evidence::default() },
        case: None,
        by: WANG,
        at,
    }
}

fn signature(name: &str) -> AnswerValue {
    let (name, role) = (name.to_owned(), String::new());
    let signature =
        Signature { name, role, strokes: Vec::new(), member: None, text_sha256: String::new() };
    AnswerValue::Signature { signature }
}

/// A visit handed in then, signed by the resident and by the visitor.
fn visited(number: u128, place: PlaceId, at: At, resident: &str) -> Round {
    let task = Task {
        kind: RoundKind::Special,
        checklist: "C63".into(),
        version: visit_list().version,
        place,
        department: Department::Cs,
        roles: Vec::new(),
    };
    let mut round = Round::planned(RoundId(Uuid::from_u128(number)), SITE, 480, task);
    round.state = RoundState::Submitted;
    round.submitted_at = Some(at);
    round.inspector = Some(WANG);
    round.answers.insert("C63-20".into(), answer(signature(resident), at, false));
    round.answers.insert("C63-21".into(), answer(signature("王芳"), at, false));
    round
}

fn text(text: &str) -> FieldValue {
    FieldValue::Text { text: text.into() }
}

/// A case at the unit with these personal fields, written then.
fn case(number: u128, at: At, fields: &[(&str, FieldValue)]) -> Case {
    let mut case = Case::blank(CaseId(Uuid::from_u128(number)), SITE, ("work_order", 1), WANG);
    case.place = Some(UNIT);
    case.found_at = at;
    for (key, value) in fields {
        let entry = Entry { op: OpId(Uuid::from_u128(1)), by: WANG, at, value: value.clone() };
        case.fields.insert((*key).into(), Held { entries: vec![entry], rivals: Vec::new() });
        case.personal.push((*key).into());
    }
    case
}

fn card(rounds: &[Round], cases: &[Case]) -> Household {
    let list = visit_list();
    let here = RoundId(Uuid::from_u128(99));
    let list_of =
        |id: &str, version: u32| (id == list.id && version == list.version).then_some(&list);
    household(UNIT, here, rounds.iter(), cases.iter(), list_of)
}

fn day(n: i64) -> At {
    At(0).plus_days(n)
}

#[test]
fn who_signed_last_lives_there_and_the_visitor_never_does() {
    let rounds = [
        visited(1, UNIT, day(1), "刘强"),
        visited(2, UNIT, day(3), "刘慧"),
        visited(3, NEXT_DOOR, day(5), "赵六"),
    ];
    let card = card(&rounds, &[]);
    let resident = card.resident.unwrap();
    let relation = resident.relation.unwrap().zh_hans;
    assert_eq!((resident.name.as_str(), relation.as_str()), ("刘慧", "住户"));
    let visits: Vec<At> = card.visits.iter().map(|visit| visit.at).collect();
    assert_eq!(visits, [day(3), day(1)]);
}

/// R219
#[test]
fn a_number_is_shown_masked_and_the_newest_counts() {
    assert_eq!(masked("138-0013-2071"), "138 **** 2071");
    assert_eq!(masked("110"), "****");
    let cases = [
        case(1, day(1), &[("caller", text("刘强")), ("phone", text("13900001111"))]),
        case(2, day(2), &[("reporter", text("刘慧")), ("reporter_phone", text("13800132071"))]),
    ];
    let card = card(&[], &cases);
    assert_eq!(card.resident.unwrap().name, "刘慧");
    let phone = card.phone.unwrap();
    assert_eq!(phone.shown.as_deref(), Some("138 **** 2071"));
    assert_eq!(phone.case, CaseId(Uuid::from_u128(2)));
}

/// What the server masked stays masked: the card says that there is a number, and no digit of it.
#[test]
fn a_masked_field_tells_no_digit_and_no_name() {
    let masked = [("caller", FieldValue::Masked), ("phone", FieldValue::Masked)];
    let card = card(&[], &[case(1, day(1), &masked)]);
    assert_eq!(card.resident, None);
    assert_eq!(card.phone.unwrap().shown, None);
}

#[test]
fn open_cases_stand_on_the_card_the_oldest_first_and_closed_ones_do_not() {
    let (old, new) = (case(1, day(1), &[]), case(2, day(2), &[]));
    let closed = Case { closed_at: Some(day(3)), ..case(3, day(0), &[]) };
    let other = Case { place: Some(NEXT_DOOR), ..case(4, day(0), &[]) };
    let open = card(&[], &[new.clone(), closed, old.clone(), other]).open;
    assert_eq!(open, [old.id, new.id]);
}

#[test]
fn the_last_word_on_photos_and_three_visits_are_kept() {
    let mut rounds: Vec<Round> = (1..=4).map(|n| visited(n, UNIT, day(n as i64), "刘慧")).collect();
    rounds[1].answers.insert("C63-13".into(), answer(text_answer(), day(2), true));
    let card = card(&rounds, &[]);
    assert_eq!((card.visits.len(), card.agreed_at), (3, Some(day(2))));
}

fn text_answer() -> AnswerValue {
    AnswerValue::Text { text: "水龙头漏水".into() }
}

#[test]
fn a_unit_is_a_home_and_a_pump_room_is_none() {
    let of = |kind: &str| {
        let (id, site, kind) = (UNIT, SITE, kind.to_owned());
        let (name, floor) = (String::new(), String::new());
        is_home(&Place { id, site, parent: None, kind, name, floor, limits: [].into() })
    };
    assert_eq!(
        ["unit", "visit", "renovation_unit", "pump_room"].map(of),
        [true, true, true, false]
    );
}
