//! What an answer means, by limits, options and the reading before.

#![allow(clippy::unwrap_used)]

use patrol_domain::checklist::{Item, Severity};
use patrol_domain::place::{Limits, Place};
use patrol_domain::round::{AnswerValue, History, Past, Verdict};
use patrol_domain::verdict::{Again, again, limits, preset, previous, verdict};
use patrol_domain::{At, Decimal, MemberId, PlaceId, RoundId, SiteId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

fn item(answer: Value) -> Item {
    let words = json!({ "zh-Hans": "表", "zh-Hant": "表", "en": "meter" });
    let item = json!({
        "id": "X-1", "title": words, "methods": ["look"], "answer": answer,
        "category": "EQP", "severity": "general"
    });
    serde_json::from_value(item).unwrap()
}

fn reading(units: i64) -> AnswerValue {
    AnswerValue::Number { reading: Decimal::new(units, 0) }
}

fn between(min: i64, max: i64) -> Limits {
    Limits { min: Some(Decimal::new(min, 0)), max: Some(Decimal::new(max, 0)) }
}

#[test]
fn both_ends_of_a_range_are_in_order() {
    let gauge = item(json!({ "type": "number", "unit": "Hz" }));
    let verdicts = [9, 10, 50, 51].map(|n| verdict(&gauge, between(10, 50), None, &reading(n)));
    assert_eq!(verdicts, [Verdict::Problem, Verdict::Ok, Verdict::Ok, Verdict::Problem]);
}

/// R83
#[test]
fn a_reading_without_limits_is_kept_without_alarm() {
    let gauge = item(json!({ "type": "number", "unit": "Hz", "per_device": true }));
    assert_eq!(limits(&gauge, None), Limits::default());
    assert_eq!(verdict(&gauge, limits(&gauge, None), None, &reading(i64::MAX)), Verdict::Ok);
}

/// R80
#[test]
fn a_counter_that_falls_is_a_problem_and_one_that_stands_is_not() {
    let counter =
        item(json!({ "type": "number", "unit": "kWh", "relative": "not_below_previous" }));
    let judge = |n| verdict(&counter, Limits::default(), Some(Decimal::new(100, 0)), &reading(n));
    assert_eq!([judge(99), judge(100), judge(101)], [Verdict::Problem, Verdict::Ok, Verdict::Ok]);
}

#[test]
fn a_meter_that_should_stand_still_and_moved_is_a_problem() {
    let meter = item(json!({ "type": "number", "unit": "m³", "relative": "equals_previous" }));
    let judge = |n| verdict(&meter, Limits::default(), Some(Decimal::new(100, 0)), &reading(n));
    assert_eq!(
        [judge(99), judge(100), judge(101)],
        [Verdict::Problem, Verdict::Ok, Verdict::Problem]
    );
}

#[test]
fn counted_problems_and_bad_options_are_problems() {
    let score = item(json!({ "type": "score", "off": "0.5" }));
    let judge =
        |problems| verdict(&score, Limits::default(), None, &AnswerValue::Score { problems });
    assert_eq!([judge(0), judge(1)], [Verdict::Ok, Verdict::Problem]);

    let words = json!({ "zh-Hans": "手动", "zh-Hant": "手動", "en": "manual" });
    let options = json!([{ "text": words }, { "text": words, "problem": true }]);
    let choice = item(json!({ "type": "choice", "options": options }));
    let judge = |option| verdict(&choice, Limits::default(), None, &AnswerValue::Choice { option });
    assert_eq!([judge(0), judge(1), judge(9)], [Verdict::Ok, Verdict::Problem, Verdict::Ok]);
}

#[test]
fn the_reading_before_is_the_newest_of_another_round_that_is_not_later() {
    let past = |round: u128, at: i64, units: i64| Past {
        round: RoundId(Uuid::from_u128(round)),
        at: At(at),
        by: MemberId(Uuid::from_u128(1)),
        verdict: Verdict::Ok,
        reading: Some(Decimal::new(units, 0)),
        originals: Vec::new(),
    };
    let passes = vec![past(3, 30, 300), past(2, 20, 200), past(1, 10, 100)];
    let history = History {
        site: SiteId(Uuid::from_u128(1)),
        place: PlaceId(Uuid::from_u128(1)),
        checklist: "X".to_owned(),
        items: BTreeMap::from([("X-1".to_owned(), passes)]),
    };
    let before =
        |round: u128, at: i64| previous(&history, "X-1", RoundId(Uuid::from_u128(round)), At(at));
    assert_eq!(before(9, 40), Some(Decimal::new(300, 0)));
    assert_eq!(before(9, 25), Some(Decimal::new(200, 0)), "a later round does not count");
    assert_eq!(before(3, 40), Some(Decimal::new(200, 0)), "the round in hand does not count");
    assert_eq!(before(9, 5), None);
}

fn decimals(texts: &[&str]) -> Vec<Decimal> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

/// R80
#[test]
fn a_counter_that_fell_is_asked_about_again_and_found_in_the_meter_itself() {
    let water = item(json!({ "type": "number", "unit": "m³", "relative": "equals_previous" }));
    let past = decimals(&["100"]);
    assert_eq!(
        again(&water, &past, Decimal::new(99, 0)),
        Some(Again::Fell(Decimal::new(1, 0))),
        "one earlier reading is enough"
    );
    assert_eq!(again(&water, &past, Decimal::new(101, 0)), None, "it moved: a problem, no slip");
    let found = |n| preset(&water, past.last().copied(), &reading(n));
    assert_eq!(found(99), ("EQP", Severity::Serious));
    assert_eq!(found(101), ("EQP", Severity::General), "the item's own");
    assert_eq!(preset(&water, None, &reading(99)).1, Severity::General);
}

/// R80
#[test]
fn a_reading_more_than_four_usual_steps_away_is_asked_about_again() {
    let meter = item(json!({ "type": "number", "unit": "kWh", "relative": "not_below_previous" }));
    let past = decimals(&["100", "110", "121", "130", "200", "210"]);
    let ask = |n| again(&meter, &past, Decimal::new(n, 0));
    let (by, usual) = (Decimal::new(41, 0), Decimal::new(10, 0));
    assert_eq!(ask(250), None, "four steps of the middle size are still usual");
    assert_eq!(ask(251), Some(Again::Jumped { by, usual }));
    assert_eq!(again(&meter, &past[..3], Decimal::new(900, 0)), None, "too few to know a step");
}

#[test]
fn a_gauge_that_hardly_moves_may_move_four_of_its_last_digits() {
    let gauge = item(json!({ "type": "number", "unit": "MPa" }));
    let past = decimals(&["0.42", "0.42", "0.42", "0.42"]);
    let ask = |text: &str| again(&gauge, &past, decimals(&[text])[0]).is_some();
    assert_eq!([ask("0.46"), ask("0.38"), ask("0.47")], [false, false, true]);
}

#[test]
fn what_is_compared_with_a_list_has_its_figure_at_the_place() {
    let keys = item(json!({ "type": "number", "unit": "keys", "relative": "equals_list" }));
    let mut place: Place = serde_json::from_value(json!({
        "id": Uuid::nil(), "site": Uuid::nil(), "parent": null, "kind": "x", "name": "柜"
    }))
    .unwrap();
    assert_eq!(limits(&keys, Some(&place)), Limits::default());
    place.limits.insert("X-1".to_owned(), between(12, 12));
    let judge = |n| verdict(&keys, limits(&keys, Some(&place)), None, &reading(n));
    assert_eq!([judge(11), judge(12)], [Verdict::Problem, Verdict::Ok]);
}
