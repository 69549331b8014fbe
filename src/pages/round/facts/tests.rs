//! Facts of a round as the page states them, on hand-made rounds. Opens no page.

use super::*;
use crate::components::PadKey;
use patrol_domain::checklist::{Basis, Severity};
use patrol_domain::ids::{MemberId, PlaceId, RoundId, SiteId};
use patrol_domain::people::Department;
use patrol_domain::round::{Evidence, RoundKind, RoundState};
use patrol_domain::task::Task;
use patrol_domain::{Decimal, Text};
use uuid::Uuid;

fn text(words: &str) -> Text {
    Text { zh_hans: words.into(), zh_hant: words.into(), en: words.into() }
}

fn item(id: &str, answer: AnswerKind) -> Item {
    Item {
        id: id.into(),
        title: text(id),
        guide: None,
        methods: vec![Method::Smell, Method::Listen],
        answer,
        photo: PhotoRule::None,
        category: "WTR".into(),
        severity: Severity::General,
        basis: Basis::Stated,
        tags: Vec::new(),
        must: false,
        optional: false,
        show_if: None,
    }
}

fn number(relative: Option<Relative>) -> AnswerKind {
    AnswerKind::Number {
        unit: "MPa".into(),
        unit_name: None,
        min: Some(decimal("0.35")),
        max: Some(decimal("0.50")),
        lowest: None,
        highest: None,
        per_device: false,
        proposed: false,
        relative,
    }
}

fn checklist() -> Checklist {
    Checklist {
        id: "C37".into(),
        version: 1,
        key: "pump_room".into(),
        group: "C".into(),
        name: text("pump room"),
        subject: "pump_room".into(),
        roles: Vec::new(),
        frequency: text("daily"),
        trigger: "daily".into(),
        rules: Vec::new(),
        note: None,
        log: None,
        items: ["a", "b", "c", "d"].map(|id| item(id, AnswerKind::Check)).to_vec(),
    }
}

