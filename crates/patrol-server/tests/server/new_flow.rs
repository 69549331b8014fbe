//! A flow that nobody ever shipped, with everything a flow can say, from its file to its last move.

use crate::fixture::*;
use patrol_domain::case::{Brought, Case, FieldValue, Link, LinkTo, Material, Signed, Source};
use patrol_domain::checklist::Severity;
use patrol_domain::ids::{CaseId, RoundId};
use patrol_domain::operation::Mutation;
use patrol_domain::people::{Department, Role};
use patrol_domain::photo::PhotoRef;
use patrol_domain::round::{Round, RoundKind, RoundState, Signature};
use patrol_domain::task::Task;
use patrol_domain::{At, Decimal, Record, Rejection};
use patrol_protocol::Outcome;
use patrol_server::library::Library;
use std::fs;
use std::path::Path;
use uuid::Uuid;

const TITLE: &str = "CANARY-TITLE 泵房支架焊接";
const PHONE: &str = "CANARY-PHONE 13800001234";
const WATCH: RoundId = RoundId(Uuid::from_u128(0xD1));

/// A library of one's own: what ships of flows and categories, one new list, one new flow.
fn write(folder: &Path) {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for part in ["checklists", "flows"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    let copy = |from: &Path, to: &str| fs::copy(from, folder.join(to)).map(drop).unwrap();
    copy(&project.join("library/categories.json"), "categories.json");
    for entry in fs::read_dir(project.join("library/flows")).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &format!("flows/{}", entry.file_name().to_string_lossy()));
    }
    let own = project.join("crates/patrol-domain/tests/flows");
    copy(&own.join("hot_work.json"), "flows/hot_work.json");
    copy(&own.join("ZZ90-fire_watch.json"), "checklists/ZZ90-fire_watch.json");
}

/// The site with that library, and the round that a permit asks for.
async fn at_home(house: &House) {
    let folder = house.folder().join("library");
    write(&folder);
    let library = Library::load(&folder).unwrap();
    house.app.store.put(SITE, library.records()).await.unwrap();
    let captain = person(CAPTAIN, "赵明", SITE, &[(Role::GuardCaptain, Department::Sec)]);
    house.app.store.put(SITE, vec![Record::Member(captain)]).await.unwrap();
    walked(house, RoundState::Started).await;
}

const CAPTAIN: patrol_domain::MemberId = patrol_domain::MemberId(Uuid::from_u128(0xCF));

async fn walked(house: &House, state: RoundState) {
    let task = Task {
        kind: RoundKind::Special,
        checklist: "ZZ90".into(),
        version: 1,
        place: PUMPS,
        department: Department::Eng,
        roles: vec![Role::EngineerShift, Role::Maintenance],
    };
    let mut round = Round::planned(WATCH, SITE, 480, task);
    (round.state, round.inspector) = (state, Some(LI));
    house.app.store.put(SITE, vec![Record::Round(round)]).await.unwrap();
}

fn text(text: &str) -> FieldValue {
    FieldValue::Text { text: text.into() }
}

fn choice(option: &str) -> FieldValue {
    FieldValue::Choice { option: option.into() }
}

fn yes(yes: bool) -> FieldValue {
    FieldValue::YesNo { yes }
}

fn signed(signer: &str) -> Signed {
    let strokes = vec![vec![(1, 2), (300, 200)]];
    let (name, role, text_sha256) = ("林小姐".into(), String::new(), String::new());
    let signature = Signature { name, role, strokes, member: None, text_sha256 };
    Signed { signer: signer.into(), member: None, signature }
}

fn fields<const N: usize>(fields: [(&str, FieldValue); N]) -> Brought {
    let fields = fields.map(|(key, value)| (key.to_owned(), value)).into();
    Brought { fields, ..Brought::default() }
}

fn opened() -> (CaseId, Mutation) {
    let case = CaseId(Uuid::now_v7());
    let brings =
        fields([("work", text("支架焊接")), ("means", choice("cutting")), ("phone", text(PHONE))]);
    let opened = Mutation::OpenCase {
        case,
        flow: "hot_work".into(),
        version: 1,
        title: TITLE.into(),
        place: Some(PUMPS),
        spot: String::new(),
        category: "EQP".into(),
        photos: Vec::new(),
        sound: None,
        brings: Box::new(brings),
    };
    (case, opened)
}

