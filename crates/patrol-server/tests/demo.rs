//! The demo estate, started at every hour of a day.

#![allow(clippy::expect_used)]

use patrol_domain::round::{Flag, RoundState, Verdict};
use patrol_domain::sight::visible_record;
use patrol_domain::{At, Record};
use patrol_domain::{case::Case, round::Round};
use patrol_server::demo::{DemoData, demo};
use patrol_server::library::Library;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Thursday, 19 November 2026, 10:16 in Shanghai.
const THURSDAY: At = At(1_795_054_560_000);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library")
}

fn at(now: At) -> DemoData {
    let library = Library::load(&folder()).expect("the library");
    demo(&folder().join("demo"), &library, now).expect("the demo")
}

fn member(data: &DemoData, login: &str) -> patrol_domain::people::Member {
    let found = data.people.iter().find(|person| person.login == login);
    found.expect("a login").member.clone()
}

fn rounds_of(data: &DemoData, login: &str) -> Vec<Round> {
    let me = member(data, login).id;
    let mine = |round: &&Round| round.assignee == Some(me) || round.inspector == Some(me);
    rounds(data).filter(mine).cloned().collect()
}

fn rounds(data: &DemoData) -> impl Iterator<Item = &Round> {
    data.records.iter().filter_map(|(_, record)| match record {
        Record::Round(round) => Some(round),
        _ => None,
    })
}

fn case<'a>(data: &'a DemoData, title: &str) -> &'a Case {
    let cases = data.records.iter().filter_map(|(_, record)| match record {
        Record::Case(case) => Some(case),
        _ => None,
    });
    cases.into_iter().find(|case| case.title.contains(title)).expect("a case")
}

#[test]
fn at_every_quarter_of_a_day_the_shift_engineer_has_work_around_now() {
    for quarter in 0..96 {
        let now = THURSDAY.plus_minutes(15 * quarter);
        let data = at(now);
        let mine = rounds_of(&data, "lijianguo");
        let planned = |round: &&Round| round.state == RoundState::Planned;
        let open: Vec<_> = mine.iter().filter(planned).collect();
        let window = |round: &Round| round.window.expect("a window");
        let late: Vec<_> = open.iter().filter(|r| window(r).closes < now).collect();
        assert!(late.iter().any(|r| r.checklist == "C22" && window(r).holds(now)), "{quarter}");
        let due: Vec<_> =
            open.iter().filter(|r| window(r).opens <= now && now <= window(r).closes).collect();
        assert!(due.iter().any(|r| r.checklist == "C37"), "{quarter}");
        assert!(open.iter().filter(|r| window(r).opens > now).count() >= 3, "{quarter}");
        let fresh = |r: &&Round| r.submitted_at.is_some_and(|end| now.minutes_since(end) < 240);
        let walked: Vec<_> = mine.iter().filter(fresh).collect();
        assert_eq!(walked.len(), 3, "{quarter}");
        let handed_in = |r: &Round| r.checklist == "C32" && r.state == RoundState::Submitted;
        assert!(mine.iter().any(handed_in), "{quarter}: nothing waits for review");
    }
}

#[test]
fn nothing_in_the_demo_happens_later_than_now() {
    let data = at(THURSDAY);
    assert!(data.ops.iter().all(|op| op.made_at <= THURSDAY));
    assert!(data.ops.len() > 600, "{}", data.ops.len());
    let ids: BTreeSet<_> = data.ops.iter().map(|op| op.id).collect();
    assert_eq!(ids.len(), data.ops.len());
}

#[test]
fn the_pump_room_has_twelve_past_readings_in_their_limits() {
    let data = at(THURSDAY);
    let pumps = data.records.iter().find_map(|(_, record)| match record {
        Record::History(history) if history.checklist == "C37" => Some(history),
        _ => None,
    });
    let pressure = &pumps.expect("a history").items["C37-01"];
    let readings: Vec<_> =
        pressure.iter().map(|past| past.reading.expect("a reading").to_string()).collect();
    let newest_first = "0.43 0.41 0.42 0.43 0.41 0.43 0.42 0.41 0.43 0.44 0.42 0.43";
    assert_eq!(readings.join(" "), newest_first);
    assert!(pressure.iter().all(|past| past.verdict == Verdict::Ok));
    assert_eq!(pressure[0].by, member(&data, "zhanglei").id);
}

