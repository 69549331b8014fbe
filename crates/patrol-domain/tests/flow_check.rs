//! A flow that would trap a case, or speak to somebody in no language, is refused with its place.

// A broken fixture should stop the test where it breaks.
#![allow(clippy::unwrap_used)]

use patrol_domain::flow::{CURRENT_ISSUE_VERSION, Flow, FlowReason, ISSUE, check};
use serde_json::{Value, json};

fn issue() -> Value {
    serde_json::from_str(include_str!("../../../library/flows/issue.json")).unwrap()
}

/// Breaks the issue flow at `place` and returns what is said about it.
fn fault(break_it: impl Fn(&mut Value)) -> (String, FlowReason) {
    let mut flow = issue();
    break_it(&mut flow);
    let flow: Flow = serde_json::from_value(flow).unwrap();
    let fault = check(&flow).unwrap_err();
    (fault.place, fault.reason)
}

fn at(place: &str, reason: FlowReason) -> (String, FlowReason) {
    (place.to_owned(), reason)
}

#[test]
fn the_librarys_issue_flow_is_sound_and_the_one_new_issues_begin_with() {
    let flow: Flow = serde_json::from_value(issue()).unwrap();
    assert_eq!(check(&flow), Ok(()));
    assert_eq!((flow.key.as_str(), flow.version), (ISSUE, CURRENT_ISSUE_VERSION));
    assert_eq!(flow.due_days, Some(7));
}

#[test]
fn a_state_without_a_way_in_is_refused() {
    let lost = json!({ "key": "lost", "name": issue()["name"], "kind": "closed" });
    let found = fault(|flow| flow["states"].as_array_mut().unwrap().push(lost.clone()));
    assert_eq!(found, at("states[5]", FlowReason::Unreachable("lost".to_owned())));
}

#[test]
fn a_state_without_a_way_to_the_end_is_refused() {
    let found = fault(|flow| flow["moves"][2]["to"] = json!("rework"));
    assert_eq!(found, at("states[0]", FlowReason::DeadEnd("open".to_owned())));
}

#[test]
fn a_flow_that_never_closes_is_refused() {
    let found = fault(|flow| flow["states"][4]["kind"] = json!("done"));
    assert_eq!(found, at("states[0]", FlowReason::DeadEnd("open".to_owned())));
}

#[test]
fn a_move_to_or_from_nowhere_is_refused() {
    let nowhere = || FlowReason::UnknownState("nowhere".to_owned());
    let to = fault(|flow| flow["moves"][1]["to"] = json!("nowhere"));
    assert_eq!(to, at("moves[1].to", nowhere()));
    let from = fault(|flow| flow["moves"][0]["from"][2] = json!("nowhere"));
    assert_eq!(from, at("moves[0].from[2]", nowhere()));
    let initial = fault(|flow| flow["initial"] = json!("nowhere"));
    assert_eq!(initial, at("initial", nowhere()));
}

#[test]
fn a_verb_that_leads_two_ways_is_refused() {
    let found = fault(|flow| flow["moves"][3]["verb"] = json!("verify"));
    let reason = FlowReason::DuplicateVerb("verify".to_owned(), "done".to_owned());
    assert_eq!(found, at("moves[3].from[0]", reason));
}

#[test]
fn a_state_written_twice_is_refused() {
    let found = fault(|flow| flow["states"][1]["key"] = json!("open"));
    assert_eq!(found, at("states[1].key", FlowReason::DuplicateState("open".to_owned())));
}

#[test]
fn a_missing_language_is_refused() {
    let name = fault(|flow| flow["name"]["en"] = json!(" "));
    assert_eq!(name, at("name", FlowReason::MissingLanguage("en")));
    let state = fault(|flow| flow["states"][2]["name"]["zh-Hant"] = json!(""));
    assert_eq!(state, at("states[2].name", FlowReason::MissingLanguage("zh-Hant")));
    let mv = fault(|flow| flow["moves"][1]["name"]["zh-Hans"] = json!(""));
    assert_eq!(mv, at("moves[1].name", FlowReason::MissingLanguage("zh-Hans")));
}

#[test]
fn a_move_that_nobody_may_make_is_refused() {
    let found = fault(|flow| flow["moves"][1]["who"] = json!({ "not": ["handler"] }));
    assert_eq!(found, at("moves[1].who", FlowReason::Nobody));
}

#[test]
fn a_move_that_sets_a_handler_nobody_must_name_is_refused() {
    let found = fault(|flow| flow["moves"][0]["requires"] = json!([]));
    assert_eq!(found, at("moves[0].sets", FlowReason::HandlerNotRequired));
}

#[test]
fn empty_parts_are_refused() {
    assert_eq!(fault(|flow| flow["key"] = json!("")), at("key", FlowReason::Empty));
    assert_eq!(fault(|flow| flow["states"] = json!([])), at("states", FlowReason::Empty));
    assert_eq!(
        fault(|flow| flow["moves"][0]["from"] = json!([])),
        at("moves[0].from", FlowReason::Empty)
    );
}
