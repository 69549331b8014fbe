//! What waits for whom and why, and the hours in which nobody is told.

// A broken flow should stop the test where it breaks.
#![allow(clippy::unwrap_used)]

use patrol_domain::case::{Case, Event, Told};
use patrol_domain::checklist::Severity;
use patrol_domain::flow::{Flow, Secrecy, Visibility};
use patrol_domain::notice::{
    NoticeFault, NoticeSettings, QUIET_HOURS, QuietHours, Topic, is_urgent, of_case, of_round,
    quiet_until,
};
use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::round::{Remark, Round, RoundKind, RoundState};
use patrol_domain::task::Task;
use patrol_domain::{At, CaseId, MemberId, OpId, PlaceId, RoundId, SiteId, Window};
use uuid::Uuid;

const SITE: SiteId = SiteId(Uuid::from_u128(1));
const ZONE: i16 = 480;

/// 19 November 2026, minutes after midnight at the site.
fn at(hour: i64, minute: i64) -> At {
    At(1_795_017_600_000).plus_minutes(hour * 60 + minute)
}

fn person(id: u128, role: Role, department: Department) -> Member {
    let grants = vec![Grant { site: SITE, role, department }];
    Member { id: MemberId(Uuid::from_u128(id)), name: format!("P{id}"), grants, suspended: false }
}

fn finder() -> Member {
    person(10, Role::Guard, Department::Sec)
}
fn head() -> Member {
    person(11, Role::EngHead, Department::Eng)
}
fn worker() -> Member {
    person(12, Role::Maintenance, Department::Eng)
}
fn officer() -> Member {
    person(13, Role::CsOfficer, Department::Cs)
}
fn pm() -> Member {
    person(14, Role::Pm, Department::Mgmt)
}

fn everybody() -> Vec<Member> {
    vec![finder(), head(), worker(), officer(), pm()]
}

fn flow() -> Flow {
    serde_json::from_str(include_str!("../../../library/flows/issue.json")).unwrap()
}

/// One step: verb, state it led to, by whom, at which hour.
fn step(case: &mut Case, verb: &str, to: &str, by: &Member, hour: i64) {
    let op = OpId(Uuid::from_u128(0x100 + case.timeline.len() as u128));
    case.timeline.push(Event::bare(op, verb, to.into(), by.id, at(hour, 0)));
    case.state = to.into();
}

fn name_handler(case: &mut Case, handler: &Member, by: &Member, hour: i64) {
    step(case, "assign", "accepted", by, hour);
    case.handler = Some(handler.id);
    case.timeline.last_mut().unwrap().handler = Some(handler.id);
}

/// Found at eight by a guard, due at noon of the next day.
fn filed() -> Case {
    let mut case = Case {
        category: "WTR".into(),
        department: Department::Eng,
        found_at: at(8, 0),
        due_at: Some(at(36, 0)),
        ..Case::blank(CaseId(Uuid::from_u128(9)), SITE, ("issue", 2), finder().id)
    };
    step(&mut case, "file", "open", &finder(), 8);
    case
}

fn handed_over() -> Case {
    let mut case = filed();
    name_handler(&mut case, &worker(), &head(), 9);
    case
}

fn topics(case: &Case, me: &Member, now: At) -> Vec<Topic> {
    of_case(&flow(), case, me, now).into_iter().map(|reason| reason.topic).collect()
}

/// For whom it waits, and why.
fn told(case: &Case, now: At) -> Vec<(String, Vec<Topic>)> {
    let all = everybody().into_iter().map(|one| (one.name.clone(), topics(case, &one, now)));
    all.filter(|(_, topics)| !topics.is_empty()).collect()
}

#[test]
fn a_new_issue_waits_for_whoever_may_name_its_handler() {
    let all = told(&filed(), at(9, 0));
    assert!(all.contains(&("P11".into(), vec![Topic::Turn])), "{all:?}");
    assert!(all.iter().all(|(name, _)| name != "P10" && name != "P12"), "{all:?}");
}

#[test]
fn who_is_named_as_handler_is_told_and_nobody_else() {
    assert_eq!(told(&handed_over(), at(10, 0)), [("P12".into(), vec![Topic::Assigned])]);
}

#[test]
fn naming_oneself_waits_but_is_no_news() {
    let mut case = filed();
    name_handler(&mut case, &head(), &head(), 9);
    let reasons = of_case(&flow(), &case, &head(), at(10, 0));
    assert_eq!(
        reasons.iter().map(|it| (it.topic, it.own)).collect::<Vec<_>>(),
        [(Topic::Assigned, true)]
    );
}