/// One move with what it brings.
struct Deed {
    case: CaseId,
    mv: &'static str,
    note: &'static str,
    photos: Vec<PhotoRef>,
    handler: Option<patrol_domain::MemberId>,
    sealed: bool,
    brings: Brought,
}

impl Deed {
    fn of(case: CaseId, mv: &'static str, brings: Brought) -> Deed {
        Deed { case, mv, note: "", photos: Vec::new(), handler: None, sealed: false, brings }
    }

    fn mutation(self) -> Mutation {
        let Deed { case, mv, note, photos, handler, sealed, brings } = self;
        let (mv, note, brings) = (mv.into(), note.into(), Box::new(brings));
        Mutation::MoveCase { case, mv, note, photos, handler, presence: None, sealed, brings }
    }
}

fn approve(case: CaseId, extinguisher: bool) -> Deed {
    let brings = fields([
        ("extinguisher", yes(extinguisher)),
        ("until", FieldValue::Date { at: MORNING.plus_days(3) }),
        ("cylinders", FieldValue::Number { number: Decimal::new(2, 0) }),
        ("deposit", FieldValue::Money { cents: 20_000 }),
    ]);
    Deed { note: "同意", handler: Some(LI), ..Deed::of(case, "approve", brings) }
}

fn begin(case: CaseId, code: String, shade: u8) -> Deed {
    let mut brings = fields([
        ("watcher", FieldValue::Person { member: ZHANG }),
        ("begins_at", FieldValue::Date { at: MORNING.plus_minutes(60) }),
    ]);
    brings.code = code;
    brings.signatures.push(signed("handler"));
    let to = LinkTo::Round { id: WATCH };
    brings.links.push(Link { kind: "watch".into(), to, back: false });
    Deed { photos: vec![photo(shade).0], ..Deed::of(case, "begin", brings) }
}

fn finish(case: CaseId, shade: u8) -> Deed {
    let line = Material {
        name: "焊条".into(),
        quantity: Decimal::new(3, 0),
        unit: "根".into(),
        source: Source::Gift,
        price_cents: 0,
        agreed_at: None,
        reason: String::new(),
    };
    let brings = fields([("rods", FieldValue::Materials { lines: vec![line] })]);
    Deed { note: "焊完", photos: vec![photo(shade).0], ..Deed::of(case, "finish", brings) }
}

fn verify(case: CaseId, smoulder: bool, shade: u8) -> Deed {
    let mut brings = fields([("smoulder", yes(smoulder))]);
    brings.signatures.push(signed("concerned"));
    Deed { photos: vec![photo(shade).0], sealed: true, ..Deed::of(case, "verify", brings) }
}

/// What the server says to one write.
async fn says(phone: &mut Phone<'_>, at: At, mutation: Mutation) -> Outcome {
    let mut op = phone.write(SITE, mutation);
    (op.made_at, op.device_at) = (at, at);
    phone.pushed(&[op]).await.receipts[0].outcome.clone()
}

async fn taken(phone: &mut Phone<'_>, at: At, deed: Deed) {
    let mv = deed.mv;
    assert_eq!(says(phone, at, deed.mutation()).await, Outcome::Accepted, "{mv}");
}

async fn refused(phone: &mut Phone<'_>, at: At, deed: Deed, why: Rejection) {
    let mv = deed.mv;
    assert_eq!(
        says(phone, at, deed.mutation()).await,
        Outcome::Rejected { rejection: why },
        "{mv}"
    );
}

async fn case_for(house: &House, member: patrol_domain::MemberId, id: CaseId) -> Option<Case> {
    let pull = house.phone(member).await.pulled(SITE, None).await;
    pull.rows.into_iter().find_map(|row| match row.record {
        Some(Record::Case(case)) if case.id == id => Some(case),
        _ => None,
    })
}

fn codes(case: &Case) -> Vec<&str> {
    case.flags.iter().map(|flag| flag.code.as_str()).collect()
}

fn flow_refuses(code: &str) -> Rejection {
    Rejection::FlowRefuses { flow: "hot_work".into(), version: 1, code: code.into() }
}

