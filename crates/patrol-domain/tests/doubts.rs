//! 可疑 with its figures: what is asked, and what is not.

// A broken fixture should stop the test where it breaks.
#![allow(clippy::unwrap_used)]

use patrol_domain::At;
use patrol_domain::doubts::{Doubt, doubts};
use patrol_domain::ids::{CheckpointId, MemberId, PhotoId, PlaceId, RoundId, SiteId};
use patrol_domain::people::{Department, Role};
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{
    Answer, AnswerValue, Evidence, Flag, Frame, Presence, PresenceHow, Round, RoundKind,
};
use patrol_domain::route::{Late, Route, Short, Stop};
use patrol_domain::task::Task;
use serde_json::json;
use uuid::Uuid;

const START: At = At(1_795_053_600_000);

fn point(n: u128) -> CheckpointId {
    CheckpointId(Uuid::from_u128(n))
}

/// Points below 10 stand in one place, the others in another.
fn place_of(point: CheckpointId) -> Option<PlaceId> {
    Some(PlaceId(Uuid::from_u128(point.0.as_u128() / 10)))
}

fn walked() -> Round {
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: "C37".to_owned(),
        version: 1,
        place: PlaceId(Uuid::from_u128(1)),
        department: Department::Eng,
        roles: vec![Role::Maintenance],
    };
    Round {
        started_at: Some(START),
        submitted_at: Some(START.plus_minutes(30)),
        ..Round::planned(RoundId(Uuid::from_u128(1)), SiteId(Uuid::from_u128(1)), 480, task)
    }
}

fn answer(round: &mut Round, item: &str, seconds: i64, photos: &[u8]) {
    let photo = |byte: &u8| {
        let id = PhotoId([*byte; 32]);
        serde_json::from_value::<PhotoRef>(json!({
            "id": id, "bytes": 10, "width": 1, "height": 1, "taken_at": START, "original": id
        }))
    };
    let answer = Answer {
        photos: photos.iter().map(|byte| photo(byte).unwrap()).collect(),
        ..base(At(START.0 + seconds * 1000))
    };
    round.answers.insert(item.to_owned(), answer);
}

fn base(at: At) -> Answer {
    serde_json::from_value(json!({
        "value": AnswerValue::Ok, "by": MemberId(Uuid::from_u128(1)), "at": at,
        "evidence": Evidence::default()
    }))
    .unwrap()
}

fn scan(round: &mut Round, at: CheckpointId, how: PresenceHow, seconds: i64) {
    let at_time = At(START.0 + seconds * 1000);
    round.presence.push(Presence::new(at, how, at_time));
}

#[test]
fn an_honest_round_raises_no_doubt() {
    let mut round = walked();
    for (n, item) in ["A", "B", "C"].into_iter().enumerate() {
        answer(&mut round, item, 40 * (n as i64 + 1), &[n as u8]);
    }
    scan(&mut round, point(1), PresenceHow::Qr, 5);
    scan(&mut round, point(11), PresenceHow::Qr, 95);
    assert_eq!(doubts(&round, place_of), []);
}

#[test]
fn haste_tells_how_many_answers_and_the_longest_wait() {
    let mut round = walked();
    for (n, item) in ["A", "B", "C"].into_iter().enumerate() {
        answer(&mut round, item, 4 * (n as i64 + 1), &[]);
    }
    round.flags.insert(Flag::TooFast);
    assert_eq!(doubts(&round, place_of), [Doubt::Haste { answers: 3, longest_s: 4 }]);
}

#[test]
fn one_photo_under_two_items_names_both() {
    let mut round = walked();
    answer(&mut round, "A", 40, &[7, 7]);
    answer(&mut round, "B", 80, &[8]);
    answer(&mut round, "C", 120, &[7]);
    let items = vec!["A".to_owned(), "C".to_owned()];
    let photo = PhotoId([7; 32]);
    assert_eq!(doubts(&round, place_of), [Doubt::SamePhoto { photo, items }]);
}

#[test]
fn two_places_in_four_seconds_are_asked_about_and_two_points_of_one_place_are_not() {
    let mut round = walked();
    scan(&mut round, point(1), PresenceHow::Qr, 5);
    scan(&mut round, point(2), PresenceHow::Qr, 6);
    scan(&mut round, point(11), PresenceHow::Nfc, 10);
    let walk = Doubt::Walk { from: point(2), to: point(11), seconds: 4 };
    assert_eq!(doubts(&round, place_of), [walk]);
}

#[test]
fn a_typed_code_tells_nothing_of_walking() {
    let mut round = walked();
    scan(&mut round, point(1), PresenceHow::Typed, 5);
    scan(&mut round, point(11), PresenceHow::Typed, 6);
    scan(&mut round, point(21), PresenceHow::Photo, 7);
    assert_eq!(doubts(&round, place_of), []);
}

#[test]
fn a_clock_that_was_off_is_told_and_a_round_under_way_is_left_alone() {
    let mut round = walked();
    round.flags.insert(Flag::ClockSkew);
    assert_eq!(doubts(&round, place_of), [Doubt::Clock]);
    round.submitted_at = None;
    assert_eq!(doubts(&round, place_of), []);
}

