//! Runs every given/when/then case of `cases/`: the rules of W01 and W02 as data.
//!
//! A text that begins with `@` is a name: `@pump` an id, `@10:05` that minute of 19 November 2026
//! on the site's wall clock (`@+2d 10:05` two days later), `@photo:leak` a photo of that name.
//! `given` lists stories of `cases/world.json`, operations, and changes to records; `when` is the
//! operation in question; `then` names every record it changes, with the fields that matter, or
//! `refused` with the whole reason.

// A broken case file should stop the test where it breaks.
#![allow(clippy::unwrap_used)]

#[path = "cases/names.rs"]
mod names;
#[path = "cases/world.rs"]
mod world;

use names::{named, readable};
use patrol_domain::Halt;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use world::World;

#[test]
fn every_case_comes_out_as_written() {
    let files = case_files();
    let mut failures = Vec::new();
    let mut count = 0;
    for file in &files {
        let cases: Vec<Value> = serde_json::from_str(&fs::read_to_string(file).unwrap())
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        for case in &cases {
            count += 1;
            if let Err(why) = check(case) {
                let file = file.file_name().unwrap().to_string_lossy();
                failures.push(format!("{file}: {}\n    {why}", case["name"]));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {count} failed\n\n{}\n",
        failures.len(),
        failures.join("\n\n")
    );
    assert!(count >= 70, "only {count} cases were found in {} files", files.len());
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

fn case_files() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| {
            path.extension().is_some_and(|e| e == "json") && !path.ends_with("world.json")
        })
        .collect();
    files.sort();
    files
}

/// Plays one case and compares.
fn check(case: &Value) -> Result<(), String> {
    let mut world = World::load(&folder());
    for step in case["given"].as_array().into_iter().flatten() {
        world.play(step)?;
    }
    let outcome = world.write(&case["when"]);
    let wanted = &case["then"];
    match (outcome, wanted.get("refused")) {
        (Err(Halt::Rejected(rejection)), Some(reason)) => {
            let got = serde_json::to_value(rejection).unwrap();
            let reason = named(reason);
            if got == reason { Ok(()) } else { Err(difference("refused", &reason, &got)) }
        }
        (Err(halt), _) => Err(format!("stopped: {}", readable(&json!(format!("{halt:?}"))))),
        (Ok(changed), Some(reason)) => {
            Err(format!("wanted a refusal, {reason}, and got changes of {:?}", changed.keys()))
        }
        (Ok(changed), None) => {
            let wanted = wanted.as_object().ok_or("`then` must be an object")?;
            let names = |map: &serde_json::Map<_, _>| map.keys().cloned().collect::<BTreeSet<_>>();
            if names(wanted) != names(&changed) {
                let (wanted, got) = (names(wanted), names(&changed));
                return Err(format!("changed records: wanted {wanted:?}, got {got:?}"));
            }
            wanted.iter().try_for_each(|(key, fields)| compare(key, &named(fields), &changed[key]))
        }
    }
}

/// Every field that is wanted must be there and equal; lists must agree in length and order.
fn compare(path: &str, wanted: &Value, got: &Value) -> Result<(), String> {
    match (wanted, got) {
        (Value::Object(fields), Value::Object(_)) => fields
            .iter()
            .try_for_each(|(key, field)| compare(&format!("{path}.{key}"), field, &got[key])),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .try_for_each(|(n, (a, b))| compare(&format!("{path}[{n}]"), a, b)),
        _ if wanted == got => Ok(()),
        _ => Err(difference(path, wanted, got)),
    }
}

fn difference(path: &str, wanted: &Value, got: &Value) -> String {
    format!("{path}\n      wanted {}\n      got    {}", readable(wanted), readable(got))
}
