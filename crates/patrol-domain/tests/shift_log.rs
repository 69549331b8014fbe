//! Shifts of a site, and the log of one shift as a table.

#![allow(clippy::unwrap_used)]

use patrol_domain::checklist::{Checklist, Item};
use patrol_domain::library::{Reason, check_checklist};
use patrol_domain::people::Department;
use patrol_domain::place::{Limits, Place};
use patrol_domain::round::{
    Answer, AnswerValue, Evidence, Flag, Round, RoundKind, RoundState, Verdict,
};
use patrol_domain::shift::{Shift, ShiftFault, ShiftStart, Shifts};
use patrol_domain::shift_log::{Book, Cell, LogRow, Off, RowState, rows};
use patrol_domain::task::Task;
use patrol_domain::{At, Decimal, MemberId, PlaceId, RoundId, SiteId, Text, Window};
use std::path::Path;
use uuid::Uuid;

const CHINA: i16 = 8 * 60;
const PLACE: PlaceId = PlaceId(Uuid::from_u128(4));

/// A minute of a day of November 2026 in China.
fn at(day: u32, hour: u32, minute: u32) -> At {
    let local =
        chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, minute, 0);
    At(local.unwrap().and_utc().timestamp_millis()).plus_minutes(-i64::from(CHINA))
}

fn list(file: &str) -> Checklist {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library/checklists").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn place() -> Place {
    let amps = Limits { min: None, max: Some("400".parse().unwrap()) };
    Place {
        id: PLACE,
        site: SiteId(Uuid::from_u128(3)),
        parent: None,
        kind: "dist_room".into(),
        name: "配电房".into(),
        floor: String::new(),
        limits: [("C32-04".to_owned(), amps)].into(),
    }
}

fn answered(value: AnswerValue, at: At) -> Answer {
    Answer {
        value,
        note: String::new(),
        photos: Vec::new(),
        severity: None,
        evidence: Evidence::default(),
        case: None,
        by: MemberId(Uuid::from_u128(2)),
        at,
    }
}

/// A planned round that opens then.
fn due(list: &Checklist, number: u128, opens: At) -> Round {
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: list.id.clone(),
        version: list.version,
        place: PLACE,
        department: Department::Eng,
        roles: Vec::new(),
    };
    let site = SiteId(Uuid::from_u128(3));
    Round {
        window: Some(Window { opens, closes: opens.plus_minutes(60), grace_min: 15 }),
        ..Round::planned(RoundId(Uuid::from_u128(number)), site, CHINA, task)
    }
}

/// The same, walked with these readings.
fn walked(list: &Checklist, number: u128, opens: At, readings: &[(&str, &str)]) -> Round {
    let then = opens.plus_minutes(5);
    let answer = |(item, reading): &(&str, &str)| {
        let value = AnswerValue::Number { reading: reading.parse().unwrap() };
        ((*item).to_owned(), answered(value, then))
    };
    Round {
        state: RoundState::Submitted,
        started_at: Some(then),
        submitted_at: Some(then),
        inspector: Some(MemberId(Uuid::from_u128(2))),
        answers: readings.iter().map(answer).collect(),
        ..due(list, number, opens)
    }
}

fn written(list: &Checklist, rounds: &[Round], shift: &Shift, now: At) -> Vec<LogRow> {
    let (place, log) = (place(), list.log.as_ref().unwrap());
    let version = |version: u32| (version == list.version).then_some(list);
    let book =
        Book { list, log, place: &place, rounds: rounds.iter().collect(), version: &version };
    rows(&book, shift, now)
}

fn column(list: &Checklist, item: &str) -> usize {
    list.log.as_ref().unwrap().columns.iter().position(|column| column == item).unwrap()
}

