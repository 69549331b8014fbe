//! A caller is found by name, unit or the end of the phone number, and shown only so far that the
//! desk knows them again.

use patrol_domain::At;
use patrol_domain::case::{Case, Entry, FieldValue, Held};
use patrol_domain::flow::{Secrecy, Visibility};
use patrol_domain::ids::{CaseId, MemberId, OpId, SiteId};
use patrol_domain::intake::{Asked, Callers, MOST_CALLERS, answers_calls, callers};
use patrol_domain::people::{Department, Grant, Member, Role};
use uuid::Uuid;

const SITE: SiteId = SiteId(Uuid::from_u128(1));

fn person(role: Role, department: Department) -> Member {
    let grants = vec![Grant { site: SITE, role, department }];
    Member { id: MemberId(Uuid::from_u128(7)), name: "王芳".into(), grants, suspended: false }
}

fn desk() -> Member {
    person(Role::FrontDesk, Department::Cs)
}

fn call(number: u128, fields: &[(&str, &str)]) -> Case {
    let finder = MemberId(Uuid::from_u128(8));
    let mut case = Case::blank(CaseId(Uuid::from_u128(number)), SITE, ("work_order", 1), finder);
    case.found_at = At(number as i64);
    case.title = format!("第 {number} 次来电");
    for (key, text) in fields {
        let value = FieldValue::Text { text: (*text).into() };
        let (op, at) = (OpId(Uuid::from_u128(number)), case.found_at);
        let entry = Entry { op, by: finder, at, value };
        case.fields.insert((*key).into(), Held { entries: vec![entry], ..Held::default() });
    }
    case
}

fn wang() -> Case {
    call(1, &[("unit", "3栋2单元602"), ("caller", "王秀英"), ("phone", "138-0013-8867")])
}

fn ask(cases: &[Case], me: &Member, words: &str) -> Callers {
    Asked::of(words).map(|asked| callers(cases.iter(), me, SITE, &asked)).unwrap_or_default()
}

#[test]
fn a_caller_is_found_by_name_unit_or_phone_tail_and_shown_masked() {
    let cases = [
        wang(),
        call(2, &[("unit", "5栋101"), ("reporter", "赵四"), ("reporter_phone", "13900001111")]),
    ];
    for words in ["王秀英", "秀英", "602", "3栋602", "8867", "138867"] {
        let found = ask(&cases, &desk(), words).found;
        assert_eq!(found.len(), 1, "{words}");
        assert_eq!(
            (&*found[0].unit, &*found[0].name, &*found[0].phone),
            ("3栋2单元602", "王**", "8867")
        );
    }
    let told = serde_json::to_string(&ask(&cases, &desk(), "602")).unwrap();
    assert!(!told.contains("秀英") && !told.contains("0013"), "{told}");
    assert_eq!(ask(&cases, &desk(), "1111").found[0].name, "赵**");
}

#[test]
fn too_little_finds_nobody() {
    for words in ["", " ", "王", "6", "--", "，。"] {
        assert!(Asked::of(words).is_none(), "{words:?}");
    }
    // Two digits are a unit's beginning, never the end of a phone number.
    assert_eq!(ask(&[wang()], &desk(), "67").found, []);
}

#[test]
fn the_same_caller_stands_once_with_the_newest_case() {
    let mut again = wang();
    (again.id, again.found_at) = (CaseId(Uuid::from_u128(9)), At(9));
    let found = ask(&[wang(), again], &desk(), "602").found;
    assert_eq!(found.iter().map(|caller| caller.at).collect::<Vec<_>>(), [At(9)]);
}

#[test]
fn more_than_a_few_are_not_told_but_that_there_are_more() {
    let cases: Vec<Case> =
        (1..=20).map(|n| call(n, &[("unit", &format!("3栋{n}01")), ("caller", "王一")])).collect();
    let found = ask(&cases, &desk(), "3栋");
    assert_eq!((found.found.len(), found.more), (MOST_CALLERS, true));
    assert_eq!(found.found[0].at, At(20));
}

#[test]
fn a_case_that_the_person_may_not_see_and_one_of_another_site_tell_nothing() {
    let mut hidden = wang();
    hidden.visibility = Visibility { kind: Secrecy::Protected, roles: Vec::new() };
    let mut elsewhere = wang();
    elsewhere.site = SiteId(Uuid::from_u128(2));
    assert_eq!(ask(&[hidden, elsewhere], &desk(), "602").found, []);
}

#[test]
fn calls_are_answered_by_customer_service_and_managers() {
    let site = |role, department| answers_calls(&person(role, department), SITE);
    assert!(site(Role::FrontDesk, Department::Cs) && site(Role::Pm, Department::Mgmt));
    assert!(!site(Role::Guard, Department::Sec) && !site(Role::EngHead, Department::Eng));
    assert!(!site(Role::Admin, Department::Office) && !site(Role::Quality, Department::Quality));
    assert!(!answers_calls(&desk(), SiteId(Uuid::from_u128(2))));
}
