//! A house of two sites with a few people, on a database of the test's own.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use patrol_domain::checklist::{Category, Severity};
use patrol_domain::flow::Flow;
use patrol_domain::ids::*;
use patrol_domain::operation::{Mutation, Op};
use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::photo::PhotoRef;
use patrol_domain::place::{Place, Site};
use patrol_domain::text::Text;
use patrol_domain::{At, Record};
use patrol_protocol::{
    CLIENT_HEADER, ErrorBody, ErrorCode, MEDIA_TYPE, PROTOCOL, Pull, Push, PushAnswer,
};
use patrol_server::config::PasswordCost;
use patrol_server::{App, Config, app};
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tower::ServiceExt;
use uuid::Uuid;

/// 2026-11-19 08:00 in Shanghai.
pub const MORNING: At = At(1_795_046_400_000);

pub const SITE: SiteId = SiteId(Uuid::from_u128(0xA1));
pub const OTHER_SITE: SiteId = SiteId(Uuid::from_u128(0xB1));
pub const PUMPS: PlaceId = PlaceId(Uuid::from_u128(0xA2));

pub const LI: MemberId = member(1);
pub const ZHANG: MemberId = member(2);
pub const ZHOU: MemberId = member(3);
pub const CHEN: MemberId = member(4);
pub const WANG: MemberId = member(5);
pub const HE: MemberId = member(6);
pub const ZHENG: MemberId = member(7);
pub const ADMIN: MemberId = member(8);
pub const QIAN: MemberId = member(9);

const fn member(n: u128) -> MemberId {
    MemberId(Uuid::from_u128(0xC0 + n))
}

/// A server on its own database; dropping it deletes the files.
pub struct House {
    pub app: App,
    pub config: Config,
    pub clock: Arc<AtomicI64>,
    folder: PathBuf,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json<T: DeserializeOwned>(&self) -> T {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.headers[header::CONTENT_TYPE], MEDIA_TYPE, "{text}");
        serde_json::from_slice(&self.body).unwrap_or_else(|why| panic!("{why}: {text}"))
    }

    pub fn ok<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    #[track_caller]
    pub fn refused(&self, status: u16, code: ErrorCode) {
        let body: ErrorBody = self.json();
        assert_eq!((self.status.as_u16(), body.code), (status, code));
    }
}

impl House {
    pub async fn on_sqlite() -> House {
        let folder = new_folder();
        let config = Config::in_folder(&folder);
        House::open(config, folder).await
    }

    pub async fn on_postgres() -> House {
        let folder = new_folder();
        let mut config = Config::in_folder(&folder);
        config.database_url = crate::postgres::new_database().await;
        House::open(config, folder).await
    }

    async fn open(mut config: Config, folder: PathBuf) -> House {
        let clock = Arc::new(AtomicI64::new(MORNING.0));
        let hands = clock.clone();
        config.clock = Arc::new(move || At(hands.load(Ordering::SeqCst)));
        config.password_cost = PasswordCost { memory_kib: 64, rounds: 1 };
        let app = app(config.clone()).await.unwrap();
        app.begin_life().await.unwrap();
        let house = House { app, config, clock, folder };
        house.app.store.put(SITE, home()).await.unwrap();
        house.app.store.put(OTHER_SITE, elsewhere()).await.unwrap();
        house
    }

    /// The process ends without a word and starts again over the same data.
    pub async fn restart(&mut self) {
        self.app = app(self.config.clone()).await.unwrap();
        self.app.begin_life().await.unwrap();
    }

    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    pub fn clock_at(&self, now: At) {
        self.clock.store(now.0, Ordering::SeqCst);
    }

    pub fn pass(&self, days: i64) {
        self.pass_minutes(days * 24 * 60);
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.clock.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.app.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    pub async fn phone(&self, member: MemberId) -> Phone<'_> {
        let cookie = self.app.session_cookie(member).await.unwrap();
        Phone { house: self, member, cookie, device: DeviceId(Uuid::now_v7()), seq: 0 }
    }
}

pub fn request(method: Method, uri: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(uri).header(CLIENT_HEADER, PROTOCOL.to_string())
}

/// A signed-in person's device.
pub struct Phone<'a> {
    house: &'a House,
    pub member: MemberId,
    pub cookie: String,
    pub device: DeviceId,
    pub seq: u64,
}

impl<'a> Phone<'a> {
    pub fn house(&self) -> &'a House {
        self.house
    }

    pub fn write(&mut self, site: SiteId, mutation: Mutation) -> Op {
        self.seq += 1;
        Op {
            id: OpId(Uuid::now_v7()),
            device: self.device,
            seq: self.seq,
            author: self.member,
            site,
            made_at: MORNING,
            device_at: MORNING,
            mutation,
        }
    }

    pub async fn call(&self, method: Method, uri: &str, body: impl Into<Body>) -> Reply {
        let request = request(method, uri).header(header::COOKIE, &self.cookie);
        self.house.send(request.body(body.into()).unwrap()).await
    }

    pub async fn push(&self, ops: &[Op]) -> Reply {
        let push = Push::of(self.device, ops.to_vec());
        self.call(Method::POST, "/api/push", serde_json::to_vec(&push).unwrap()).await
    }

    pub async fn pushed(&self, ops: &[Op]) -> PushAnswer {
        self.push(ops).await.ok()
    }

    pub async fn pull(&self, site: SiteId, cursor: Option<&str>) -> Reply {
        let cursor = cursor.map_or(String::new(), |cursor| format!("&cursor={cursor}"));
        self.call(Method::GET, &format!("/api/pull?site={site}{cursor}"), Body::empty()).await
    }

    /// All pages from `cursor` on, as one.
    pub async fn pulled(&self, site: SiteId, cursor: Option<&str>) -> Pull {
        let mut whole: Pull = self.pull(site, cursor).await.ok();
        while whole.more {
            let next: Pull = self.pull(site, Some(&whole.cursor)).await.ok();
            whole.rows.extend(next.rows);
            (whole.cursor, whole.more) = (next.cursor, next.more);
        }
        whole
    }
}

