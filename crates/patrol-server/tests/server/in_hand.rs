//! A round in somebody's hand: its checklist changes meanwhile, or it is open on two phones.

use crate::fixture::*;
use crate::planning::{daily, put, with_checklist};
use patrol_domain::asked::asked;
use patrol_domain::checklist::{AnswerKind, Checklist, Item, PhotoRule};
use patrol_domain::round::{AnswerValue, Mode, Round, RoundState, Signature};
use patrol_domain::{Mutation, Op, Record, Rejection, RoundId};
use patrol_protocol::plan::{Plan, PlanAnswer};
use patrol_protocol::{Outcome, Pull};

fn lists(pull: &Pull) -> impl Iterator<Item = &Checklist> {
    pull.rows.iter().filter_map(|row| match &row.record {
        Some(Record::Checklist(list)) if list.id == "C37" => Some(list),
        _ => None,
    })
}

fn rounds(pull: &Pull) -> impl Iterator<Item = &Round> {
    pull.rows.iter().filter_map(|row| match &row.record {
        Some(Record::Round(round)) => Some(round),
        _ => None,
    })
}

fn plain(item: &Item) -> AnswerValue {
    match &item.answer {
        AnswerKind::Check => AnswerValue::Ok,
        AnswerKind::Number { min, lowest, .. } => {
            AnswerValue::Number { reading: min.or(*lowest).unwrap_or("1".parse().unwrap()) }
        }
        AnswerKind::Choice { options } => {
            let fine = options.iter().position(|option| !option.problem).unwrap();
            AnswerValue::Choice { option: fine as u16 }
        }
        AnswerKind::Text => AnswerValue::Text { text: "正常".into() },
        AnswerKind::Signature { .. } => {
            let (name, role, text_sha256) = ("李建国".into(), String::new(), String::new());
            let strokes = vec![vec![(1, 1), (400, 200)]];
            AnswerValue::Signature {
                signature: Signature { name, role, strokes, member: None, text_sha256 },
            }
        }
        AnswerKind::Photo | AnswerKind::Score { .. } => panic!("{} is not walked here", item.id),
    }
}

/// The whole round as the phone wrote it down, before any of it was sent.
fn walked(phone: &mut Phone, list: &Checklist, round: &Round) -> Vec<Op> {
    let id = round.id;
    let begin = Mutation::StartRound {
        round: id,
        mode: Mode::Foot,
        self_check: true,
        unplanned: None,
        left_out: Default::default(),
    };
    let mut ops = vec![phone.write(SITE, begin)];
    for item in asked(list, round) {
        assert!(item.photo != PhotoRule::Always, "{} wants a photo", item.id);
        let answered = Mutation::RecordAnswer {
            round: id,
            item: item.id.clone(),
            value: plain(item),
            note: "看过".into(),
            photos: Vec::new(),
            severity: None,
            evidence: Default::default(),
        };
        ops.push(phone.write(SITE, answered));
    }
    let end = Mutation::SubmitRound { round: id, overall: "正常".into(), early_end: None };
    ops.push(phone.write(SITE, end));
    ops
}

/// The next version: its first item is gone, and another may not be answered as before.
async fn a_new_version_comes(house: &House, old: &Checklist) {
    let mut new = old.clone();
    new.version += 1;
    new.items.remove(0);
    for item in &mut new.items {
        item.answer = AnswerKind::Photo;
    }
    let version = new.version;
    house.app.store.put(SITE, vec![Record::Checklist(new)]).await.unwrap();
    let answer: PlanAnswer = put(house, ZHOU, &Plan { version, ..daily() }).await.ok();
    assert!(matches!(answer, PlanAnswer::Kept { .. }));
}

async fn round(house: &House, id: RoundId) -> Round {
    let pull = house.phone(ZHOU).await.pulled(SITE, None).await;
    rounds(&pull).find(|round| round.id == id).unwrap().clone()
}

on_both! {
// W01: one person with two phones has one round; what was said last of an item holds.
async fn a_round_opened_on_two_phones_is_one_round_with_the_answers_of_both(house) {
    with_checklist(&house).await;
    put(&house, ZHOU, &daily()).await.ok::<PlanAnswer>();
    let (mut old, mut new) = (house.phone(LI).await, house.phone(LI).await);
    assert_ne!(old.device, new.device);
    let pull = old.pulled(SITE, None).await;
    let (list, planned) = (lists(&pull).next().unwrap(), rounds(&pull).next().unwrap());
    let both = [walked(&mut old, list, planned), walked(&mut new, list, planned)];
    for (phone, ops) in [(&old, &both[0][..3]), (&new, &both[1][..5])] {
        let answer = phone.pushed(ops).await;
        assert!(answer.receipts.iter().all(|it| it.outcome == Outcome::Accepted), "{answer:?}");
    }
    let kept = round(&house, planned.id).await;
    assert_eq!((kept.inspector, kept.answers.len()), (Some(LI), 4));
    // A colleague who began it in the cellar too is told so, and nothing of the first is lost.
    let mut other = house.phone(ZHANG).await;
    let ops = walked(&mut other, list, planned);
    let answer = other.pushed(&ops).await;
    let taken = Outcome::Rejected { rejection: Rejection::StartedByOther };
    assert!(answer.receipts.iter().all(|it| it.outcome == taken), "{answer:?}");
    assert_eq!(round(&house, planned.id).await, kept);
}

// W01: nothing that was typed is lost, and nothing is judged by what nobody was asked.
async fn a_round_ends_under_the_version_it_began_with_and_says_that_its_plan_changed(house) {
    with_checklist(&house).await;
    put(&house, ZHOU, &daily()).await.ok::<PlanAnswer>();
    let mut phone = house.phone(LI).await;
    let pull = phone.pulled(SITE, None).await;
    let (list, planned) = (lists(&pull).next().unwrap(), rounds(&pull).next().unwrap());
    let ops = walked(&mut phone, list, planned);
    a_new_version_comes(&house, list).await;
    let answer = phone.pushed(&ops).await;
    for (op, receipt) in ops.iter().zip(&answer.receipts) {
        assert_eq!(receipt.outcome, Outcome::Accepted, "{:?}", op.mutation);
    }
    assert_eq!(answer.receipts.len(), ops.len());
    let kept = round(&house, planned.id).await;
    assert_eq!((kept.version, kept.state), (list.version, RoundState::Submitted));
    assert_eq!(kept.plan_changed_at, Some(MORNING));
    let first = &list.items[0].id;
    assert_eq!(kept.answers.len(), asked(list, &kept).count());
    assert!(kept.answers.contains_key(first), "the answer to {first} is gone");
    // Whoever reads it has the questions as they were asked.
    let pull = house.phone(HE).await.pulled(SITE, None).await;
    assert!(lists(&pull).any(|have| have == list));
}
}
