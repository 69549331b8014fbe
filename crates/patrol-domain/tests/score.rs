//! W14: the score of an audit, on the conduct audit that ships and on small lists.

#![allow(clippy::unwrap_used)]

use patrol_domain::checklist::{AnswerKind, Checklist};
use patrol_domain::people::Department;
use patrol_domain::round::{Answer, AnswerValue, Evidence, Round, RoundKind};
use patrol_domain::score::{Score, scores};
use patrol_domain::task::Task;
use patrol_domain::{At, Decimal, MemberId, PlaceId, RoundId, SiteId};
use std::path::Path;
use uuid::Uuid;

fn audit() -> Checklist {
    let file = "../../library/checklists/C70-conduct_audit.json";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn answer(value: AnswerValue) -> Answer {
    Answer {
        value,
        note: String::new(),
        photos: Vec::new(),
        severity: None,
        evidence: Evidence::default(),
        case: None,
        by: MemberId(Uuid::nil()),
        at: At(0),
    }
}

/// A round of which every scored item was found in order and every distance kept.
fn faultless(list: &Checklist) -> Round {
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: list.id.clone(),
        version: list.version,
        place: PlaceId(Uuid::nil()),
        department: Department::Quality,
        roles: Vec::new(),
    };
    let mut round = Round::planned(RoundId(Uuid::nil()), SiteId(Uuid::nil()), 480, task);
    for item in &list.items {
        let value = match item.answer {
            AnswerKind::Number { .. } => AnswerValue::Number { reading: Decimal::new(2, 0) },
            _ => AnswerValue::Score { problems: 0 },
        };
        round.answers.insert(item.id.clone(), answer(value));
    }
    round
}

fn give(round: &mut Round, item: &str, value: AnswerValue) {
    round.answers.insert(item.to_owned(), answer(value));
}

fn both(list: &Checklist, round: &Round) -> (Score, Score) {
    let [first, second] = scores(list, round, None).try_into().unwrap();
    (first, second)
}

#[test]
fn every_problem_point_costs_half_a_point_of_ten() {
    let list = audit();
    let mut round = faultless(&list);
    give(&mut round, "C70-02", AnswerValue::Score { problems: 3 });
    give(&mut round, "C70-08", AnswerValue::Score { problems: 1 });
    let (first, second) = both(&list, &round);
    assert_eq!((first.points, first.problems, first.open), (Decimal::new(8, 0), 4, 0));
    assert_eq!((second.points, second.second), (Decimal::new(10, 0), true), "its own score");
}

#[test]
fn what_is_not_applicable_leaves_the_score() {
    let list = audit();
    let mut round = faultless(&list);
    let before = both(&list, &round).0;
    give(&mut round, "C70-20", AnswerValue::NotApplicable { reason: String::new() });
    let (first, _) = both(&list, &round);
    assert_eq!((first.counted, first.left_out), (before.counted - 1, 1));
    assert_eq!(first.points, Decimal::new(10, 0));
}

/// R205
#[test]
fn a_number_out_of_its_range_counts_as_one_problem() {
    let list = audit();
    let mut round = faultless(&list);
    give(&mut round, "C70-11", AnswerValue::Number { reading: Decimal::new(2, 1) });
    let (first, _) = both(&list, &round);
    assert_eq!((first.points, first.problems), (Decimal::new(95, 1), 1));
}

/// R201
#[test]
fn a_score_never_falls_below_nothing() {
    let list = audit();
    let mut round = faultless(&list);
    give(&mut round, "C70-02", AnswerValue::Score { problems: u16::MAX });
    assert_eq!(both(&list, &round).0.points, Decimal::new(0, 0));
}

#[test]
fn an_item_says_how_much_its_problems_cost_and_half_a_point_where_it_is_silent() {
    let mut list = audit();
    list.items.truncate(2);
    let mut round = faultless(&list);
    list.items[0].answer = serde_json::from_str(r#"{ "type": "score", "off": "2" }"#).unwrap();
    list.items[1].answer = serde_json::from_str(r#"{ "type": "score" }"#).unwrap();
    give(&mut round, "C70-01", AnswerValue::Score { problems: 1 });
    give(&mut round, "C70-02", AnswerValue::Score { problems: 1 });
    assert_eq!(scores(&list, &round, None)[0].points, Decimal::new(75, 1));
}

#[test]
fn a_second_list_of_which_nothing_applies_has_no_score() {
    let list = audit();
    let mut round = faultless(&list);
    for item in list.items.iter().filter(|item| item.tags.contains(&"second_list".to_owned())) {
        give(&mut round, &item.id, AnswerValue::NotApplicable { reason: String::new() });
    }
    assert_eq!(scores(&list, &round, None).len(), 1);
}

#[test]
fn a_full_score_without_a_photo_is_marked_and_an_unfinished_one_says_what_is_open() {
    let list = audit();
    let mut round = faultless(&list);
    assert!(both(&list, &round).0.bare);
    let mut seen = answer(AnswerValue::Score { problems: 0 });
    let id = "07".repeat(32);
    let photo = serde_json::json!({
        "id": id, "original": id, "width": 4, "height": 3, "bytes": 9, "taken_at": 0
    });
    seen.photos.push(serde_json::from_value(photo).unwrap());
    round.answers.insert("C70-17".to_owned(), seen);
    round.answers.remove("C70-18");
    let (first, _) = both(&list, &round);
    assert!(!first.bare);
    assert_eq!(first.open, 1);
}

#[test]
fn a_list_without_scored_items_has_no_score() {
    let mut list = audit();
    let round = faultless(&list);
    list.items.retain(|item| !matches!(item.answer, AnswerKind::Score { .. }));
    assert_eq!(scores(&list, &round, None), Vec::new());
}