#[test]
fn issues_stand_in_every_state_with_their_deadlines() {
    let data = at(THURSDAY);
    let states: Vec<_> = ["消火栓前", "C区", "5栋1单元", "配电柜", "法兰", "A区"]
        .map(|title| case(&data, title).state.clone())
        .to_vec();
    assert_eq!(states, ["accepted", "accepted", "rework", "open", "done", "closed"]);
    let due_in = |title: &str| case(&data, title).due_at.map(|due| due.minutes_since(THURSDAY));
    assert!(due_in("消火栓前").is_some_and(|minutes| (-2 * 1440..-1440).contains(&minutes)));
    assert!(due_in("5栋1单元").is_some_and(|minutes| (0..1440).contains(&minutes)));
    let flange = case(&data, "法兰");
    assert_eq!(flange.timeline.len(), 3);
    assert_eq!(flange.item.as_deref(), Some("C37-08"));
    assert_eq!(flange.number.as_deref(), Some("1117-01"));
    let rework = case(&data, "5栋1单元");
    assert_eq!(rework.attempts, 1);
}

#[test]
fn a_missed_round_is_explained_and_a_covert_one_is_hidden() {
    let data = at(THURSDAY);
    let missed: Vec<_> = rounds(&data).filter(|r| r.state == RoundState::Missed).collect();
    assert_eq!(missed.len(), 1);
    assert_eq!(missed[0].remarks.len(), 2);
    let site = data.sites[0].id;
    let sees = |login: &str, kind: &str| {
        let me = member(&data, login);
        rounds(&data)
            .any(|r| r.checklist == kind && visible_record(&me, site, &Record::Round(r.clone())))
    };
    assert!(sees("zhenghao", "C44") && sees("hewei", "C44"));
    assert!(!sees("zhaoming", "C44") && !sees("chenzhiqiang", "C44"));
}

#[test]
fn walked_rounds_are_honest() {
    let data = at(THURSDAY);
    for round in rounds(&data).filter(|round| round.submitted_at.is_some()) {
        let named: Vec<_> = round.flags.iter().collect();
        assert!(round.flags.is_empty(), "{} {named:?}", round.checklist);
    }
    assert!(rounds(&data).any(|round| round.state == RoundState::Sampled));
    assert!(rounds(&data).all(|round| !round.flags.contains(&Flag::TooFast)));
}

#[test]
fn the_same_hour_gives_the_same_demo_and_each_site_its_own_people() {
    let data = at(THURSDAY);
    assert_eq!(data, at(THURSDAY));
    assert_eq!(data.sites.len(), 2);
    let strangers = data.records.iter().filter(|(site, record)| {
        matches!(record, Record::Member(m) if m.grants.iter().all(|grant| grant.site != *site))
    });
    assert_eq!(strangers.count(), 0);
    assert_eq!(data.people.len(), 13);
}

#[test]
fn every_photo_that_is_shown_comes_with_its_bytes() {
    let data = at(THURSDAY);
    let confirmed = data.records.iter().filter_map(|(_, record)| match record {
        Record::Photo { id } => Some(*id),
        _ => None,
    });
    let confirmed: BTreeSet<_> = confirmed.collect();
    let held: BTreeSet<_> = data.photos.iter().map(|(id, _)| *id).collect();
    assert_eq!(confirmed, held);
    assert!(held.len() >= 9);
    assert!(data.photos.iter().all(|(_, bytes)| bytes.len() < 150_000));
}

#[test]
fn checkpoints_of_a_site_have_different_numbers_and_codes() {
    let data = at(THURSDAY);
    let points: Vec<_> = data
        .records
        .iter()
        .filter_map(|(site, record)| match record {
            Record::Checkpoint(point) => Some((*site, point)),
            _ => None,
        })
        .collect();
    let codes: BTreeSet<_> = points.iter().map(|(site, point)| (site, &point.code)).collect();
    let numbers: BTreeSet<_> = points.iter().map(|(site, point)| (site, &point.number)).collect();
    assert_eq!((codes.len(), numbers.len()), (points.len(), points.len()));
    let alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    assert!(
        points
            .iter()
            .all(|(_, p)| p.code.len() == 6 && p.code.chars().all(|c| alphabet.contains(c)))
    );
    assert!(points.iter().any(|(_, p)| p.number == "07" && p.code == "7K4Q2N"));
}
