//! Small operations, records and pulls to try stores with.

use crate::device::photo_id;
use crate::ports::{Draft, LocalStore, PhotoBytes, PhotoState};
use patrol_domain::ids::{CaseId, MemberId, OpId, PhotoId, PlaceId, RoundId, SiteId};
use patrol_domain::people::Department;
use patrol_domain::photo::PhotoRef;
use patrol_domain::place::Place;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::{AnswerValue, Evidence};
use patrol_domain::{At, Key, Mutation, Op, Record, Rejection};
use patrol_protocol::{Outcome, Pull, Receipt, Row};
use uuid::Uuid;

pub(super) fn site(n: u128) -> SiteId {
    SiteId(Uuid::from_u128(0x1000 + n))
}

pub(super) fn op_id(n: u128) -> OpId {
    OpId(Uuid::from_u128(0x2000 + n))
}

/// An operation at site 0 that names these photos.
pub(super) fn draft(n: u128, photos: &[&PhotoBytes]) -> Draft {
    let photos = photos.iter().map(|photo| named(photo)).collect();
    let round = RoundId(Uuid::from_u128(0x3000));
    let mutation = Mutation::RecordAnswer {
        round,
        item: format!("C37-{n:02}"),
        value: AnswerValue::Problem,
        note: "法兰滴漏".to_owned(),
        photos,
        severity: None,
        evidence: Evidence::default(),
    };
    Draft {
        id: op_id(n),
        author: MemberId(Uuid::from_u128(0x4000)),
        site: site(0),
        made_at: At(1_000 + n as i64),
        device_at: At(5_000 + n as i64),
        mutation,
    }
}

pub(super) fn draft_at(site: SiteId, n: u128) -> Draft {
    Draft { site, ..draft(n, &[]) }
}

pub(super) fn photo(n: u8, length: usize) -> PhotoBytes {
    let bytes: Vec<u8> = (0..length).map(|i| (i as u8).wrapping_mul(31).wrapping_add(n)).collect();
    PhotoBytes { id: photo_id(&bytes), bytes }
}

fn named(photo: &PhotoBytes) -> PhotoRef {
    PhotoRef {
        id: photo.id,
        bytes: photo.bytes.len() as u32,
        width: 4,
        height: 3,
        original: photo.id,
        taken_at: At(0),
        marks: Vec::new(),
    }
}

pub(super) fn accepted(op: &Op) -> Receipt {
    Receipt {
        op: op.id,
        seq: op.seq,
        outcome: Outcome::Accepted,
        received_at: At(9_000),
        photos_wanted: Vec::new(),
    }
}

pub(super) fn rejected(op: &Op) -> Receipt {
    Receipt { outcome: Outcome::Rejected { rejection: Rejection::NotAllowed }, ..accepted(op) }
}

pub(super) fn place(n: u128, name: &str) -> Record {
    Record::Place(Place {
        id: PlaceId(Uuid::from_u128(0x5000 + n)),
        site: site(0),
        parent: None,
        kind: "pump_room".to_owned(),
        name: name.to_owned(),
        floor: String::new(),
        limits: Default::default(),
    })
}

/// An open case due at `order`, or one closed then.
pub(super) fn case(n: u128, order: i64, closed: bool) -> Record {
    Record::Case(patrol_domain::case::Case {
        state: if closed { "verified" } else { "open" }.to_owned(),
        title: format!("{n}"),
        category: "WTR".to_owned(),
        department: Department::Eng,
        due_at: Some(At(order)),
        closed_at: closed.then_some(At(order)),
        ..patrol_domain::case::Case::blank(
            CaseId(Uuid::from_u128(0x6000 + n)),
            site(0),
            ("issue", 1),
            MemberId(Uuid::from_u128(0x4000)),
        )
    })
}

pub(super) fn key(record: &Record) -> Key {
    record.key()
}

/// One page; `cursor` is what it leads to.
pub(super) fn page(cursor: &str, records: &[Record]) -> Pull {
    let rows = records.iter().map(|record| Row { key: record.key(), record: Some(record.clone()) });
    Pull {
        site: site(0),
        cursor: cursor.to_owned(),
        fresh: false,
        rows: rows.collect(),
        more: false,
        server_time: At(0),
        life: String::new(),
    }
}

pub(super) fn photo_row(id: PhotoId) -> Record {
    Record::Photo { id }
}

pub(super) fn live(limit: u32) -> Slice {
    Slice { limit, ..Slice::all(Shelf::Live) }
}

pub(super) async fn outbox_ids(store: &dyn LocalStore) -> Vec<OpId> {
    let outbox = store.outbox(site(0)).await.expect("outbox");
    outbox.into_iter().map(|queued| queued.op.id).collect()
}

pub(super) async fn state_of(store: &dyn LocalStore, id: PhotoId) -> Option<PhotoState> {
    let photos = store.photos(site(0)).await.expect("photos");
    photos.into_iter().find(|photo| photo.id == id)
}

pub(super) async fn keep(store: &dyn LocalStore, draft: Draft, photos: &[&PhotoBytes]) -> Op {
    let photos = photos.iter().map(|&photo| photo.clone()).collect();
    store.enqueue(draft, photos, None).await.expect("enqueue")
}