#[test]
fn naming_another_handler_is_news_once_more() {
    let mut case = handed_over();
    let first = of_case(&flow(), &case, &worker(), at(10, 0));
    name_handler(&mut case, &head(), &head(), 11);
    assert!(of_case(&flow(), &case, &worker(), at(11, 0)).is_empty());
    name_handler(&mut case, &worker(), &head(), 12);
    let again = of_case(&flow(), &case, &worker(), at(12, 0));
    assert_ne!(first[0].base, again[0].base);
}

#[test]
fn what_a_verifier_sends_back_is_told_as_sent_back() {
    let mut case = handed_over();
    step(&mut case, "start", "in_progress", &worker(), 10);
    step(&mut case, "finish", "done", &worker(), 11);
    assert!(topics(&case, &worker(), at(11, 0)).is_empty());
    assert_eq!(topics(&case, &officer(), at(11, 0)), [Topic::Turn]);
    step(&mut case, "reject", "in_progress", &officer(), 12);
    case.attempts = 1;
    assert_eq!(topics(&case, &worker(), at(12, 0)), [Topic::Returned]);
}

#[test]
fn past_its_deadline_it_is_overdue_for_its_handler_r91() {
    let case = handed_over();
    assert_eq!(topics(&case, &worker(), at(36, 0)), [Topic::Assigned]);
    assert_eq!(topics(&case, &worker(), at(36, 1)), [Topic::Overdue, Topic::Assigned]);
    assert!(topics(&case, &finder(), at(36, 1)).is_empty());
}

#[test]
fn what_time_brings_before_somebody_stands_until_the_case_is_moved() {
    let mut case = handed_over();
    let told =
        |why: &str, roles: Vec<Role>, head| Told { why: why.into(), at: at(12, 0), roles, head };
    case.told.push(told("day_five", Vec::new(), true));
    assert_eq!(topics(&case, &head(), at(13, 0)), [Topic::Escalated]);
    assert!(topics(&case, &pm(), at(13, 0)).is_empty());
    case.told.push(told("not_acknowledged", vec![Role::Pm], false));
    assert_eq!(topics(&case, &pm(), at(13, 0)), [Topic::Escalated]);
    step(&mut case, "start", "in_progress", &worker(), 13);
    assert!(topics(&case, &head(), at(13, 0)).is_empty());
}

#[test]
fn a_deadline_that_time_reports_is_overdue_and_not_an_escalation() {
    let mut case = handed_over();
    let roles = vec![Role::Pm, Role::Deputy];
    case.told.push(Told { why: "overdue".into(), at: at(36, 1), roles, head: true });
    for boss in [pm(), head()] {
        assert_eq!(topics(&case, &boss, at(37, 0)), [Topic::Overdue]);
    }
}

#[test]
fn nothing_of_a_closed_or_hidden_case_waits_and_nothing_for_the_suspended() {
    let mut case = handed_over();
    let shut_out = Member { suspended: true, ..worker() };
    assert!(topics(&case, &shut_out, at(10, 0)).is_empty());
    let mut hidden = filed();
    hidden.visibility = Visibility { kind: Secrecy::Protected, roles: vec![Role::Quality] };
    assert_eq!(told(&hidden, at(10, 0)), []);
    case.closed_at = Some(at(10, 0));
    assert_eq!(told(&case, at(40, 0)), []);
}

/// Ten to eleven, ten minutes of grace.
fn round(state: RoundState) -> Round {
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: "C37".to_owned(),
        version: 1,
        place: PlaceId(Uuid::from_u128(1)),
        department: Department::Eng,
        roles: vec![Role::Maintenance],
    };
    Round {
        window: Some(Window { opens: at(10, 0), closes: at(11, 0), grace_min: 10 }),
        state,
        ..Round::planned(RoundId(Uuid::from_u128(1)), SITE, ZONE, task)
    }
}

fn why(round: &Round, me: &Member, now: At) -> Option<Topic> {
    of_round(round, me, now).map(|reason| reason.topic)
}

#[test]
fn a_round_calls_whoever_walks_it_a_quarter_of_an_hour_before_it_opens() {
    let round = round(RoundState::Planned);
    assert_eq!(why(&round, &worker(), at(9, 44)), None);
    for now in [at(9, 45), at(10, 30), at(11, 30)] {
        assert_eq!(why(&round, &worker(), now), Some(Topic::RoundDue));
        assert_eq!(why(&round, &head(), now), None);
    }
    assert_eq!(why(&round, &worker(), at(24, 0)), None);
}

#[test]
fn a_duty_of_the_week_calls_on_its_last_day() {
    let mut round = round(RoundState::Planned);
    round.window = Some(Window { opens: at(0, 0), closes: at(5 * 24, 0), grace_min: 0 });
    assert_eq!(why(&round, &worker(), at(4 * 24 - 1, 0)), None);
    assert_eq!(why(&round, &worker(), at(4 * 24, 0)), Some(Topic::RoundDue));
}

