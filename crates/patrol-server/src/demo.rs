//! The demo estate: readable files of `library/demo` turned into sites, people, plans and records
//! around the present hour. Every walked round and every issue is written by real operations
//! through `apply`, so the demo cannot show what the rules forbid. Knows no database.

mod cases;
mod people;
mod photos;
pub(crate) mod places;
pub(crate) mod rounds;
mod stage;
mod times;
mod walks;

use crate::library::Library;
use crate::plan::Plan;
use patrol_domain::people::Member;
use patrol_domain::photo::PhotoRef;
use patrol_domain::place::Site;
use patrol_domain::{At, Op, PhotoId, Record, SiteId};
use serde::de::DeserializeOwned;
use stage::Stage;
use std::path::Path;
use times::Hours;
use uuid::Uuid;

/// Everything a fresh demo server starts with, beside the records of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoData {
    pub sites: Vec<Site>,
    pub people: Vec<Login>,
    pub plans: Vec<Plan>,
    /// What every site's store holds now: site, members, places, checkpoints, rounds, histories,
    /// cases, confirmed photos.
    pub records: Vec<(SiteId, Record)>,
    /// The operations that led there, in order.
    pub ops: Vec<Op>,
    pub photos: Vec<(PhotoId, Vec<u8>)>,
}

/// A person who can sign in to the demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub login: String,
    pub password: String,
    pub member: Member,
}

/// A demo file that does not fit: nothing is seeded then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("demo/{file}: {what}")]
pub struct DemoFault {
    pub file: String,
    pub what: String,
}

impl DemoFault {
    fn new(file: &str, what: impl ToString) -> DemoFault {
        DemoFault { file: file.to_owned(), what: what.to_string() }
    }
}

/// The demo as it stands at `now`. The same `now` gives the same demo, ids included.
pub fn demo(folder: &Path, library: &Library, now: At) -> Result<DemoData, DemoFault> {
    let estates: Vec<places::Estate> = file(folder, "places.json")?;
    let logins = people::logins(file(folder, "people.json")?)?;
    let album = photos::Album::open(&folder.join("photos"))?;
    let rounds: rounds::Rounds = file(folder, "rounds.json")?;
    let issues: Vec<cases::Issue> = file(folder, "issues.json")?;
    let sketches: Vec<rounds::Sketch> = file(folder, "plans.json")?;

    let (mut data, mut shown) = (DemoData::empty(), Vec::new());
    for estate in &estates {
        let hours = Hours::new(now, estate.offset_min);
        let mut stage = Stage::new(estate, library, &logins, hours);
        let walked = walks::walk_all(&mut stage, &rounds, &issues, &album)?;
        cases::move_all(&mut stage, &issues, &album)?;
        walked.judge_all(&mut stage)?;
        for record in rounds::due(&stage, &rounds.due)? {
            stage.put(record);
        }
        stage.number_cases();
        data.plans.extend(rounds::plans(&stage, &sketches)?);
        data.sites.push(stage.site.clone());
        let site = stage.site.id;
        shown.extend(stage.ops.iter().flat_map(|op| op.mutation.files().map(|p| p.id)));
        let (records, ops) = stage.close();
        data.records.extend(records.into_iter().map(|record| (site, record)));
        data.ops.extend(ops);
    }
    data.people = logins;
    data.photos = album.pictures(&shown);
    Ok(data)
}

impl DemoData {
    fn empty() -> DemoData {
        DemoData {
            sites: Vec::new(),
            people: Vec::new(),
            plans: Vec::new(),
            records: Vec::new(),
            ops: Vec::new(),
            photos: Vec::new(),
        }
    }
}

/// A name that stays the same from one start to the next.
fn id(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("patrolbook/demo/{kind}/{name}").as_bytes())
}

fn file<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<T, DemoFault> {
    let text = std::fs::read_to_string(folder.join(name));
    let text = text.map_err(|fault| DemoFault::new(name, fault))?;
    serde_json::from_str(&text).map_err(|fault| DemoFault::new(name, fault))
}

fn taken(photo: &PhotoRef, at: At) -> PhotoRef {
    PhotoRef { taken_at: At(at.0 - 40_000), ..photo.clone() }
}
