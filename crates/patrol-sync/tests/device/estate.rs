//! One estate with one person: what the device's tests speak of.

use patrol_domain::checklist::{Category, Severity};
use patrol_domain::ids::{CaseId, MemberId, OpId, SiteId};
use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::photo::PhotoRef;
use patrol_domain::place::Site;
use patrol_domain::{At, Key, Mutation, Record, Text};
use patrol_protocol::Session;
use patrol_sync::device::photo_id;
use patrol_sync::ports::PhotoBytes;
use uuid::Uuid;

pub const SITE: SiteId = SiteId(Uuid::from_u128(1));
pub const ME: MemberId = MemberId(Uuid::from_u128(2));
pub const NOW: At = At(1_800_000_000_000);

pub fn case(n: u128) -> Key {
    Key::Case { id: case_id(n) }
}

pub fn case_id(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(0x100 + n))
}

pub fn op(n: u128) -> OpId {
    OpId(Uuid::from_u128(n))
}

pub fn photo(n: u8, length: usize) -> PhotoBytes {
    let bytes = vec![n; length];
    PhotoBytes { id: photo_id(&bytes), bytes }
}

pub fn file(n: u128, photos: &[&PhotoBytes]) -> Mutation {
    let named = |photo: &&PhotoBytes| PhotoRef {
        id: photo.id,
        bytes: photo.bytes.len() as u32,
        width: 1,
        height: 1,
        original: photo.id,
        taken_at: NOW,
        marks: Vec::new(),
    };
    Mutation::FileIssue {
        case: case_id(n),
        place: None,
        spot: String::new(),
        title: format!("法兰滴漏 {n}"),
        category: "WTR".to_owned(),
        severity: Severity::General,
        photos: photos.iter().map(named).collect(),
        found_in: None,
        department: None,
        sound: None,
    }
}

fn member() -> Member {
    let grant = Grant { site: SITE, role: Role::EngHead, department: Department::Eng };
    Member { id: ME, name: "周敏".to_owned(), grants: vec![grant], suspended: false }
}

fn site() -> Site {
    let zone = "Asia/Shanghai".to_owned();
    Site {
        id: SITE,
        name: "锦绣花园".to_owned(),
        zone,
        offset_min: 480,
        calendar: Default::default(),
        positions: false,
        shifts: Default::default(),
        switches: Default::default(),
    }
}

pub fn session() -> Session {
    let (member, sites) = (member(), vec![site()]);
    Session { member, sites, server_time: At(NOW.0 + 3_600_000), must_change_password: false }
}

pub fn estate() -> Vec<Record> {
    let words = || Text { zh_hans: "水".into(), zh_hant: "水".into(), en: "water".into() };
    let department = Department::Eng;
    let category =
        Category { code: "WTR".into(), name: words(), route: "repair".into(), department };
    let flow = include_str!("../../../../library/flows/issue.json");
    vec![
        Record::Site(site()),
        Record::Member(member()),
        Record::Categories { list: vec![category] },
        Record::Flow(serde_json::from_str(flow).expect("the bench works")),
    ]
}
