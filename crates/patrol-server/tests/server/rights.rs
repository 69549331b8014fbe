//! What reaches whom: an administrator no work, the inspected nothing of a covert round.

use crate::fixture::*;
use patrol_domain::checklist::{
    AnswerKind, Basis, Checklist, Item, Method as How, PhotoRule, Severity,
};
use patrol_domain::operation::{FoundIn, Unplanned};
use patrol_domain::people::Role;
use patrol_domain::round::{AnswerValue, Evidence, Mode, PresenceHow, RoundKind};
use patrol_domain::{CaseId, CheckpointId, Key, MemberId, Mutation, Op, Record, RoundId, Text};
use patrol_protocol::{Outcome, Pull};
use uuid::Uuid;

#[tokio::test]
async fn an_administrator_receives_no_work() {
    let house = House::on_sqlite().await;
    let mut li = house.phone(LI).await;
    let (_, filed) = file_issue("SECRET", Vec::new());
    let op = li.write(SITE, filed);
    li.pushed(&[op]).await;
    let reply = house.phone(ADMIN).await.pull(SITE, None).await;
    assert_eq!(reply.status.as_u16(), 200);
    assert!(!String::from_utf8_lossy(&reply.body).contains("SECRET"));
}

fn audit() -> Checklist {
    let word = |word: &str| Text { zh_hans: word.into(), zh_hant: word.into(), en: word.into() };
    let item = Item {
        id: "C44-01".into(),
        title: word("着装"),
        guide: None,
        methods: vec![How::Look],
        answer: AnswerKind::Check,
        photo: PhotoRule::None,
        category: "WTR".into(),
        severity: Severity::General,
        basis: Basis::Stated,
        tags: Vec::new(),
        must: false,
        optional: false,
        show_if: None,
    };
    Checklist {
        id: "C44".into(),
        version: 1,
        key: "covert_patrol".into(),
        group: "C".into(),
        name: word("暗岗巡查"),
        subject: "pump_room".into(),
        roles: vec![Role::Quality],
        frequency: word("不定时"),
        trigger: "random".into(),
        rules: vec!["R27".into()],
        note: None,
        log: None,
        items: vec![item],
    }
}

/// A covert round from its start to its end.
fn covert(round: RoundId) -> [Mutation; 3] {
    let unplanned = Some(Unplanned {
        kind: RoundKind::Covert,
        checklist: "C44".into(),
        version: 1,
        place: PUMPS,
    });
    [
        Mutation::StartRound {
            round,
            mode: Mode::Foot,
            self_check: true,
            unplanned,
            left_out: Default::default(),
        },
        Mutation::RecordAnswer {
            round,
            item: "C44-01".into(),
            value: AnswerValue::Problem,
            note: "SECRET".into(),
            photos: Vec::new(),
            severity: None,
            evidence: Evidence::default(),
        },
        Mutation::SubmitRound { round, overall: "SECRET".into(), early_end: None },
    ]
}

/// R27: a covert round is invisible to the inspected until it is reviewed, its traces in what
/// everybody reads included.
#[tokio::test]
async fn a_covert_round_leaves_no_byte_on_other_phones_until_it_is_reviewed() {
    let house = House::on_sqlite().await;
    house.app.store.put(SITE, vec![Record::Checklist(audit())]).await.unwrap();
    let round = RoundId(Uuid::now_v7());
    let mut zheng = house.phone(ZHENG).await;
    let ops: Vec<Op> = covert(round).map(|mutation| zheng.write(SITE, mutation)).into();
    let answer = zheng.pushed(&ops).await;
    assert!(answer.receipts.iter().all(|it| it.outcome == Outcome::Accepted), "{answer:?}");
    let history = Key::History { place: PUMPS, checklist: "C44".into() };
    for member in [LI, ZHANG, ZHOU, CHEN, WANG, ADMIN] {
        let reply = house.phone(member).await.pull(SITE, None).await;
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        assert!(!text.contains("SECRET") && !text.contains(&round.to_string()), "{member}");
        assert!(reply.ok::<Pull>().rows.iter().all(|row| row.key != history), "{member}");
    }
    let mut he = house.phone(HE).await;
    let op = he.write(SITE, Mutation::ReviewRound { round, note: "交部门整改".into() });
    assert_eq!(he.pushed(&[op]).await.receipts[0].outcome, Outcome::Accepted);
    let pull = house.phone(LI).await.pulled(SITE, None).await;
    assert!(pull.rows.iter().any(|row| row.key == history));
}

