//! A library of a journey's own: some of the shipped checklists and new ones, and in place of the
//! demo a small estate with rounds that are due now.

use crate::{Told, surroundings};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// What the estate has; everything else is as the product ships it.
#[derive(Default)]
pub struct Estate {
    shipped: Vec<&'static str>,
    new: Vec<Value>,
    flows: Vec<Value>,
    places: Vec<Value>,
    due: Vec<Value>,
    walked: Vec<Value>,
}

impl Estate {
    /// With these checklists of the product and no others, by the names of their files.
    pub fn with(shipped: &[&'static str]) -> Estate {
        Estate { shipped: shipped.to_vec(), ..Estate::default() }
    }

    /// A checklist that the product does not ship.
    #[must_use]
    pub fn list(mut self, list: Value) -> Estate {
        self.new.push(list);
        self
    }

    /// A flow that the product does not ship.
    #[must_use]
    pub fn flow(mut self, flow: Value) -> Estate {
        self.flows.push(flow);
        self
    }

    /// A place of a kind, with the short code at its door.
    #[must_use]
    pub fn place(mut self, kind: &str, name: &str, code: &str, limits: Value) -> Estate {
        let number = format!("{:02}", self.places.len() + 1);
        self.places.push(json!({
            "key": kind, "kind": kind, "name": name, "limits": limits,
            "point": { "number": number, "name": format!("{name}门口"), "code": code },
        }));
        self
    }

    /// A round of a list at the place of a kind, that opened so many minutes ago, for four hours.
    #[must_use]
    pub fn due(
        mut self,
        list: &str,
        kind: &str,
        department: &str,
        login: &str,
        ago: i64,
    ) -> Estate {
        self.due.push(json!({
            "checklist": list, "place": kind, "department": department, "assignee": login,
            "opens": [{ "minutes": -ago }], "minutes": 240, "grace_min": 60,
        }));
        self
    }

    /// A walk of earlier days, as the demo writes it.
    #[must_use]
    pub fn walked(mut self, walk: Value) -> Estate {
        self.walked.push(walk);
        self
    }

    /// Writes it all below `folder`, readable by the server.
    pub fn write(&self, folder: &Path) -> Told {
        let from = surroundings::project().join("library");
        for part in ["checklists", "flows", "demo/photos"] {
            fs::create_dir_all(folder.join(part))?;
        }
        fs::copy(from.join("categories.json"), folder.join("categories.json"))?;
        for entry in fs::read_dir(from.join("flows"))? {
            let entry = entry?;
            fs::copy(entry.path(), folder.join("flows").join(entry.file_name()))?;
        }
        for list in &self.shipped {
            let file = format!("checklists/{list}.json");
            fs::copy(from.join(&file), folder.join(&file))?;
        }
        for list in &self.new {
            let word = |field: &str| list[field].as_str().unwrap_or_default().to_owned();
            let file = format!("checklists/{}-{}.json", word("id"), word("key"));
            fs::write(folder.join(file), serde_json::to_string_pretty(list)?)?;
        }
        for flow in &self.flows {
            let file = format!("flows/{}.json", flow["key"].as_str().unwrap_or_default());
            fs::write(folder.join(file), serde_json::to_string_pretty(flow)?)?;
        }
        let demo = |file: &str, value: &Value| {
            fs::write(folder.join("demo").join(file), value.to_string())
        };
        let mut people: Value = serde_json::from_slice(&fs::read(from.join("demo/people.json"))?)?;
        if let Some(all) = people["people"].as_array_mut() {
            all.retain(|person| person["site"] == "jinxiu");
        }
        demo("people.json", &people)?;
        let estate = json!({ "key": "jinxiu", "name": "锦绣花园", "places": self.places });
        demo("places.json", &json!([estate]))?;
        let rounds = json!({ "walked": self.walked, "missed": [], "due": self.due });
        demo("rounds.json", &rounds)?;
        demo("issues.json", &json!([]))?;
        demo("plans.json", &json!([]))?;
        Ok(())
    }
}
