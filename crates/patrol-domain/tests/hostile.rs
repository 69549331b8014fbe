//! `apply` against views and operations that nobody would write: it decides or asks, and never breaks.

// A value that cannot be written as JSON should stop the test where it breaks.
#![allow(clippy::unwrap_used)]

#[path = "hostile/any.rs"]
mod any;
#[path = "hostile/cases.rs"]
mod cases;
#[path = "hostile/nouns.rs"]
mod nouns;

use any::{any_op, any_view};
use patrol_domain::round::{Frame, Presence, RoundState};
use patrol_domain::{Halt, Mutation, Op, Record, Rejection, View, apply};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;

/// Loads whatever is asked for as absent until `apply` decides.
fn decide(view: &mut View, op: &Op) -> Result<Vec<Record>, Rejection> {
    loop {
        match apply(view, op) {
            Ok(changed) => return Ok(changed),
            Err(Halt::Rejected(rejection)) => return Err(rejection),
            Err(Halt::Need(key)) => {
                assert!(!view.records.contains_key(&key), "asked twice for {key:?}");
                view.put(key, None);
            }
        }
    }
}

fn site_of(record: &Record) -> Option<patrol_domain::SiteId> {
    match record {
        Record::Round(round) => Some(round.site),
        Record::History(history) => Some(history.site),
        Record::Case(case) => Some(case.site),
        _ => None,
    }
}

proptest! {
    #![proptest_config(Config { cases: 1_500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn it_decides_whatever_it_is_fed(view in any_view(), op in any_op()) {
        let mut again = view.clone();
        let mut view = view;
        let outcome = decide(&mut view, &op);
        prop_assert_eq!(&outcome, &decide(&mut again, &op), "two runs differ");

        for record in outcome.into_iter().flatten() {
            prop_assert_eq!(site_of(&record), Some(op.site), "a record of another site");
            let text = serde_json::to_string(&record).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Record>(&text).unwrap(), &record);
        }
    }

    #[test]
    fn what_was_submitted_stays_as_it_was_answered(
        view in any_view(),
        ops in prop::collection::vec(any_op(), 1..12),
    ) {
        let mut view = view;
        for op in ops {
            for record in decide(&mut view, &op).into_iter().flatten() {
                let before = view.records.insert(record.key(), Some(record.clone())).flatten();
                unchanged(before, &record)?;
            }
        }
    }
}

/// Presences only grow; one that waits for its frame may get it.
fn framed(before: &[Presence], after: &[Presence]) -> bool {
    let same = |(old, new): (&Presence, &Presence)| {
        let got = old.frame == Frame::Awaited && new.frame.photo().is_some();
        let frame = if got { new.frame.clone() } else { old.frame.clone() };
        *new == Presence { frame, ..old.clone() }
    };
    before.len() <= after.len() && before.iter().zip(after).all(same)
}

/// Answers, remarks and timelines of finished work only grow.
fn unchanged(before: Option<Record>, after: &Record) -> Result<(), TestCaseError> {
    match (before, after) {
        (Some(Record::Round(before)), Record::Round(after)) => {
            prop_assert!(after.remarks.starts_with(&before.remarks));
            prop_assert!(framed(&before.presence, &after.presence), "a proof was changed");
            let walked = !matches!(before.state, RoundState::Planned | RoundState::Missed);
            prop_assert!(after.relays.starts_with(&before.relays));
            if walked {
                // 流转: another person has it only by a relay that says so.
                let told = after.relays.last().map(|relay| (relay.from, Some(relay.to)));
                let relayed = after.relays.len() > before.relays.len()
                    && told == Some((before.inspector, after.inspector));
                prop_assert!(relayed || before.inspector == after.inspector);
                prop_assert_eq!(before.started_at, after.started_at);
            }
            if before.state == RoundState::Submitted {
                let mut answers = after.answers.clone();
                for (item, answer) in &mut answers {
                    answer.case = before.answers.get(item).and_then(|answer| answer.case);
                }
                prop_assert_eq!(&answers, &before.answers);
            }
        }
        (Some(Record::Case(before)), Record::Case(after)) => {
            prop_assert!(after.timeline.starts_with(&before.timeline));
            prop_assert_eq!(after.finder, before.finder);
            for (field, held) in &before.fields {
                let now = after.fields.get(field).map(|held| &held.entries[..]).unwrap_or_default();
                prop_assert!(now.starts_with(&held.entries), "a typed value vanished");
            }
        }
        _ => {}
    }
    Ok(())
}

const VERBS: usize = 22;

/// Keeps the two tests above honest: hostile worlds let every verb through now and then.
#[test]
fn every_verb_is_accepted_in_some_hostile_world() {
    let mut runner = TestRunner::deterministic();
    let mut accepted: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..60_000 {
        if accepted.len() == VERBS {
            return;
        }
        let mut view = any_view().new_tree(&mut runner).unwrap().current();
        let op = any_op().new_tree(&mut runner).unwrap().current();
        if decide(&mut view, &op).is_ok() {
            *accepted.entry(verb(&op.mutation)).or_default() += 1;
        }
    }
    panic!("{} of {VERBS} verbs were accepted, so often: {accepted:?}", accepted.len());
}

fn verb(mutation: &Mutation) -> String {
    serde_json::to_value(mutation).unwrap()["verb"].as_str().unwrap().to_owned()
}
