//! The small estate that every case begins with, and the ways to change it.

use crate::names::{id, named, time};
use patrol_domain::{Halt, Op, Record, View, apply};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

pub struct World {
    view: View,
    stories: Map<String, Value>,
    written: u64,
}

impl World {
    pub fn load(folder: &Path) -> World {
        let text = fs::read_to_string(folder.join("world.json")).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        let mut world = World {
            view: View::default(),
            stories: file["stories"].as_object().unwrap().clone(),
            written: 0,
        };
        for record in file["records"].as_array().unwrap() {
            world.put(&named(record)).unwrap_or_else(|e| panic!("world.json: {e}\n{record}"));
        }
        for entry in fs::read_dir(folder.join("../../../library/flows")).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            let mut flow: Value = serde_json::from_str(&text).unwrap();
            flow["record"] = json!("flow");
            world.put(&flow).unwrap();
        }
        world
    }

    fn put(&mut self, record: &Value) -> Result<(), String> {
        let record: Record = serde_json::from_value(record.clone()).map_err(|e| e.to_string())?;
        self.view.put(record.key(), Some(record));
        Ok(())
    }

    /// Plays a story, changes a record, or writes an operation that must be accepted.
    pub fn play(&mut self, step: &Value) -> Result<(), String> {
        if let Some(name) = step.as_str() {
            let story = self.stories.get(name).ok_or(format!("no story {name}"))?.clone();
            let steps = story.as_array().ok_or(format!("story {name} is no list"))?;
            return steps.iter().try_for_each(|step| self.play(step));
        }
        if let Some(key) = step["change"].as_str() {
            return self.change(key, &named(&step["to"]));
        }
        match self.write(step) {
            Ok(_) => Ok(()),
            Err(halt) => Err(format!("given {step}\n    was not accepted: {halt:?}")),
        }
    }

    /// Overwrites fields of the record `round/pump`; `to: null` takes it away.
    fn change(&mut self, key: &str, to: &Value) -> Result<(), String> {
        let found =
            self.view.records.iter().find(|(_, r)| r.as_ref().is_some_and(|r| short(r) == key));
        let Some((found, Some(record))) = found.map(|(k, r)| (k.clone(), r.clone())) else {
            return Err(format!("no record {key}"));
        };
        if to.is_null() {
            self.view.put(found, None);
            return Ok(());
        }
        let mut value = serde_json::to_value(&record).map_err(|e| e.to_string())?;
        for (field, new) in to.as_object().ok_or("`to` must be an object")? {
            value[field] = new.clone();
        }
        self.put(&value)
    }

    /// Writes one operation: `by`, `at`, and the mutation's own fields. What changed, by short key.
    pub fn write(&mut self, step: &Value) -> Result<Map<String, Value>, Halt> {
        self.written += 1;
        let op = operation(step, self.written);
        let changed = loop {
            match apply(&self.view, &op) {
                Ok(changed) => break changed,
                // Everything that exists is loaded: what is asked for is not there.
                Err(Halt::Need(key)) => self.view.put(key, None),
                Err(halt) => return Err(halt),
            }
        };
        let mut by_name = Map::new();
        for record in changed {
            by_name.insert(short(&record), serde_json::to_value(&record).unwrap());
            self.view.put(record.key(), Some(record));
        }
        Ok(by_name)
    }
}

fn operation(step: &Value, number: u64) -> Op {
    let mut mutation = step.as_object().unwrap_or_else(|| panic!("no operation: {step}")).clone();
    let mut text = |field: &str| {
        mutation
            .remove(field)
            .map(|value| value.as_str().unwrap_or_else(|| panic!("{field}")).to_owned())
    };
    let by = text("by").unwrap_or_else(|| panic!("nobody does {step}"));
    let at = text("at").unwrap_or("10:10".to_owned());
    let device_at = text("device_at").unwrap_or(at.clone());
    let author = if by == "system" { uuid::Uuid::nil().to_string() } else { id(&by) };
    let site = text("site").unwrap_or("jinxiu".to_owned());
    let op = json!({
        "id": id(&format!("op{number}")), "device": id("phone"), "seq": number, "author": author,
        "site": id(&site), "made_at": time(&at), "device_at": time(&device_at),
        "mutation": named(&Value::Object(mutation)),
    });
    serde_json::from_value(op).unwrap_or_else(|e| panic!("{e} in {step}"))
}

/// `round/pump`: kind and name as the case files write them.
fn short(record: &Record) -> String {
    let key = record.key();
    let name = key.name();
    let readable: Vec<String> = name.split('/').map(unpack).collect();
    format!("{}/{}", key.kind().name(), readable.join("/")).trim_end_matches('/').to_owned()
}

fn unpack(part: &str) -> String {
    match uuid::Uuid::parse_str(part) {
        Ok(id) => String::from_utf8_lossy(id.as_bytes()).trim_end_matches('\0').to_owned(),
        Err(_) => part.to_owned(),
    }
}
