//! Who sees which round and case: what the server filters and the phone never receives.

use patrol_domain::case::Case;
use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::position::Fix;
use patrol_domain::round::{Presence, PresenceHow, Relay, Round, RoundKind, RoundState};
use patrol_domain::sight::{
    is_guarded, marks_of, redact, visible_case, visible_record, visible_round,
};
use patrol_domain::task::Task;
use patrol_domain::{
    At, CaseId, CheckpointId, MemberId, PhotoId, PlaceId, Record, RoundId, SiteId,
};
use uuid::Uuid;

const SITE: SiteId = SiteId(Uuid::from_u128(1));

fn person(number: u128, role: Role, department: Department) -> Member {
    Member {
        id: MemberId(Uuid::from_u128(number)),
        name: String::new(),
        grants: vec![Grant { site: SITE, role, department }],
        suspended: false,
    }
}

/// One person of each kind; their number is their place in this list plus one.
fn everybody() -> Vec<Member> {
    use Department::*;
    [
        (Role::Maintenance, Eng),
        (Role::Maintenance, Eng),
        (Role::EngineerShift, Eng),
        (Role::EngHead, Eng),
        (Role::Guard, Sec),
        (Role::GuardCaptain, Sec),
        (Role::CsOfficer, Cs),
        (Role::CsSupervisor, Cs),
        (Role::Pm, Mgmt),
        (Role::Deputy, Mgmt),
        (Role::Gm, Mgmt),
        (Role::Quality, Quality),
        (Role::OfficeClerk, Office),
        (Role::Admin, Mgmt),
    ]
    .into_iter()
    .enumerate()
    .map(|(n, (role, department))| person(n as u128 + 1, role, department))
    .collect()
}

fn round() -> Round {
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: "C37".to_owned(),
        version: 1,
        place: PlaceId(Uuid::from_u128(1)),
        department: Department::Eng,
        roles: vec![Role::Maintenance],
    };
    Round::planned(RoundId(Uuid::from_u128(1)), SITE, 480, task)
}

fn case() -> Case {
    Case {
        state: "open".to_owned(),
        title: "滴漏".to_owned(),
        category: "WTR".to_owned(),
        department: Department::Eng,
        ..Case::blank(CaseId(Uuid::from_u128(1)), SITE, ("issue", 1), MemberId(Uuid::from_u128(99)))
    }
}

/// The roles of those who see it, in the order of `everybody`.
fn seen_by(sees: impl Fn(&Member) -> bool) -> Vec<Role> {
    everybody().iter().filter(|member| sees(member)).map(|member| member.grants[0].role).collect()
}

#[test]
fn a_round_is_seen_by_its_role_its_head_and_those_who_see_all() {
    use Role::*;
    let seen = seen_by(|member| visible_round(member, &round()));
    assert_eq!(seen, [Maintenance, Maintenance, EngHead, CsSupervisor, Pm, Deputy, Gm, Quality]);
}

#[test]
fn a_round_is_seen_by_who_walks_it_whatever_their_role() {
    let mut round = round();
    round.inspector = Some(MemberId(Uuid::from_u128(5)));
    assert!(visible_round(&everybody()[4], &round));
    round.inspector = None;
    round.assignee = Some(MemberId(Uuid::from_u128(5)));
    assert!(visible_round(&everybody()[4], &round));
}

#[test]
fn a_covert_round_is_seen_by_who_walks_and_who_ordered_it() {
    use Role::*;
    let mut round = round();
    round.kind = RoundKind::Covert;
    round.assignee = Some(MemberId(Uuid::from_u128(7)));
    let seen = seen_by(|member| visible_round(member, &round));
    assert_eq!(seen, [CsOfficer, Pm, Deputy, Quality]);
}

#[test]
fn a_covert_round_is_open_to_the_department_once_reviewed() {
    let mut round = round();
    round.kind = RoundKind::Covert;
    round.state = RoundState::Submitted;
    assert!(!visible_round(&everybody()[3], &round));
    round.state = RoundState::Reviewed;
    assert!(visible_round(&everybody()[3], &round));
}

