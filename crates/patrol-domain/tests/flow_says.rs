//! The flow of everything (`tests/flows/hot_work.json`), by which the engine is tried on page and
//! server: it is sound, and it uses every word that the guide tells a writer of flows.

#![allow(clippy::unwrap_used)]

use patrol_domain::flow::{Flow, check};
use std::collections::BTreeSet;

const FLOW: &str = include_str!("flows/hot_work.json");
const GUIDE: &str = include_str!("../../../docs/guide/flows.md");

/// Stand in the guide's code, and are no words of a flow: what is to be filled in, names of fields.
const NO_WORDS: [&str; 11] = [
    "k",
    "one",
    "of",
    "these",
    "condition",
    "true",
    "_phone",
    "applicant",
    "caller",
    "reporter",
    "resident",
];
/// A flow has one of four.
const OTHER_SECRECIES: [&str; 2] = ["covert", "protected"];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).filter(|word| !word.is_empty())
}

/// Every word in code of the guide from `## Who` on.
fn told() -> BTreeSet<&'static str> {
    let rest = &GUIDE[GUIDE.find("## Who\n").unwrap()..];
    rest.split('`').skip(1).step_by(2).flat_map(words).collect()
}

#[test]
fn the_flow_of_everything_is_sound() {
    let flow: Flow = serde_json::from_str(FLOW).unwrap();
    assert_eq!(check(&flow), Ok(()));
}

#[test]
fn the_flow_of_everything_uses_every_word_of_the_guide() {
    let said: BTreeSet<&str> = FLOW.split('"').skip(1).step_by(2).collect();
    let told = told();
    let spared = |word: &&str| NO_WORDS.contains(word) || OTHER_SECRECIES.contains(word);
    let unsaid: Vec<&str> =
        told.iter().copied().filter(|word| !said.contains(word) && !spared(word)).collect();
    assert_eq!(unsaid, Vec::<&str>::new());
    assert!(told.len() > 100, "the guide was read for {} words only", told.len());
}
