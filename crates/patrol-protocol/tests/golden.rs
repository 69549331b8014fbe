//! Every body ever released still parses and is written again as it was. A golden file is never
//! edited: a new shape is a new file.

#![allow(clippy::unwrap_used)]

use patrol_domain::round::AnswerValue;
use patrol_domain::{Key, Mutation, Op, Record, Rejection};
use patrol_protocol::plan::{PlanAnswer, Plans};
use patrol_protocol::{ErrorBody, ErrorCode, PhotoHeld, Pull, Push, PushAnswer, Session, SignIn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn golden(name: &str) -> Value {
    let path = folder().join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|why| panic!("{}: {why}: every released body has one", path.display()));
    serde_json::from_str(&text).unwrap()
}

#[track_caller]
fn keeps<T: Serialize + DeserializeOwned>(written: &Value) {
    let read: T =
        serde_json::from_value(written.clone()).unwrap_or_else(|why| panic!("{why}: {written}"));
    assert_eq!(&serde_json::to_value(&read).unwrap(), written);
}

#[track_caller]
fn keeps_file<T: Serialize + DeserializeOwned>(name: &str) {
    keeps::<T>(&golden(name));
}

/// The variants that a type reads, in the words of the wire: as its reader lists them.
fn variants<T: DeserializeOwned>(nonsense: Value) -> BTreeSet<String> {
    let Err(why) = serde_json::from_value::<T>(nonsense) else { panic!("nonsense was read") };
    let text = why.to_string();
    let (_, list) = text.split_once("expected").unwrap();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn words(list: &Value, tag: &str) -> BTreeSet<String> {
    let words = list.as_array().unwrap().iter();
    words.map(|entry| entry[tag].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_verb_has_a_golden_operation_that_still_reads() {
    let verbs = variants::<Mutation>(json!({ "verb": "?" }));
    assert!(verbs.len() >= 16, "{verbs:?}");
    for verb in verbs {
        let written = golden(&format!("op-{verb}"));
        assert_eq!(written["mutation"]["verb"], verb.as_str());
        keeps::<Op>(&written);
    }
}

#[test]
fn every_kind_of_answer_still_reads() {
    let written = golden("answer-values");
    assert_eq!(words(&written, "type"), variants::<AnswerValue>(json!({ "type": "?" })));
    keeps::<Vec<AnswerValue>>(&written);
}

#[test]
fn every_rejection_still_reads() {
    let written = golden("rejections");
    // A reader that takes unknown reasons lists none: they are read off the source.
    let source = include_str!("../../patrol-domain/src/reject.rs");
    let lines = source.lines().filter_map(|line| line.strip_prefix("    "));
    let names = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    let names: BTreeSet<String> = names.map(snake).collect();
    assert_eq!(words(&written, "reason"), names);
    keeps::<Vec<Rejection>>(&written);
}

/// `NoSuchMove { … },` as it stands on the wire.
fn snake(line: &str) -> String {
    let name: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[test]
fn a_reason_of_a_newer_server_is_read_as_unforeseen() {
    let newer = json!({ "outcome": "rejected", "rejection": { "reason": "moon_is_full", "n": 3 } });
    let read: patrol_protocol::Outcome = serde_json::from_value(newer).unwrap();
    assert_eq!(read, patrol_protocol::Outcome::Rejected { rejection: Rejection::Unforeseen });
}

#[test]
fn every_error_still_reads() {
    let written = golden("errors");
    assert_eq!(words(&written, "code"), variants::<ErrorCode>(json!("?")));
    keeps::<Vec<ErrorBody>>(&written);
}

#[test]
fn a_pull_with_every_kind_of_record_still_reads() {
    let written = golden("pull");
    let rows = written["rows"].as_array().unwrap();
    let keys: BTreeSet<String> =
        rows.iter().map(|row| row["key"]["kind"].as_str().unwrap().to_owned()).collect();
    let records: BTreeSet<String> =
        rows.iter().filter_map(|row| Some(row["record"]["record"].as_str()?.to_owned())).collect();
    assert_eq!(keys, variants::<Key>(json!({ "kind": "?" })));
    assert_eq!(records, variants::<Record>(json!({ "record": "?" })));
    keeps::<Pull>(&written);
}

#[test]
fn every_other_body_still_reads() {
    keeps_file::<Op>("move-with-brings");
    keeps_file::<Op>("confirm-position");
    keeps_file::<Op>("confirm-live");
    keeps_file::<Vec<Record>>("presence-full");
    keeps_file::<Record>("round-route");
    keeps_file::<Plans>("plans-route");
    keeps_file::<Vec<PlanAnswer>>("plan-answers-route");
    keeps_file::<Record>("case-full");
    keeps_file::<SignIn>("sign-in");
    keeps_file::<Session>("session");
    keeps_file::<Push>("push");
    keeps_file::<Push>("push-withdrawn");
    keeps_file::<PushAnswer>("push-answer");
    keeps_file::<PhotoHeld>("photo-held");
    keeps_file::<Plans>("plans");
    keeps_file::<Vec<PlanAnswer>>("plan-answers");
}

#[test]
fn what_older_phones_left_out_is_filled_in() {
    let bare = json!({ "verb": "record_answer", "round": "0193a0b0-0000-7000-8000-000000000007",
        "item": "C37-01", "value": { "type": "ok" } });
    let read: Mutation = serde_json::from_value(bare).unwrap();
    assert!(read.photos().is_empty());
    let answer = json!({ "receipts": [], "server_time": 1 });
    let read: PushAnswer = serde_json::from_value(answer).unwrap();
    assert_eq!(read.gap, None);
}

#[test]
fn no_golden_file_lies_unread() {
    let known = [
        "move-with-brings",
        "confirm-position",
        "confirm-live",
        "presence-full",
        "round-route",
        "plans-route",
        "plan-answers-route",
        "case-full",
        "answer-values",
        "rejections",
        "errors",
        "pull",
        "sign-in",
        "session",
        "push",
        "push-withdrawn",
        "push-answer",
        "photo-held",
        "plans",
        "plan-answers",
    ];
    let verbs = variants::<Mutation>(json!({ "verb": "?" }));
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        let read = known.contains(&name.as_str())
            || name.strip_prefix("op-").is_some_and(|verb| verbs.contains(verb));
        assert!(read, "{name} is read by no test");
    }
}