/// Everything that can be tried on a round of which nothing but the id is known.
fn tried(round: RoundId) -> Vec<Mutation> {
    let [_, answer, submit] = covert(round);
    let (item, note) = ("C44-01".to_owned(), "猜的".to_owned());
    let (checkpoint, live) = (CheckpointId(Uuid::from_u128(1)), false);
    let start = Mutation::StartRound {
        round,
        mode: Mode::Foot,
        self_check: true,
        unplanned: None,
        left_out: Default::default(),
    };
    let how = PresenceHow::Typed;
    vec![
        start,
        answer,
        submit,
        Mutation::ConfirmPresence { round, checkpoint, how, fix: None, live },
        Mutation::KeepFrame { round, checkpoint, photo: photo(9).0 },
        Mutation::ClearAnswer { round, item: item.clone() },
        Mutation::PauseRound { round, reason: note.clone() },
        Mutation::ResumeRound { round },
        Mutation::HandRoundOver { round, to: LI, note: note.clone() },
        Mutation::ReturnRound { round, note: note.clone() },
        Mutation::ReviewRound { round, note: note.clone() },
        Mutation::SampleRound { round, note: note.clone() },
        Mutation::VoidRound { round, note: note.clone() },
        Mutation::ExplainRound { round, note: note.clone() },
        Mutation::ArchiveRound { round, note: note.clone() },
        Mutation::FileIssue {
            case: CaseId(Uuid::now_v7()),
            place: Some(PUMPS),
            spot: String::new(),
            title: note,
            category: "WTR".into(),
            severity: Severity::General,
            photos: Vec::new(),
            found_in: Some(FoundIn { round, item }),
            department: None,
            sound: None,
        },
    ]
}

/// What the server says to each try, with the id out of it.
async fn said(house: &House, member: MemberId, round: RoundId) -> Vec<String> {
    let mut phone = house.phone(member).await;
    let ops: Vec<Op> = tried(round).into_iter().map(|it| phone.write(SITE, it)).collect();
    let answer = phone.pushed(&ops).await;
    assert_eq!(answer.receipts.len(), ops.len());
    let outcomes = answer.receipts.into_iter().map(|receipt| format!("{:?}", receipt.outcome));
    outcomes.map(|words| words.replace(&format!("{round:?}"), "it")).collect()
}

/// W01: who guesses the id of a covert round hears what one hears of a round that never was.
#[tokio::test]
async fn a_guessed_id_of_a_covert_round_is_answered_like_one_of_nothing() {
    let house = House::on_sqlite().await;
    house.app.store.put(SITE, vec![Record::Checklist(audit())]).await.unwrap();
    let (round, nothing) = (RoundId(Uuid::now_v7()), RoundId(Uuid::now_v7()));
    let mut zheng = house.phone(ZHENG).await;
    let ops: Vec<Op> = covert(round).map(|mutation| zheng.write(SITE, mutation)).into();
    zheng.pushed(&ops).await;
    for member in [LI, ZHOU, CHEN, ADMIN] {
        let guessed = said(&house, member, round).await;
        assert_eq!(guessed, said(&house, member, nothing).await, "{member}");
        assert!(guessed.iter().all(|words| words.starts_with("Rejected")), "{guessed:?}");
    }
}