on_both! {
async fn a_flow_of_ones_own_goes_all_its_ways_from_its_file(house) {
    at_home(&house).await;
    let (id, opening) = opened();
    let mut desk = house.phone(WANG).await;
    assert_eq!(says(&mut desk, MORNING, opening).await, Outcome::Accepted);

    // Time brings it before the head and the manager, once, whoever asks.
    let (one, two) = tokio::join!(house.app.do_jobs(), house.app.do_jobs());
    assert_eq!(one.unwrap().ticked + two.unwrap().ticked, 1);
    let case = case_for(&house, ZHOU, id).await.unwrap();
    assert_eq!(codes(&case), ["not_answered"]);
    assert_eq!((case.told[0].roles.as_slice(), case.told[0].head), (&[Role::Pm][..], true));
    assert_eq!(case.number.as_deref(), Some("DH1119-01"));

    approved(&house, &mut desk, id).await;
    // The paper's code, the round, both there or not.
    let mut handler = house.phone(LI).await;
    let code = case.slip_code();
    refused(&mut handler, MORNING, begin(id, "22222222".into(), 1), Rejection::CaseCodeNeeded).await;
    let why = Rejection::RoundNotDone { link: "watch".into() };
    refused(&mut handler, MORNING, begin(id, code.clone(), 1), why).await;
    walked(&house, RoundState::Submitted).await;
    taken(&mut handler, MORNING, begin(id, code, 1)).await;

    let now = looked_after(&house, id).await;
    finished(&house, id, now).await;
}

async fn who_has_no_part_in_it_sees_nothing_of_a_restricted_case(house) {
    at_home(&house).await;
    let (id, opening) = opened();
    let mut desk = house.phone(WANG).await;
    assert_eq!(says(&mut desk, MORNING, opening).await, Outcome::Accepted);
    for hidden in [LI, ZHANG, CHEN, ADMIN] {
        let pull = house.phone(hidden).await.pulled(SITE, None).await;
        assert!(!serde_json::to_string(&pull).unwrap().contains("CANARY-"), "{hidden}");
        let why = Rejection::Unknown { key: patrol_domain::Key::Case { id } };
        let mut phone = house.phone(hidden).await;
        refused(&mut phone, MORNING, approve(id, true), why).await;
    }
    for reader in [ZHOU, ZHENG, CAPTAIN] {
        let case = case_for(&house, reader, id).await.unwrap();
        assert_eq!((case.title.as_str(), case.masked), (TITLE, true));
        assert_eq!(case.value("phone"), Some(&FieldValue::Masked));
    }
    let own = case_for(&house, WANG, id).await.unwrap();
    assert_eq!(own.value("phone"), Some(&text(PHONE)));
}
}

/// Who may, and what refuses; what the approval sets.
async fn approved(house: &House, desk: &mut Phone<'_>, id: CaseId) {
    let mut head = house.phone(ZHOU).await;
    refused(desk, MORNING, approve(id, true), Rejection::NeedsAnotherPerson).await;
    refused(&mut head, MORNING, approve(id, false), flow_refuses("no_extinguisher")).await;
    let mut bare = approve(id, true);
    bare.brings.fields.remove("cylinders");
    let why = Rejection::FieldNeeded { field: "cylinders".into() };
    refused(&mut head, MORNING, bare, why).await;
    taken(&mut head, MORNING, approve(id, true)).await;
    let case = case_for(house, LI, id).await.unwrap();
    let permit = case.numbers["permit"].number.clone();
    // The numbers of a day go on, whatever stands before them.
    assert_eq!(permit.as_deref(), Some("DHZ1119-02"));
    assert_eq!(
        (case.handler, case.owner, case.due_at),
        (Some(LI), Some(ZHOU), Some(MORNING.plus_days(3)))
    );
    assert_eq!(
        (case.deadline("answer"), case.deadline("start")),
        (None, Some(MORNING.plus_days(1)))
    );
    assert_eq!(codes(&case), ["not_answered", "small_deposit"]);
}