#[test]
fn a_missed_round_is_told_to_the_head_and_to_whom_it_was_given_r06() {
    let mut round = round(RoundState::Missed);
    assert_eq!(why(&round, &head(), at(12, 0)), Some(Topic::RoundMissed));
    assert_eq!(why(&round, &worker(), at(12, 0)), None);
    round.assignee = Some(worker().id);
    assert_eq!(why(&round, &worker(), at(12, 0)), Some(Topic::RoundMissed));
    assert_eq!(why(&round, &head(), at(36, 0)), None);
}

#[test]
fn a_round_sent_back_waits_for_whoever_walked_it() {
    let mut round = round(RoundState::Returned);
    round.inspector = Some(worker().id);
    let op = OpId(Uuid::from_u128(5));
    let (state, note) = (RoundState::Returned, "少一张照片".to_owned());
    round.remarks.push(Remark { op, state, by: head().id, at: at(12, 0), note });
    assert_eq!(why(&round, &worker(), at(13, 0)), Some(Topic::Returned));
    assert_eq!(why(&round, &head(), at(13, 0)), None);
}

#[test]
fn quiet_hours_hold_from_nine_in_the_evening_to_eight_and_over_meals_r53() {
    let ends = |hour, minute| quiet_until(&QUIET_HOURS, at(hour, minute), ZONE);
    assert_eq!(ends(20, 59), None);
    assert_eq!(ends(21, 0), Some(at(32, 0)));
    assert_eq!(ends(23, 59), Some(at(32, 0)));
    assert_eq!(ends(0, 0), Some(at(8, 0)));
    assert_eq!(ends(7, 59), Some(at(8, 0)));
    assert_eq!(ends(8, 0), None);
    assert_eq!(ends(11, 30), Some(at(13, 30)));
    assert_eq!(ends(13, 30), None);
    assert_eq!(ends(17, 45), Some(at(19, 0)));
}

#[test]
fn quiet_is_counted_on_the_wall_clock_of_the_site() {
    // 14:00 UTC is ten at night in Shanghai and two in the afternoon in London.
    let now = at(22, 0);
    assert_eq!(quiet_until(&QUIET_HOURS, now, 480), Some(at(32, 0)));
    assert_eq!(quiet_until(&QUIET_HOURS, now, 0), None);
    assert_eq!(quiet_until(&QUIET_HOURS, At(now.0 + 59_999), 480), Some(at(32, 0)));
}

#[test]
fn spans_that_follow_on_one_another_are_one_and_never_longer_than_a_day() {
    let span = |from: u16, to: u16| QuietHours { from: from * 60, to: to * 60 };
    let two = [span(22, 2), span(2, 6)];
    assert_eq!(quiet_until(&two, at(23, 0), ZONE), Some(at(30, 0)));
    let always = [span(0, 12), span(12, 0)];
    assert_eq!(quiet_until(&always, at(5, 0), ZONE), Some(at(29, 0)));
    assert_eq!(quiet_until(&[QuietHours { from: 60, to: 60 }], at(1, 0), ZONE), None);
    assert_eq!(quiet_until(&[], at(1, 0), ZONE), None);
}

#[test]
fn only_an_emergency_is_urgent_r53() {
    let of = |severity| is_urgent(&Case { severity, ..filed() });
    assert!(of(Severity::Emergency));
    assert!(![Severity::General, Severity::Serious, Severity::Major].into_iter().any(of));
}

#[test]
fn settings_with_a_strange_address_or_strange_hours_are_refused() {
    let with =
        |mail: &str| NoticeSettings { by_mail: true, mail: mail.into(), ..Default::default() };
    assert_eq!(NoticeSettings::default().fault(), None);
    assert_eq!(with("li.jianguo+x@jinxiu.example.cn").fault(), None);
    for bad in ["", "li", "li@", "@x.cn", "li@x", "a@b@c.cn", "li@x.cn\nBcc: all@x.cn", "李@x.cn"]
    {
        assert_eq!(with(bad).fault(), Some(NoticeFault::Mail), "{bad}");
    }
    let hours = |quiet| NoticeSettings { quiet, ..Default::default() }.fault();
    assert_eq!(hours(vec![QuietHours { from: 1440, to: 60 }]), Some(NoticeFault::Quiet));
    assert_eq!(hours(vec![QuietHours { from: 60, to: 60 }]), Some(NoticeFault::Quiet));
    assert_eq!(hours(vec![QuietHours { from: 60, to: 120 }; 7]), Some(NoticeFault::Quiet));
    assert_eq!(hours(Vec::new()), None);
}
