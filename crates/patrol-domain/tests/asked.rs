//! Which items a round asks, on the checklists that ship with the product.

#![allow(clippy::unwrap_used)]

use patrol_domain::asked::{Asker, asked, left_out, permitted};
use patrol_domain::checklist::{Basis, Checklist, Condition};
use patrol_domain::library::{Reason, check_checklist};
use patrol_domain::people::{Department, Role};
use patrol_domain::round::{
    Answer, AnswerValue, Evidence, History, Past, Round, RoundKind, Verdict,
};
use patrol_domain::shift::{ShiftStart, Shifts};
use patrol_domain::switches::{ItemSwitch, SwitchFault, Switches};
use patrol_domain::task::Task;
use patrol_domain::{At, MemberId, PlaceId, RoundId, SiteId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use uuid::Uuid;

const CHINA: i16 = 8 * 60;

fn list(file: &str) -> Checklist {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library/checklists").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// 10:00 of a day of 2026 in China.
fn day(month: u32, day: u32) -> At {
    let noon = chrono::NaiveDate::from_ymd_opt(2026, month, day).unwrap().and_hms_opt(2, 0, 0);
    At(noon.unwrap().and_utc().timestamp_millis())
}

/// A place where these items were last looked at on one day.
fn seen(items: &[&str], at: At) -> History {
    let past = Past {
        round: RoundId(Uuid::from_u128(1)),
        at,
        by: MemberId(Uuid::from_u128(2)),
        verdict: Verdict::Ok,
        reading: None,
        originals: Vec::new(),
    };
    History {
        site: SiteId(Uuid::from_u128(3)),
        place: PlaceId(Uuid::from_u128(4)),
        checklist: String::new(),
        items: items.iter().map(|item| ((*item).to_owned(), vec![past.clone()])).collect(),
    }
}

fn round(of: &Checklist) -> Round {
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: of.id.clone(),
        version: 1,
        place: PlaceId(Uuid::from_u128(4)),
        department: Department::Mgmt,
        roles: Vec::new(),
    };
    Round::planned(RoundId(Uuid::from_u128(5)), SiteId(Uuid::from_u128(3)), CHINA, task)
}

fn answered(value: AnswerValue) -> Answer {
    Answer {
        value,
        note: String::new(),
        photos: Vec::new(),
        severity: None,
        evidence: Evidence::default(),
        case: None,
        by: MemberId(Uuid::from_u128(2)),
        at: At(0),
    }
}

/// One person, in the shifts and with the switches that a site has without a word.
struct Ask {
    shifts: Shifts,
    switches: Switches,
}

impl Ask {
    fn out(
        &self,
        list: &Checklist,
        roles: &[Role],
        history: Option<&History>,
        at: At,
        by: u128,
    ) -> BTreeSet<String> {
        let Ask { shifts, switches } = self;
        let member = MemberId(Uuid::from_u128(by));
        left_out(list, history, &Asker { member, roles, at, offset_min: CHINA, shifts, switches })
    }
}

/// As a person with the number 2 is asked at a site without words of its own.
fn out_at(list: &Checklist, roles: &[Role], history: Option<&History>, at: At) -> BTreeSet<String> {
    let site = Ask { shifts: Shifts::default(), switches: Switches::default() };
    site.out(list, roles, history, at, 2)
}

fn names(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

/// R14, C23: rain from May to September, storms from June to October, winter from November.
#[test]
fn an_item_of_another_season_is_left_out() {
    let vacant = list("C23-vacant_unit.json");
    let out = |at| out_at(&vacant, &[], None, at);
    assert_eq!(out(day(11, 22)), names(&["C23-12", "C23-13"]));
    assert_eq!(out(day(7, 1)), names(&["C23-14"]));
    assert_eq!(out(day(4, 30)), names(&["C23-12", "C23-13", "C23-14"]));
}

/// C34: weekly care is asked once an ISO week, daily care once a day.
#[test]
fn an_item_that_was_looked_at_in_its_rhythm_is_left_out() {
    let care = list("C34-dist_care.json");
    let monday = seen(&["C34-01", "C34-02", "C34-03"], day(11, 16));
    let out = |at| out_at(&care, &[], Some(&monday), at);
    assert_eq!(out(day(11, 16).plus_minutes(60)), names(&["C34-01", "C34-02", "C34-03"]));
    assert_eq!(out(day(11, 22)), names(&["C34-03"]));
    assert_eq!(out(day(11, 23)), names(&[]));
}

/// A day is the site's, not Greenwich's: 00:30 in China is still yesterday there.
#[test]
fn a_rhythm_turns_at_the_sites_midnight() {
    let care = list("C34-dist_care.json");
    let evening = seen(&["C34-02"], day(11, 17).plus_minutes(13 * 60));
    let after_midnight = day(11, 17).plus_minutes(14 * 60 + 30);
    assert_eq!(out_at(&care, &[], Some(&evening), after_midnight), names(&[]));
}

/// C26: guards have a short list of ten.
#[test]
fn a_guard_is_asked_the_short_list_and_an_engineer_everything() {
    let site = list("C26-renovation_site.json");
    let out = |role| out_at(&site, &[role], None, day(11, 22)).len();
    assert_eq!((out(Role::Guard), out(Role::Maintenance)), (14, 0));
    let pump = list("C37-pump_room.json");
    assert!(out_at(&pump, &[Role::Guard], None, day(11, 22)).is_empty());
}

#[test]
fn a_round_that_would_ask_nothing_asks_everything() {
    let mut care = list("C34-dist_care.json");
    care.items.truncate(2);
    care.items.remove(0);
    let today = seen(&["C34-02"], day(11, 16));
    let out = out_at(&care, &[], Some(&today), day(11, 16).plus_minutes(5));
    assert_eq!(out, names(&[]));
}

#[test]
fn only_an_item_with_a_season_a_rhythm_a_short_list_or_a_switch_may_be_left_out() {
    let of = |file: &str, wanted: &[&str]| permitted(&list(file), &names(wanted));
    assert_eq!(of("C23-vacant_unit.json", &["C23-12", "C23-01"]), names(&["C23-12"]));
    assert_eq!(of("C26-renovation_site.json", &["C26-04", "C26-02"]), names(&["C26-04"]));
    assert_eq!(of("C03-building_body.json", &["C03-01", "C03-02"]), names(&["C03-01"]));
    assert_eq!(of("C03-building_body.json", &["C03-02", "nothing"]), names(&[]));
}

#[test]
fn a_phone_cannot_leave_everything_out() {
    let mut care = list("C34-dist_care.json");
    care.items.retain(|item| item.id == "C34-02" || item.id == "C34-03");
    assert_eq!(permitted(&care, &names(&["C34-02", "C34-03"])), names(&[]));
}

/// 不适用 on Monday looked at nothing: the week still owes it.
#[test]
fn an_item_that_could_not_be_looked_at_is_asked_again() {
    let care = list("C34-dist_care.json");
    let mut monday = seen(&["C34-03"], day(11, 16));
    for past in monday.items.values_mut().flatten() {
        past.verdict = Verdict::NotApplicable;
    }
    assert_eq!(out_at(&care, &[], Some(&monday), day(11, 17)), names(&[]));
}

/// Who is a guard and a fitter walks as a fitter.
#[test]
fn a_person_of_two_roles_gets_no_short_list() {
    let site = list("C26-renovation_site.json");
    let both = [Role::Guard, Role::Maintenance];
    assert_eq!(out_at(&site, &both, None, day(11, 22)), names(&[]));
}

#[test]
fn an_item_with_a_condition_is_asked_when_the_answer_before_it_says_so() {
    let mut pump = list("C37-pump_room.json");
    let (base, last) = (pump.items[7].id.clone(), pump.items.len() - 1);
    let depends = pump.items[last].id.clone();
    let condition = Condition { item: base.clone(), is: vec![Verdict::Problem], options: vec![] };
    pump.items[last].show_if = Some(condition);
    let mut walk = round(&pump);
    let is_asked = |walk: &Round| asked(&pump, walk).any(|item| item.id == depends);
    assert!(!is_asked(&walk), "nothing is answered yet");
    walk.answers = BTreeMap::from([(base.clone(), answered(AnswerValue::Ok))]);
    assert!(!is_asked(&walk));
    walk.answers = BTreeMap::from([(base, answered(AnswerValue::Problem))]);
    assert!(is_asked(&walk));
}

#[test]
fn a_condition_that_can_never_hold_is_refused_with_its_reason() {
    let pump = list("C37-pump_room.json");
    let categories: Vec<_> = pump.items.iter().map(|item| item.category.clone()).collect();
    let refused = |change: fn(&Checklist) -> Condition| {
        let mut broken = pump.clone();
        broken.items[1].show_if = Some(change(&pump));
        check_checklist(&broken, &known(&categories)).unwrap_err().reason
    };
    let later = refused(|list| Condition {
        item: list.items[5].id.clone(),
        is: vec![Verdict::Ok],
        options: vec![],
    });
    assert_eq!(later, Reason::ConditionNotBefore("C37-06".into()));
    let option =
        refused(|list| Condition { item: list.items[0].id.clone(), is: vec![], options: vec![0] });
    assert_eq!(option, Reason::ConditionNoOption("C37-01".into()));
    let empty =
        refused(|list| Condition { item: list.items[0].id.clone(), is: vec![], options: vec![] });
    assert_eq!(empty, Reason::ConditionEmpty("C37-01".into()));
}

fn known(codes: &[String]) -> Vec<patrol_domain::checklist::Category> {
    let words = serde_json::json!({ "zh-Hans": "类", "zh-Hant": "類", "en": "kind" });
    let one = |code: &String| {
        let category = serde_json::json!({
            "code": code, "name": words, "route": "repair", "department": "mgmt"
        });
        serde_json::from_value(category).unwrap()
    };
    codes.iter().map(one).collect()
}

/// 10:00 and these minutes of Thursday 19 November, in the day shift from 08:00 to 20:00.
fn minutes(after_ten: i64) -> At {
    day(11, 19).plus_minutes(after_ten)
}

/// R69: the control room is cleaned once a shift, whoever did it.
#[test]
fn an_item_per_shift_is_asked_once_in_the_shift_of_the_site_whoever_looked() {
    let care = list("C34-dist_care.json");
    let morning = seen(&["C34-01", "C34-02", "C34-03"], minutes(0));
    let out = |at| out_at(&care, &[], Some(&morning), at).contains("C34-01");
    assert!(out(minutes(9 * 60 + 59)), "19:59, the same shift");
    assert!(!out(minutes(10 * 60)), "20:00, the night shift");
    let site = Ask { shifts: Shifts::default(), switches: Switches::default() };
    let other = site.out(&care, &[], Some(&morning), minutes(60), 7);
    assert!(other.contains("C34-01"), "a colleague is not asked again");
}

/// A site with other hours has other shifts.
#[test]
fn the_hours_of_the_site_decide_what_a_shift_is() {
    let care = list("C34-dist_care.json");
    let morning = seen(&["C34-01"], minutes(0));
    let start = |from_min| ShiftStart { from_min, name: care.name.clone() };
    let three = Shifts::try_from(vec![start(0), start(480), start(840)]).unwrap();
    let site = Ask { shifts: three, switches: Switches::default() };
    let out = |at| site.out(&care, &[], Some(&morning), at, 2).contains("C34-01");
    assert_eq!([out(minutes(239)), out(minutes(240))], [true, false]);
}

/// C48: before duty once in a person's shift; a colleague who begins is asked too.
#[test]
fn what_comes_before_duty_is_asked_once_of_each_person_in_a_shift() {
    let cart = list("C48-cart.json");
    let done = seen(&["C48-03"], minutes(0));
    let site = Ask { shifts: Shifts::default(), switches: Switches::default() };
    let out = |by, at| site.out(&cart, &[], Some(&done), at, by).contains("C48-03");
    assert!(!site.out(&cart, &[], None, minutes(0), 2).contains("C48-03"));
    assert!(out(2, minutes(60)));
    assert!(!out(7, minutes(60)), "the next driver");
    assert!(!out(2, minutes(24 * 60)), "the next day");
}

/// C48: after duty is asked near the end of the shift, half an hour over it too, and once.
#[test]
fn what_comes_after_duty_is_asked_near_the_end_of_the_shift_and_once() {
    let cart = list("C48-cart.json");
    let worked = seen(&["C48-03", "C48-05"], minutes(0));
    let out = |history: &History, at| out_at(&cart, &[], Some(history), at).contains("C48-04");
    assert!(out(&worked, minutes(7 * 60 + 59)), "17:59, too early");
    assert!(!out(&worked, minutes(8 * 60)), "18:00");
    assert!(!out(&worked, minutes(10 * 60 + 20)), "20:20, still to end the day shift");
    assert!(out(&worked, minutes(10 * 60 + 30)), "20:30, the night shift");
    let ended = seen(&["C48-03", "C48-04"], minutes(9 * 60));
    assert!(out(&ended, minutes(9 * 60 + 30)), "ended once");
    let late = out_at(&cart, &[], Some(&worked), minutes(10 * 60 + 20));
    assert!(late.contains("C48-03"), "who ends a shift does not begin one");
}

fn switch(item: &str, asked: bool) -> ItemSwitch {
    ItemSwitch { item: item.into(), asked }
}

/// Derived items can be switched off per site; what the sources name stays.
#[test]
fn a_site_switches_a_derived_item_off_and_a_stated_one_never() {
    let building = list("C03-building_body.json");
    let off = Switches::default().with(&building, &switch("C03-01", false)).unwrap();
    let site = Ask { shifts: Shifts::default(), switches: off.clone() };
    assert_eq!(site.out(&building, &[], None, day(11, 19), 2), names(&["C03-01"]));
    assert_eq!(off.with(&building, &switch("C03-01", true)), Ok(Switches::default()));
    let stated = building.items.iter().find(|item| item.basis == Basis::Stated).unwrap();
    let refused = off.with(&building, &switch(&stated.id, false));
    assert_eq!(refused, Err(SwitchFault::Mandatory));
    assert_eq!(off.with(&building, &switch("C04-01", false)), Err(SwitchFault::Unknown));
    let forced = Switches { off: names(&[&stated.id]), ..Switches::default() };
    assert!(forced.asks(stated), "a word in a file does not reach it");
}

#[test]
fn an_optional_item_is_asked_where_the_site_switched_it_on() {
    let mut pump = list("C37-pump_room.json");
    pump.items[2].optional = true;
    let id = pump.items[2].id.clone();
    assert_eq!(out_at(&pump, &[], None, day(11, 19)), names(&[&id]));
    let on = Switches::default().with(&pump, &switch(&id, true)).unwrap();
    let site = Ask { shifts: Shifts::default(), switches: on };
    assert_eq!(site.out(&pump, &[], None, day(11, 19), 2), names(&[]));
}

#[test]
fn the_last_item_of_a_checklist_cannot_be_switched_off() {
    let mut building = list("C03-building_body.json");
    building.items.retain(|item| item.id == "C03-01");
    let refused = Switches::default().with(&building, &switch("C03-01", false));
    assert_eq!(refused, Err(SwitchFault::Last));
}