/// A step that time takes is told to another post; the check it waits for is made once.
async fn looked_after(house: &House, id: CaseId) -> At {
    house.pass_minutes(31);
    assert_eq!(house.app.do_jobs().await.unwrap().ticked, 1);
    let case = case_for(house, CAPTAIN, id).await.unwrap();
    assert_eq!(case.told.last().unwrap().roles, [Role::GuardCaptain]);
    assert!(codes(&case).contains(&"watch_open"));
    let mut watcher = house.phone(ZHANG).await;
    let now = MORNING.plus_minutes(31);
    let look =
        || Deed { photos: vec![photo(7).0], ..Deed::of(id, "watch_done", Brought::default()) };
    taken(&mut watcher, now, look()).await;
    let why = Rejection::NoSuchMove { mv: "watch_done".into(), state: "burning".into() };
    refused(&mut watcher, now, look(), why).await;
    now
}

/// Counted, taken back within its time, sent back, found still smouldering, and sealed by another.
async fn finished(house: &House, id: CaseId, mut now: At) {
    let mut handler = house.phone(LI).await;
    let mut quality = house.phone(ZHENG).await;
    let mut captain = house.phone(CAPTAIN).await;
    for shade in [10, 11] {
        let deed = Deed {
            note: "风大",
            photos: vec![photo(shade).0],
            ..Deed::of(id, "pause", Brought::default())
        };
        taken(&mut handler, now, deed).await;
        taken(&mut handler, now, Deed::of(id, "resume", Brought::default())).await;
    }
    let deed = Deed {
        note: "又停",
        photos: vec![photo(12).0],
        ..Deed::of(id, "pause", Brought::default())
    };
    refused(&mut handler, now, deed, flow_refuses("paused_too_often")).await;
    for _ in 0..2 {
        let brings = Brought { severity: Some(Severity::Serious), ..Brought::default() };
        taken(&mut captain, now, Deed { note: "没接火斗", ..Deed::of(id, "warn", brings) }).await;
    }
    let case = case_for(house, LI, id).await.unwrap();
    assert_eq!((case.state.as_str(), case.severity), ("stopped", Severity::Serious));
    let mut manager = house.phone(HE).await;
    let brings = Brought { department: Some(Department::Eng), ..Brought::default() };
    taken(&mut manager, now, Deed { note: "整改后继续", ..Deed::of(id, "hand_on", brings) }).await;
    taken(
        &mut head_of(house).await,
        now,
        Deed { note: "我来", ..Deed::of(id, "take_over", Brought::default()) },
    )
    .await;
    let case = case_for(house, ZHOU, id).await.unwrap();
    assert_eq!((case.handler, case.counted("warnings")), (Some(ZHOU), 0));
    let mut handler = house.phone(ZHOU).await;
    taken(&mut handler, now, begin(id, case.slip_code(), 20)).await;

    taken(&mut handler, now, finish(id, 21)).await;
    let back = || Deed::of(id, "take_back", Brought::default());
    refused(&mut quality, now, back(), Rejection::NotAllowed).await;
    taken(&mut handler, now, back()).await;
    taken(&mut handler, now, finish(id, 22)).await;
    house.pass_minutes(11);
    now = now.plus_minutes(11);
    let why = Rejection::NoSuchMove { mv: "take_back".into(), state: "done".into() };
    refused(&mut handler, now, back(), why).await;

    refused(&mut handler, now, verify(id, false, 23), Rejection::NeedsAnotherPerson).await;
    let again = Deed {
        note: "焊缝不齐",
        photos: vec![photo(24).0],
        ..Deed::of(id, "send_back", Brought::default())
    };
    taken(&mut quality, now, again).await;
    taken(&mut handler, now, finish(id, 25)).await;
    taken(&mut quality, now, verify(id, true, 26)).await;
    assert_eq!(case_for(house, ZHENG, id).await.unwrap().state, "burning");
    taken(&mut handler, now, finish(id, 27)).await;
    taken(&mut quality, now, verify(id, false, 28)).await;
    let case = case_for(house, HE, id).await.unwrap();
    assert_eq!((case.state.as_str(), case.verifier, case.attempts), ("ended", Some(ZHENG), 1));
    assert!(case.closed_at.is_some());
}

async fn head_of(house: &House) -> Phone<'_> {
    house.phone(ZHOU).await
}
