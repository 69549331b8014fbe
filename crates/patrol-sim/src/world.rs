//! Two small estates with their people, places, checklists and rounds that are due.

use crate::dice::Dice;
use patrol_domain::checklist::{
    AnswerKind, Basis, Category, Checklist, Item, Method, PhotoRule, Severity,
};
use patrol_domain::flow::Flow;
use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::place::{Checkpoint, Place, Site};
use patrol_domain::round::{Round, RoundKind};
use patrol_domain::task::Task;
use patrol_domain::{
    At, CheckpointId, MemberId, Mutation, PlaceId, Record, RoundId, SiteId, Text, Window,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// When every run begins, server's time: 2026-11-19 08:00 in Shanghai.
pub const MORNING: At = At(1_795_046_400_000);
pub const CHECKLIST: &str = "C37";
const PLACES: u128 = 3;
const PLANNED: u128 = 6;

pub fn site(n: u128) -> SiteId {
    SiteId(Uuid::from_u128(0xA000 + n))
}

pub fn member(n: u128) -> MemberId {
    MemberId(Uuid::from_u128(0xB000 + n))
}

pub fn place(site: u128, n: u128) -> PlaceId {
    PlaceId(Uuid::from_u128(0xC000 + site * 0x100 + n))
}

pub fn checkpoint(site: u128, n: u128) -> CheckpointId {
    CheckpointId(Uuid::from_u128(0xD000 + site * 0x100 + n))
}

/// A person with a phone, and the sites they work at.
#[derive(Clone, Debug)]
pub struct Holder {
    pub member: MemberId,
    pub sites: Vec<SiteId>,
    pub role: Role,
}

/// Who holds the n-th phone. One engineer has two phones; the manager works at both estates.
pub fn holder(phone: u32) -> Holder {
    let at = |n: u128, sites: &[u128], role| Holder {
        member: member(n),
        sites: sites.iter().map(|&n| site(n)).collect(),
        role,
    };
    match phone % 8 {
        0 | 1 => at(1, &[1], Role::EngineerShift),
        2 => at(2, &[1], Role::Maintenance),
        3 => at(3, &[1], Role::EngHead),
        4 => at(4, &[1], Role::CsOfficer),
        5 => at(5, &[1, 2], Role::Pm),
        6 => at(6, &[2], Role::EngineerShift),
        _ => at(7, &[2], Role::EngHead),
    }
}

fn department(role: Role) -> Department {
    match role {
        Role::CsOfficer => Department::Cs,
        Role::Pm => Department::Mgmt,
        _ => Department::Eng,
    }
}

pub fn members() -> Vec<Member> {
    let names = ["李建国", "张磊", "周敏", "王芳", "何伟", "钱军", "孙丽"];
    let mut members = BTreeMap::new();
    for holder in (0..8).map(holder) {
        let grant =
            |&site: &SiteId| Grant { site, role: holder.role, department: department(holder.role) };
        members.entry(holder.member).or_insert(Member {
            id: holder.member,
            name: names[members_index(holder.member)].to_owned(),
            grants: holder.sites.iter().map(grant).collect(),
            suspended: false,
        });
    }
    members.into_values().collect()
}

fn members_index(id: MemberId) -> usize {
    (id.0.as_u128() - 0xB001) as usize
}

/// What the n-th estate starts with.
pub fn records(n: u128) -> Vec<Record> {
    let mut records = vec![
        Record::Site(Site {
            id: site(n),
            name: format!("锦绣花园{n}"),
            zone: "Asia/Shanghai".to_owned(),
            offset_min: 480,
            calendar: Default::default(),
            positions: false,
            shifts: Default::default(),
            switches: Default::default(),
        }),
        Record::Checklist(checklist()),
        Record::Flow(flow()),
        Record::Categories { list: vec![category()] },
    ];
    let here = members().into_iter().filter(|m| m.grants.iter().any(|g| g.site == site(n)));
    records.extend(here.map(Record::Member));
    for p in 0..PLACES {
        records.push(Record::Place(Place {
            id: place(n, p),
            site: site(n),
            parent: None,
            kind: "pump_room".to_owned(),
            name: format!("{p} 号泵房"),
            floor: "B1 层".to_owned(),
            limits: BTreeMap::new(),
        }));
        records.push(Record::Checkpoint(Checkpoint {
            id: checkpoint(n, p),
            site: site(n),
            place: place(n, p),
            number: format!("0{p}"),
            name: "门口".to_owned(),
            code: format!("7K4Q2{p}"),
            area: None,
        }));
    }
    records.extend((0..PLANNED).map(|r| Record::Round(planned(n, r))));
    records
}

fn text(words: &str) -> Text {
    Text { zh_hans: words.to_owned(), zh_hant: words.to_owned(), en: words.to_owned() }
}

fn checklist() -> Checklist {
    let item = |n: u32, answer: AnswerKind, photo: PhotoRule| Item {
        id: format!("{CHECKLIST}-{n:02}"),
        title: text("水泵"),
        guide: None,
        methods: vec![Method::Look],
        answer,
        photo,
        category: "WTR".to_owned(),
        severity: Severity::General,
        basis: Basis::Stated,
        tags: Vec::new(),
        must: false,
        optional: false,
        show_if: None,
    };
    Checklist {
        id: CHECKLIST.to_owned(),
        version: 1,
        key: "pump_room".to_owned(),
        group: "C".to_owned(),
        name: text("生活水泵房"),
        subject: "pump_room".to_owned(),
        roles: vec![Role::EngineerShift, Role::Maintenance],
        frequency: text("每日"),
        trigger: "daily".to_owned(),
        rules: Vec::new(),
        note: None,
        log: None,
        items: vec![
            item(1, AnswerKind::Check, PhotoRule::None),
            item(2, AnswerKind::Check, PhotoRule::OnProblem),
            item(3, AnswerKind::Text, PhotoRule::None),
            item(4, AnswerKind::Check, PhotoRule::None),
            item(5, AnswerKind::Check, PhotoRule::Always),
        ],
    }
}

fn category() -> Category {
    Category {
        code: "WTR".to_owned(),
        name: text("给排水"),
        route: "repair".to_owned(),
        department: Department::Eng,
    }
}

/// The flow that ships with the product.
fn flow() -> Flow {
    serde_json::from_str(include_str!("../../../library/flows/issue.json"))
        .expect("the library's flow is tested where it lives")
}

fn planned(n: u128, r: u128) -> Round {
    let opens = MORNING.plus_minutes(r as i64 * 5);
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: CHECKLIST.to_owned(),
        version: 1,
        place: place(n, r % PLACES),
        department: Department::Eng,
        roles: vec![Role::EngineerShift, Role::Maintenance],
    };
    Round {
        window: Some(Window { opens, closes: opens.plus_minutes(60), grace_min: 15 }),
        ..Round::planned(RoundId(Uuid::from_u128(0xE000 + n * 0x100 + r)), site(n), 480, task)
    }
}

/// The n-th item of the checklist.
pub fn item(n: u64) -> String {
    format!("{CHECKLIST}-{n:02}")
}

/// 流转: the round goes to one of the eight, fit for it or not.
pub fn relay(dice: &mut Dice, round: RoundId) -> Mutation {
    let to = dice.pick(&members()).map_or(MemberId::SYSTEM, |colleague| colleague.id);
    Mutation::HandRoundOver { round, to, note: "接警去了".to_owned() }
}

/// A place and its checkpoint, any of the site's.
pub fn somewhere(dice: &mut Dice, site_id: SiteId) -> (PlaceId, CheckpointId) {
    let n = site_id.0.as_u128() - 0xA000;
    let p = u128::from(dice.below(PLACES as u64));
    (place(n, p), checkpoint(n, p))
}