pub fn new_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("patrol-server-{}", Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub fn person(id: MemberId, name: &str, site: SiteId, as_: &[(Role, Department)]) -> Member {
    let grants =
        as_.iter().map(|(role, department)| Grant { site, role: *role, department: *department });
    Member { id, name: name.into(), grants: grants.collect(), suspended: false }
}

fn site(id: SiteId, name: &str) -> Site {
    Site {
        id,
        name: name.into(),
        zone: "Asia/Shanghai".into(),
        offset_min: 480,
        calendar: Default::default(),
        positions: false,
        shifts: Default::default(),
        switches: Default::default(),
    }
}

fn home() -> Vec<Record> {
    use Department::*;
    let people = [
        person(LI, "李建国", SITE, &[(Role::EngineerShift, Eng), (Role::Maintenance, Eng)]),
        person(ZHANG, "张磊", SITE, &[(Role::Maintenance, Eng)]),
        person(ZHOU, "周敏", SITE, &[(Role::EngHead, Eng)]),
        person(CHEN, "陈志强", SITE, &[(Role::Guard, Sec)]),
        person(WANG, "王芳", SITE, &[(Role::CsOfficer, Cs)]),
        person(HE, "何伟", SITE, &[(Role::Pm, Mgmt)]),
        person(ZHENG, "郑浩", SITE, &[(Role::Quality, Quality)]),
        person(ADMIN, "系统管理员", SITE, &[(Role::Admin, Mgmt)]),
    ];
    let pumps = Place {
        id: PUMPS,
        site: SITE,
        parent: None,
        kind: "pump_room".into(),
        name: "生活水泵房".into(),
        floor: "B1 层".into(),
        limits: Default::default(),
    };
    let mut records = vec![Record::Site(site(SITE, "锦绣花园")), Record::Place(pumps)];
    records.extend(people.map(Record::Member));
    let word = |word: &str| Text { zh_hans: word.into(), zh_hant: word.into(), en: word.into() };
    let water = Category {
        code: "WTR".into(),
        name: word("给排水"),
        route: "repair".into(),
        department: Department::Eng,
    };
    records.push(Record::Categories { list: vec![water] });
    records.push(Record::Flow(issue_flow()));
    records
}

/// The flow that the library ships.
fn issue_flow() -> Flow {
    let text = include_str!("../../../../library/flows/issue.json");
    serde_json::from_str(text).unwrap()
}

/// 随手拍 with photos, the shortest way to a case.
pub fn file_issue(title: &str, photos: Vec<PhotoRef>) -> (CaseId, Mutation) {
    let case = CaseId(Uuid::now_v7());
    let filed = Mutation::FileIssue {
        case,
        place: Some(PUMPS),
        spot: String::new(),
        title: title.into(),
        category: "WTR".into(),
        severity: Severity::General,
        photos,
        found_in: None,
        department: None,
        sound: None,
    };
    (case, filed)
}

/// A real JPEG of its own, with the name under which operations speak of it.
pub fn photo(shade: u8) -> (PhotoRef, Vec<u8>) {
    photo_of(640, 480, shade)
}

pub fn photo_of(width: u16, height: u16, shade: u8) -> (PhotoRef, Vec<u8>) {
    use sha2::Digest;
    let pixels = image::RgbImage::from_fn(width.into(), height.into(), |x, y| {
        let noise = (x * 7 + y * 13 + x * y) as u8;
        image::Rgb([shade, noise, noise ^ shade])
    });
    let mut jpeg = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    let id = PhotoId(sha2::Sha256::digest(&jpeg).into());
    let named = PhotoRef {
        id,
        bytes: jpeg.len() as u32,
        width,
        height,
        original: id,
        taken_at: MORNING,
        marks: Vec::new(),
    };
    (named, jpeg)
}

/// A site whose every record carries a canary.
fn elsewhere() -> Vec<Record> {
    let qian = person(QIAN, "CANARY 钱军", OTHER_SITE, &[(Role::EngHead, Department::Eng)]);
    let place = Place {
        id: PlaceId(Uuid::from_u128(0xB2)),
        site: OTHER_SITE,
        parent: None,
        kind: "pump_room".into(),
        name: "CANARY 泵房".into(),
        floor: String::new(),
        limits: Default::default(),
    };
    let site = site(OTHER_SITE, "CANARY 翠湖雅苑");
    vec![Record::Site(site), Record::Place(place), Record::Member(qian)]
}

/// Each test twice: on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($(async fn $name:ident($house:ident) $body:block)*) => {
        mod on_sqlite {
            use super::*;
            $(#[tokio::test]
            async fn $name() {
                #[allow(unused_mut)]
                let mut $house = House::on_sqlite().await;
                $body
            })*
        }
        mod on_postgres {
            use super::*;
            $(#[tokio::test]
            async fn $name() {
                #[allow(unused_mut)]
                let mut $house = House::on_postgres().await;
                $body
            })*
        }
    };
}
pub(crate) use on_both;
