//! Proofs of presence on the way through the server: who reads a position, and a frame's photo.

use crate::fixture::*;
use patrol_domain::people::{Department, Role};
use patrol_domain::place::{Checkpoint, Site};
use patrol_domain::position::{Area, Fix};
use patrol_domain::round::{Flag, PresenceHow, Round, RoundKind, RoundState};
use patrol_domain::task::Task;
use patrol_domain::{CheckpointId, Mutation, Record, Rejection, RoundId};
use patrol_protocol::{Outcome, PhotoHeld, Pull};
use uuid::Uuid;

const ROUND: RoundId = RoundId(Uuid::from_u128(0xD1));
const POINT: CheckpointId = CheckpointId(Uuid::from_u128(0xD2));

/// A site that takes positions, with a round under way that Li walks.
async fn walking(house: &House) {
    let place = house.app.store.plans(SITE).await.unwrap().0.unwrap();
    let site = Record::Site(Site { positions: true, ..place });
    let point = Record::Checkpoint(Checkpoint {
        id: POINT,
        site: SITE,
        place: PUMPS,
        number: "07".into(),
        name: "门口".into(),
        code: "7K4Q2N".into(),
        area: Some(Area { lat_e6: 31_230_000, lon_e6: 121_470_000, radius_m: 50 }),
    });
    let task = Task {
        kind: RoundKind::Periodic,
        checklist: "C37".into(),
        version: 1,
        place: PUMPS,
        department: Department::Eng,
        roles: vec![Role::Maintenance],
    };
    let round = Round {
        state: RoundState::Started,
        inspector: Some(LI),
        started_at: Some(MORNING),
        ..Round::planned(ROUND, SITE, 480, task)
    };
    house.app.store.put(SITE, vec![site, point, Record::Round(round)]).await.unwrap();
}

fn at(how: PresenceHow, lat_e4: i32) -> Mutation {
    let fix = Some(Fix { lat_e4, lon_e4: 1_214_700, accuracy_m: 20 });
    Mutation::ConfirmPresence { round: ROUND, checkpoint: POINT, how, fix, live: true }
}

async fn settled(phone: &mut Phone<'_>, mutation: Mutation) -> patrol_protocol::Receipt {
    let op = phone.write(SITE, mutation);
    phone.pushed(&[op]).await.receipts.remove(0)
}

fn round_of(pull: &Pull) -> Option<&Round> {
    pull.rows.iter().find_map(|row| match row.record.as_ref()? {
        Record::Round(round) if round.id == ROUND => Some(round),
        _ => None,
    })
}

on_both! {
async fn a_position_reaches_its_walker_and_the_judges_and_nobody_else(house) {
    walking(&house).await;
    let mut li = house.phone(LI).await;
    assert_eq!(settled(&mut li, at(PresenceHow::Position, 312_303)).await.outcome, Outcome::Accepted);
    for reads in [LI, ZHOU, HE, ZHENG] {
        let pull = house.phone(reads).await.pulled(SITE, None).await;
        assert!(round_of(&pull).unwrap().presence[0].fix.is_some(), "{reads}");
    }
    let pull = house.phone(ZHANG).await.pulled(SITE, None).await;
    let round = round_of(&pull).unwrap();
    assert_eq!((round.presence[0].how, round.presence[0].fix), (PresenceHow::Position, None));
    assert!(round.flags.contains(&Flag::NoScan));
    assert!(!serde_json::to_string(&pull).unwrap().contains("lat_e4"));
}

async fn a_position_too_far_away_is_refused_by_the_server_too(house) {
    walking(&house).await;
    let mut li = house.phone(LI).await;
    let rejection = Rejection::TooFar { metres: 1111, limit: 78 };
    let far = settled(&mut li, at(PresenceHow::Position, 312_400)).await;
    assert_eq!(far.outcome, Outcome::Rejected { rejection });
    let pull = li.pulled(SITE, None).await;
    assert!(round_of(&pull).unwrap().presence.is_empty());
}

async fn a_frame_is_wanted_by_the_photo_lane_and_stands_beside_its_scan(house) {
    walking(&house).await;
    let mut li = house.phone(LI).await;
    settled(&mut li, at(PresenceHow::Qr, 312_303)).await;
    let (photo, jpeg) = photo_of(96, 72, 7);
    let frame = Mutation::KeepFrame { round: ROUND, checkpoint: POINT, photo: photo.clone() };
    assert_eq!(settled(&mut li, frame).await.photos_wanted, [photo.id]);
    let pull = house.phone(ZHOU).await.pulled(SITE, None).await;
    let presence = &round_of(&pull).unwrap().presence[0];
    assert_eq!((presence.fix, presence.frame.photo()), (None, Some(&photo)));
    li.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg).await.ok::<PhotoHeld>();
    // Whoever judges the proof must see it.
    let seen = house.phone(ZHOU).await.look(SITE, photo.id, false).await;
    assert_eq!(seen.status, 200);
}
}