/// A scan whose app promised a frame; with the frame that it kept.
fn live_scan(round: &mut Round, at: CheckpointId, seconds: i64, kept: bool) {
    scan(round, at, PresenceHow::Qr, seconds);
    let photo = PhotoRef {
        id: PhotoId([9; 32]),
        bytes: 30_000,
        width: 640,
        height: 480,
        original: PhotoId([9; 32]),
        taken_at: At(START.0 + seconds * 1000 + 1000),
        marks: Vec::new(),
    };
    let scan = round.presence.last_mut().unwrap();
    scan.frame = if kept { Frame::Kept { photo } } else { Frame::Awaited };
}

#[test]
fn a_scan_without_its_live_frame_is_asked_about_by_point() {
    let mut round = walked();
    live_scan(&mut round, point(1), 5, true);
    live_scan(&mut round, point(11), 60, false);
    live_scan(&mut round, point(21), 120, true);
    let points = vec![point(11)];
    assert_eq!(doubts(&round, place_of), [Doubt::NoFrame { points, scans: 3 }]);
}

#[test]
fn scans_of_an_app_that_takes_no_frames_are_left_alone() {
    let mut round = walked();
    scan(&mut round, point(1), PresenceHow::Qr, 5);
    live_scan(&mut round, point(11), 60, true);
    scan(&mut round, point(21), PresenceHow::Typed, 120);
    assert_eq!(doubts(&round, place_of), []);
}

/// A round over points 1, 2 and 3, of which the second asks for a minute's look.
fn on_a_route(fixed: bool) -> Round {
    let stop = |n, stay_s| Stop { checkpoint: point(n), stay_s };
    Round { route: Route { fixed, stops: vec![stop(1, 0), stop(2, 60), stop(3, 0)] }, ..walked() }
}

#[test]
fn a_route_walked_in_order_and_at_ease_raises_no_doubt() {
    let mut round = on_a_route(true);
    for (n, seconds) in [(1, 60), (2, 120), (3, 180)] {
        scan(&mut round, point(n), PresenceHow::Qr, seconds);
    }
    assert_eq!(doubts(&round, place_of), []);
}

#[test]
fn a_fixed_order_walked_otherwise_names_what_came_after_what() {
    let mut round = on_a_route(true);
    for (n, seconds) in [(1, 60), (3, 120), (2, 180)] {
        scan(&mut round, point(n), PresenceHow::Qr, seconds);
    }
    let late = vec![Late { point: point(2), after: point(3) }];
    assert_eq!(doubts(&round, place_of), [Doubt::OutOfOrder { late }]);
    round.route.fixed = false;
    assert_eq!(doubts(&round, place_of), []);
}

#[test]
fn coming_by_a_point_again_does_not_upset_the_order() {
    let mut round = on_a_route(true);
    for (n, seconds) in [(1, 60), (2, 120), (1, 200), (3, 300)] {
        scan(&mut round, point(n), PresenceHow::Qr, seconds);
    }
    assert_eq!(doubts(&round, place_of), []);
}

#[test]
fn a_stop_left_too_soon_is_told_with_both_times_and_the_longest_stay_counts() {
    let mut round = on_a_route(false);
    for (n, seconds) in [(2, 60), (3, 100), (1, 200)] {
        scan(&mut round, point(n), PresenceHow::Qr, seconds);
    }
    let short = Short { point: point(2), stayed: 40, least: 60 };
    assert_eq!(doubts(&round, place_of), [Doubt::ShortStay(short)]);
    scan(&mut round, point(2), PresenceHow::Qr, 300);
    scan(&mut round, point(2), PresenceHow::Typed, 340);
    scan(&mut round, point(3), PresenceHow::Qr, 360);
    assert_eq!(doubts(&round, place_of), []);
}

#[test]
fn the_stay_at_the_last_point_goes_on_to_the_end_of_the_round() {
    let mut round = on_a_route(false);
    for (n, seconds) in [(1, 60), (3, 100), (2, 200)] {
        scan(&mut round, point(n), PresenceHow::Qr, seconds);
    }
    assert_eq!(doubts(&round, place_of), []);
    round.submitted_at = Some(At(START.0 + 259_000));
    let short = Short { point: point(2), stayed: 59, least: 60 };
    assert_eq!(doubts(&round, place_of), [Doubt::ShortStay(short)]);
}

#[test]
fn points_of_the_route_that_nobody_came_by_are_named() {
    let mut round = on_a_route(true);
    scan(&mut round, point(1), PresenceHow::Qr, 60);
    scan(&mut round, point(11), PresenceHow::Qr, 120);
    let points = vec![point(2), point(3)];
    assert_eq!(doubts(&round, place_of), [Doubt::Unvisited { points, stops: 3 }]);
    let open: Vec<_> = round.route.open(&round).map(|stop| stop.checkpoint).collect();
    assert_eq!(open, [point(2), point(3)], "the first of them is the next point");
}