/// A round with answers, each at its own minute.
fn round(answers: &[(&str, i64)]) -> Round {
    let id = Uuid::nil();
    let answer = |minute: i64| Answer {
        value: AnswerValue::Ok,
        note: String::new(),
        photos: Vec::new(),
        severity: None,
        evidence: Evidence::default(),
        case: None,
        by: MemberId(id),
        at: At(0).plus_minutes(minute),
    };
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: "C37".into(),
        version: 1,
        place: PlaceId(id),
        department: Department::Eng,
        roles: Vec::new(),
    };
    Round {
        state: RoundState::Started,
        self_check: true,
        answers: answers.iter().map(|(id, at)| ((*id).to_owned(), answer(*at))).collect(),
        ..Round::planned(RoundId(id), SiteId(id), 480, task)
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn fixed() -> Limits {
    Limits { min: Some(decimal("0.35")), max: Some(decimal("0.50")) }
}

#[test]
fn a_round_goes_on_after_the_item_touched_last_and_comes_back_for_what_was_skipped() {
    let list = checklist();
    assert_eq!(resume_at(&list, &round(&[])), Some(0));
    assert_eq!(resume_at(&list, &round(&[("a", 1), ("c", 2)])), Some(3));
    assert_eq!(resume_at(&list, &round(&[("a", 1), ("c", 2), ("d", 3)])), Some(1));
    assert_eq!(resume_at(&list, &round(&[("a", 1), ("b", 4), ("c", 2), ("d", 3)])), None);
    assert_eq!(next_open(&list, &round(&[("d", 1)]), 3), Some(0));
}

#[test]
fn a_reading_is_judged_by_how_far_it_lies_outside() {
    let item = item("a", number(None));
    let judged = |text| judge(&item, fixed(), None, decimal(text));
    assert_eq!(judged("0.42"), Judgement::Within);
    assert_eq!(judged("0.35"), Judgement::Within);
    assert_eq!(judged("0.33"), Judgement::Below(decimal("0.02")));
    assert_eq!(judged("0.6"), Judgement::Above(decimal("0.10")));
    assert_eq!(judge(&item, Limits::default(), None, decimal("7")), Judgement::Free);
}

#[test]
fn a_counter_that_falls_and_a_meter_that_moves_are_problems() {
    let counter = item("a", number(Some(Relative::NotBelowPrevious)));
    let still = item("a", number(Some(Relative::EqualsPrevious)));
    let (free, last) = (Limits::default(), Some(decimal("10")));
    assert_eq!(judge(&counter, free, last, decimal("9")), Judgement::Wrapped);
    assert_eq!(judge(&counter, free, last, decimal("11")), Judgement::Free);
    assert_eq!(judge(&still, free, last, decimal("11")), Judgement::Moved);
}

#[test]
fn ten_times_the_last_reading_looks_odd_and_does_not_count_as_a_problem() {
    let item = item("a", number(None));
    assert_eq!(odd(&item, Some(decimal("0.42")), decimal("4.2")), Some(true));
    assert_eq!(odd(&item, Some(decimal("0.42")), decimal("0.042")), Some(false));
    assert_eq!(odd(&item, Some(decimal("0.42")), decimal("0.45")), None);
    assert_eq!(odd(&item, Some(decimal("0")), decimal("5")), None);
}

#[test]
fn the_keypad_writes_a_reading_as_a_thumb_would() {
    let step = decimal("0.01");
    let press = |text: &str, keys: &[PadKey]| {
        keys.iter().fold(text.to_owned(), |text, key| typed(&text, *key, step))
    };
    let digit = PadKey::Digit;
    assert_eq!(press("", &[digit('0'), PadKey::Point, digit('4'), digit('2')]), "0.42");
    assert_eq!(press("", &[PadKey::Point, digit('4')]), "0.4");
    assert_eq!(press("0.4", &[PadKey::Point]), "0.4");
    assert_eq!(press("0.42", &[PadKey::Back]), "0.4");
    assert_eq!(press("0.42", &[PadKey::Step(true)]), "0.43");
    assert_eq!(press("0.42", &[PadKey::Step(false), PadKey::Step(false)]), "0.40");
    assert_eq!(press("", &[PadKey::Step(true)]), "");
    assert_eq!(press("3", &[PadKey::Minus]), "-3");
    assert_eq!(press("-3", &[PadKey::Minus]), "3");
}

#[test]
fn a_seal_is_never_the_nose_and_the_step_is_the_finest_digit_known() {
    assert_eq!(seal_of(&item("a", AnswerKind::Check)), Method::Listen);
    assert_eq!(step_of(fixed(), Some(decimal("0.4"))).to_string(), "0.01");
    assert_eq!(step_of(Limits::default(), None).to_string(), "1");
}

#[test]
fn a_reading_is_pasted_with_its_unit_and_in_full_width() {
    let gauge = item("a", number(None));
    for (pasted, reading) in [("１２．５ MPa", "12.5"), ("0,42", "0.42"), (" 0.42mpa ", "0.42")]
    {
        assert_eq!(reading_of(&gauge, pasted), Ok(decimal(reading)), "{pasted}");
    }
    let mut steps = item("b", number(None));
    if let AnswerKind::Number { unit_name, .. } = &mut steps.answer {
        *unit_name = Some(text("把"));
    }
    assert_eq!(reading_of(&steps, "12 把"), Ok(decimal("12")));
}

#[test]
fn what_is_no_reading_is_told_from_what_is_not_typed() {
    let gauge = item("a", number(None));
    for typed in ["--", "1e400", "MPa MPa", "0.4.2"] {
        assert_eq!(reading_of(&gauge, typed), Err(BadDecimal::NotANumber), "{typed}");
    }
    assert_eq!(reading_of(&gauge, " MPa"), Err(BadDecimal::Empty));
    assert_eq!(reading_of(&gauge, ""), Err(BadDecimal::Empty));
}