fn day_shift() -> Shift {
    Shifts::default().at(at(19, 9, 0), CHINA).unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn a_shift_lasts_until_the_next_one_begins_and_the_night_goes_over_midnight() {
    let shifts = Shifts::default();
    let day = shifts.at(at(19, 8, 0), CHINA).unwrap();
    assert_eq!(
        (day.from, day.to, day.name.zh_hans.as_str()),
        (at(19, 8, 0), at(19, 20, 0), "白班")
    );
    let night = shifts.at(at(20, 7, 59), CHINA).unwrap();
    assert_eq!((night.from, night.to), (at(19, 20, 0), at(20, 8, 0)));
    assert_eq!(shifts.before(&day, CHINA).unwrap().from, at(18, 20, 0));
    assert_eq!(shifts.after(&day, CHINA), Some(night));
}

#[test]
fn shifts_stand_in_the_order_of_the_day_with_a_name_and_at_least_one() {
    let name =
        |words: &str| Text { zh_hans: words.into(), zh_hant: words.into(), en: words.into() };
    let refused = |starts: &[(u16, &str)]| {
        let starts =
            starts.iter().map(|(from_min, n)| ShiftStart { from_min: *from_min, name: name(n) });
        Shifts::try_from(starts.collect::<Vec<_>>()).err()
    };
    assert_eq!(refused(&[]), Some(ShiftFault::None));
    assert_eq!(refused(&[(480, "a"), (480, "b")]), Some(ShiftFault::OutOfOrder));
    assert_eq!(refused(&[(1440, "a")]), Some(ShiftFault::BeyondTheDay));
    assert_eq!(refused(&[(480, " ")]), Some(ShiftFault::NoName));
    assert_eq!(refused(&[(0, "a"), (480, "b"), (960, "c")]), None);
}

/// One shift a day is a day from its hour to the same hour.
#[test]
fn a_single_shift_is_the_whole_day() {
    let start = ShiftStart { from_min: 540, name: Shifts::default().at(At(0), 0).unwrap().name };
    let shift = Shifts::try_from(vec![start]).unwrap().at(at(19, 8, 59), CHINA).unwrap();
    assert_eq!((shift.from, shift.to), (at(18, 9, 0), at(19, 9, 0)));
}

/// R67: every two hours from the start of the shift; what nobody wrote is a row of its own.
#[test]
fn a_shift_has_a_row_every_two_hours_and_the_ones_not_written_are_marked() {
    let list = list("C32-lv_room.json");
    let rounds =
        [walked(&list, 1, at(19, 8, 0), &[("C32-01", "390")]), due(&list, 2, at(19, 14, 0))];
    let rows = written(&list, &rounds, &day_shift(), at(19, 13, 0));
    let seen: Vec<(At, RowState)> = rows.iter().map(|row| (row.due, row.state)).collect();
    assert_eq!(
        seen,
        [
            (at(19, 8, 0), RowState::Written),
            (at(19, 10, 0), RowState::Blank),
            (at(19, 12, 0), RowState::Due),
            (at(19, 14, 0), RowState::ToCome),
            (at(19, 16, 0), RowState::ToCome),
            (at(19, 18, 0), RowState::ToCome),
        ]
    );
    assert!(rows.iter().all(|row| row.cells.len() == list.log.as_ref().unwrap().columns.len()));
}

/// R67: a round that opens up to a quarter of an hour before its hour is written in its row.
#[test]
fn a_round_a_little_early_stands_in_its_hour_and_in_no_other_shift() {
    let list = list("C32-lv_room.json");
    let rounds = [
        walked(&list, 1, at(19, 7, 50), &[("C32-01", "390")]),
        walked(&list, 2, at(19, 19, 50), &[("C32-01", "391")]),
    ];
    let day = written(&list, &rounds, &day_shift(), at(19, 21, 0));
    assert_eq!(day.iter().filter(|row| row.round.is_some()).count(), 1);
    let night = Shifts::default().at(at(19, 21, 0), CHINA).unwrap();
    let night = written(&list, &rounds, &night, at(19, 21, 0));
    assert_eq!(night[0].round, Some(RoundId(Uuid::from_u128(2))));
}

/// R72, R83: judged by the place's own limits, with how far off it is; R79: a counter by the row before.
#[test]
fn values_out_of_their_limits_are_marked() {
    let list = list("C32-lv_room.json");
    let rounds = [
        walked(&list, 1, at(19, 8, 0), &[("C32-04", "400"), ("C32-09", "189391")]),
        walked(
            &list,
            2,
            at(19, 10, 0),
            &[("C32-04", "412"), ("C32-01", "350"), ("C32-09", "189390")],
        ),
    ];
    let rows = written(&list, &rounds, &day_shift(), at(19, 12, 0));
    let cell = |row: usize, item: &str| rows[row].cells[column(&list, item)];
    assert_eq!(cell(0, "C32-04").unwrap().verdict, Verdict::Ok);
    let high = cell(1, "C32-04").unwrap();
    assert_eq!((high.verdict, high.off), (Verdict::Problem, Some(Off::Above(decimal("12")))));
    assert_eq!(cell(1, "C32-01").unwrap().off, Some(Off::Below(decimal("3"))));
    let fell = cell(1, "C32-09").unwrap();
    assert_eq!((fell.verdict, fell.off), (Verdict::Problem, None));
    assert_eq!(cell(1, "C32-02"), None);
}

/// A round is judged by the version it was walked with, where that is at hand.
#[test]
fn a_row_is_judged_by_its_own_version_of_the_checklist() {
    let new = list("C32-lv_room.json");
    let mut old = new.clone();
    old.version = 1;
    let wide = serde_json::json!({ "type": "number", "unit": "V", "min": "300", "max": "407" });
    old.items[0].answer = serde_json::from_value(wide).unwrap();
    let rounds = [walked(&old, 1, at(19, 8, 0), &[("C32-01", "340")])];
    let place = place();
    let verdict = |known: &[&Checklist]| {
        let version = |wanted: u32| known.iter().copied().find(|list| list.version == wanted);
        let book = Book {
            list: &new,
            log: new.log.as_ref().unwrap(),
            place: &place,
            rounds: rounds.iter().collect(),
            version: &version,
        };
        rows(&book, &day_shift(), at(19, 12, 0))[0].cells[0].unwrap().verdict
    };
    assert_eq!(verdict(&[&new, &old]), Verdict::Ok);
    assert_eq!(verdict(&[&new]), Verdict::Problem);
}

#[test]
fn yesterdays_row_of_the_same_hour_stands_beside_it_and_a_planned_one_never_does() {
    let list = list("C32-lv_room.json");
    let rounds = [
        walked(&list, 1, at(18, 9, 0), &[("C32-01", "388")]),
        due(&list, 2, at(18, 12, 0)),
        walked(&list, 3, at(18, 16, 30), &[("C32-01", "389")]),
    ];
    let rows = written(&list, &rounds, &day_shift(), at(19, 9, 0));
    let before: Vec<Option<Decimal>> = rows
        .iter()
        .map(|row| row.yesterday.as_ref().and_then(|earlier| earlier.cells[0]?.reading))
        .collect();
    let (first, third) = (Some(decimal("388")), Some(decimal("389")));
    assert_eq!(before, [first, first, None, None, third, None]);
}

/// R75: the pump record has a row a round; only a planned round can be missing there.
#[test]
fn a_log_without_hours_has_a_row_a_round() {
    let list = list("C37-pump_room.json");
    let mut missed = due(&list, 2, at(19, 10, 0));
    missed.state = RoundState::Missed;
    let mut late = walked(&list, 3, at(19, 16, 0), &[("C37-01", "0.43")]);
    late.flags.insert(Flag::MakeUp);
    let mut void = walked(&list, 4, at(19, 17, 0), &[]);
    void.state = RoundState::Void;
    let other = Round { place: PlaceId(Uuid::from_u128(9)), ..walked(&list, 5, at(19, 9, 0), &[]) };
    let rows = written(&list, &[missed, late, void, other], &day_shift(), at(19, 21, 0));
    let seen: Vec<_> = rows.iter().map(|row| (row.due, row.state, row.late)).collect();
    assert_eq!(
        seen,
        [(at(19, 10, 0), RowState::Missed, false), (at(19, 16, 0), RowState::Written, true),]
    );
}

#[test]
fn a_reading_that_was_not_applicable_is_a_stroke_and_no_blank() {
    let list = list("C37-pump_room.json");
    let mut round = walked(&list, 1, at(19, 10, 0), &[]);
    let value = AnswerValue::NotApplicable { reason: "停用".into() };
    round.answers.insert("C37-02".into(), answered(value, at(19, 10, 5)));
    let rows = written(&list, &[round], &day_shift(), at(19, 21, 0));
    let stroke = Cell { reading: None, verdict: Verdict::NotApplicable, off: None };
    assert_eq!(rows[0].cells[column(&list, "C37-02")], Some(stroke));
}

/// R72, R74, R75: the three logs of the sources, each with every reading of its checklist.
#[test]
fn the_three_logs_of_the_paper_have_all_their_readings_as_columns() {
    for (file, name) in [
        ("C32-lv_room.json", "配电日志"),
        ("C35-heat_station.json", "热力站值班日志"),
        ("C37-pump_room.json", "水泵巡视记录表"),
    ] {
        let list = list(file);
        let log = list.log.as_ref().unwrap();
        let reads = |item: &&Item| {
            matches!(item.answer, patrol_domain::checklist::AnswerKind::Number { .. })
        };
        let readings: Vec<&String> = list.items.iter().filter(reads).map(|item| &item.id).collect();
        assert_eq!(
            (log.name.zh_hans.as_str(), log.columns.iter().collect::<Vec<_>>()),
            (name, readings)
        );
    }
}

#[test]
fn a_log_whose_column_is_no_reading_is_refused() {
    let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library/categories.json");
    let categories: Vec<_> = serde_json::from_str(&std::fs::read_to_string(text).unwrap()).unwrap();
    let refused = |change: &dyn Fn(&mut patrol_domain::checklist::Log)| {
        let mut list = list("C37-pump_room.json");
        change(list.log.as_mut().unwrap());
        check_checklist(&list, &categories).err().map(|fault| fault.reason)
    };
    assert_eq!(refused(&|_| ()), None);
    let column = |id: &str| Some(Reason::LogColumn(id.into()));
    assert_eq!(refused(&|log| log.columns.push("C37-04".into())), column("C37-04"));
    assert_eq!(refused(&|log| log.columns.push("C37-01".into())), column("C37-01"));
    assert_eq!(refused(&|log| log.columns.clear()), Some(Reason::LogNoColumns));
    assert_eq!(refused(&|log| log.every_min = Some(5)), Some(Reason::LogRhythm));
}