#[test]
fn a_case_is_seen_by_its_department_and_those_who_see_all() {
    use Role::*;
    let seen = seen_by(|member| visible_case(member, &case()));
    let department = [Maintenance, Maintenance, EngineerShift, EngHead];
    let all = [CsOfficer, CsSupervisor, Pm, Deputy, Gm, Quality, OfficeClerk];
    assert_eq!(seen, [&department[..], &all[..]].concat());
}

#[test]
fn a_case_is_seen_by_its_finder_and_its_handler() {
    let guard = &everybody()[4];
    let mut found = case();
    found.finder = guard.id;
    assert!(visible_case(guard, &found));
    let mut handled = case();
    handled.handler = Some(guard.id);
    assert!(visible_case(guard, &handled));
}

#[test]
fn an_administrator_sees_what_everybody_refers_to_and_no_work() {
    let admin = everybody().pop().unwrap();
    let photo = Record::Photo { id: PhotoId([0; 32]) };
    assert!(visible_record(&admin, SITE, &photo));
    assert!(!visible_record(&admin, SITE, &Record::Round(round())));
    assert!(!visible_record(&admin, SITE, &Record::Case(case())));
}

#[test]
fn nobody_sees_anything_of_another_site() {
    let other = SiteId(Uuid::from_u128(2));
    for member in everybody() {
        assert!(marks_of(&member, other).is_empty());
        let mut elsewhere = round();
        elsewhere.site = other;
        elsewhere.inspector = Some(member.id);
        assert!(!visible_round(&member, &elsewhere));
    }
}

/// Member 2 took it over from member 1; each was at a point, by position.
fn handed_over() -> Round {
    let (one, two) = (MemberId(Uuid::from_u128(1)), MemberId(Uuid::from_u128(2)));
    let point = CheckpointId(Uuid::from_u128(7));
    let fix = Fix { lat_e4: 312_304, lon_e4: 1_214_737, accuracy_m: 20 };
    let at_the_door = |minute| Presence {
        fix: Some(fix),
        ..Presence::new(point, PresenceHow::Position, At(0).plus_minutes(minute))
    };
    let note = String::new();
    Round {
        inspector: Some(two),
        presence: vec![at_the_door(1), at_the_door(20)],
        relays: vec![Relay { from: Some(one), to: two, by: one, at: At(0).plus_minutes(10), note }],
        ..round()
    }
}

/// Which of the two positions a member reads.
fn positions_read_by(member: &Member) -> Vec<bool> {
    let record = Record::Round(handed_over());
    assert!(is_guarded(&record));
    let Record::Round(shown) = redact(record, &marks_of(member, SITE)) else {
        panic!("a round stays a round")
    };
    assert!(shown.presence.iter().all(|presence| presence.how == PresenceHow::Position));
    shown.presence.iter().map(|presence| presence.fix.is_some()).collect()
}

#[test]
fn a_position_is_read_by_whoever_carried_the_phone_and_by_those_who_judge_the_round() {
    use Role::*;
    let everybody = everybody();
    assert_eq!(positions_read_by(&everybody[0]), [true, false]);
    assert_eq!(positions_read_by(&everybody[1]), [false, true]);
    let all = |member: &&Member| positions_read_by(member) == [true, true];
    let judges: Vec<Role> = everybody.iter().filter(all).map(|m| m.grants[0].role).collect();
    assert_eq!(judges, [EngHead, CsSupervisor, Pm, Deputy, Gm, Quality]);
    let colleague = person(77, Maintenance, Department::Eng);
    assert!(visible_round(&colleague, &handed_over()));
    assert_eq!(positions_read_by(&colleague), [false, false]);
}

#[test]
fn a_round_without_a_position_is_shown_as_it_stands() {
    assert!(!is_guarded(&Record::Round(round())));
}
