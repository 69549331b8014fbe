//! A flow that would trap a case, or speak to somebody in no language, is refused with its place.
//! `flows/broken.json` lists what is broken: `file`, the changes by JSON pointer (`null` takes
//! away), and the fault in words, or what the reader says of it.

// A broken fixture should stop the test where it breaks.
#![allow(clippy::unwrap_used)]

use patrol_domain::flow::{CURRENT_ISSUE_VERSION, Flow, ISSUE, check, check_together};
use serde_json::Value;
use std::path::PathBuf;

fn library() -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../library/flows");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect();
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

fn flow_named(name: &str) -> Value {
    library().into_iter().find(|(file, _)| file == name).unwrap().1
}

/// What is said of a flow: the reader's words, or the fault.
fn said(value: Value) -> String {
    match serde_json::from_value::<Flow>(value) {
        Err(why) => why.to_string(),
        Ok(flow) => check(&flow).map_or_else(|fault| fault.to_string(), |()| "sound".to_owned()),
    }
}

fn change(flow: &mut Value, pointer: &str, value: &Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = flow.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer} leads nowhere"));
    match parent {
        Value::Object(map) if value.is_null() => drop(map.remove(key).unwrap()),
        Value::Object(map) => drop(map.insert(key.to_owned(), value.clone())),
        Value::Array(list) if key == "-" => list.push(value.clone()),
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value.clone(),
        _ => panic!("{pointer} leads nowhere"),
    }
}

#[test]
fn the_flows_that_ship_are_sound_and_stand_together() {
    let flows: Vec<Flow> = library()
        .into_iter()
        .map(|(file, value)| {
            serde_json::from_value(value).unwrap_or_else(|why| panic!("{file}: {why}"))
        })
        .collect();
    for flow in &flows {
        assert_eq!(check(flow), Ok(()), "{}", flow.key);
    }
    assert_eq!(check_together(&flows), Ok(()));
    let newest = flows.iter().filter(|flow| flow.key == ISSUE).map(|flow| flow.version).max();
    assert_eq!(newest, Some(CURRENT_ISSUE_VERSION));
    assert!(flows.iter().all(|flow| flow.key != ISSUE || flow.due_days == Some(7)));
}

#[test]
fn every_broken_flow_is_refused_with_its_place_and_reason() {
    let broken: Value = serde_json::from_str(include_str!("flows/broken.json")).unwrap();
    let broken = broken.as_array().unwrap();
    assert!(broken.len() >= 30, "only {} broken flows", broken.len());
    let mut wrong = Vec::new();
    for case in broken {
        let mut flow = flow_named(case["file"].as_str().unwrap());
        for (pointer, value) in case["change"].as_object().unwrap() {
            change(&mut flow, pointer, value);
        }
        let (said, wanted) = (said(flow), case["said"].as_str().unwrap());
        if !said.starts_with(wanted) {
            wrong.push(format!("{}\n  wanted {wanted}\n  got    {said}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn flows_that_lead_into_each_other_for_ever_are_refused() {
    let mut flows: Vec<Flow> =
        library().into_iter().map(|(_, value)| serde_json::from_value(value).unwrap()).collect();
    let order = flows.iter_mut().find(|flow| flow.key == "work_order").unwrap();
    order.links.iter_mut().find(|link| link.key == "issue").unwrap().sub = true;
    let (key, fault) = check_together(&flows).unwrap_err();
    assert_eq!(
        (key.as_str(), fault.to_string().as_str()),
        ("issue", "links: the sub-flows lead back to `issue`")
    );
}

#[test]
fn a_link_to_a_flow_that_is_not_there_is_refused() {
    let flow: Flow = serde_json::from_value(flow_named("work_order")).unwrap();
    let (key, fault) = check_together(std::slice::from_ref(&flow)).unwrap_err();
    assert_eq!(format!("{key}: {fault}"), "work_order: links[0].flow: there is no flow `issue`");
    let (_, fault) = check_together(&[flow.clone(), flow]).unwrap_err();
    assert_eq!(fault.to_string(), "version: two flows of this name and version");
}

#[test]
fn the_flow_of_the_guide_is_sound() {
    let guide = include_str!("../../../docs/guide/flows.md");
    let example = guide.split("```json").nth(1).and_then(|rest| rest.split("```").next());
    assert_eq!(said(serde_json::from_str(example.unwrap()).unwrap()), "sound");
}
