//! Brings a folder's places, checkpoints and plans, and the library, into a site that stands.
//! Everything is checked before anything is written; nothing is taken away.

use crate::admin::{AdminError, site_of};
use crate::app::App;
use crate::demo::rounds::{Ground, Sketch};
use crate::jobs::expand::rule_set;
use crate::library::Library;
use crate::plan::Plan;
use crate::planning::note_change;
pub use crate::site_folder::FolderFault;
use crate::site_folder::{self, PLACES, PLANS, SiteFolder};
use crate::store::{Refusal, SeedError};
use chrono::NaiveDateTime;
use patrol_domain::place::{Checkpoint, Site};
use patrol_domain::{At, Key, Kind, MemberId, PlanId, Record};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Why the folder was not loaded.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    #[error(transparent)]
    Folder(#[from] FolderFault),
    #[error(transparent)]
    Admin(#[from] AdminError),
}

impl From<Refusal> for LoadError {
    fn from(refusal: Refusal) -> Self {
        LoadError::Admin(refusal.into())
    }
}

impl From<SeedError> for LoadError {
    fn from(error: SeedError) -> Self {
        LoadError::Admin(error.into())
    }
}

/// What the folder holds, and how much of it was new or other than before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    pub places: usize,
    pub checkpoints: usize,
    pub plans: usize,
    /// Records that were written: the site, places, checkpoints, and what the library brings.
    pub records_changed: usize,
    pub plans_changed: usize,
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Loaded { places, checkpoints, plans, records_changed, plans_changed } = self;
        write!(f, "places {places}, checkpoints {checkpoints}, plans {plans}; ")?;
        match (records_changed, plans_changed) {
            (0, 0) => write!(f, "nothing was other than before"),
            _ => write!(f, "written: records {records_changed}, plans {plans_changed}"),
        }
    }
}

const KINDS: [Kind; 5] =
    [Kind::Place, Kind::Checkpoint, Kind::Checklist, Kind::Flow, Kind::Categories];

/// Loads `places.json` and `plans.json` of `folder` into the site of this id or name.
pub async fn load_site(
    app: &App,
    library: &Library,
    site: &str,
    folder: &Path,
    now: At,
) -> Result<Loaded, LoadError> {
    let (site, before) = app.store.plans(site_of(app, site).await?).await?;
    let site = site.ok_or(Refusal::NotFound)?;
    let read = site_folder::read(folder, &site, library)?;
    let standing = app.store.standing(site.id, &KINDS).await?;
    let standing: BTreeMap<Key, Record> = standing.into_iter().map(|r| (r.key(), r)).collect();
    check_codes(&read.records, &standing)?;
    let before = before.into_iter().map(|(plan, _)| (plan.id, plan)).collect();
    let plans = plans(app, library, &site, &read, &before, now).await?;

    let of = |kind| read.records.iter().filter(|record| record.key().kind() == kind).count();
    let mut loaded = Loaded {
        places: of(Kind::Place),
        checkpoints: of(Kind::Checkpoint),
        plans: plans.len(),
        ..Loaded::default()
    };
    let mut records = library.records();
    records.extend(read.records);
    records.retain(|record| standing.get(&record.key()) != Some(record));
    if read.site != site {
        records.push(Record::Site(read.site.clone()));
    }
    loaded.records_changed = records.len();
    if !records.is_empty() {
        app.store.put(site.id, records).await?;
    }
    for plan in plans.iter().filter(|plan| before.get(&plan.id) != Some(plan)) {
        app.store.put_plan(plan, MemberId::SYSTEM).await?;
        if before.contains_key(&plan.id) {
            note_change(&app.store, plan).await?;
        }
        loaded.plans_changed += 1;
    }
    Ok(loaded)
}

/// A code is on one wall of the site only, those of earlier loads included.
fn check_codes(records: &[Record], standing: &BTreeMap<Key, Record>) -> Result<(), FolderFault> {
    let kept = |point: &&Checkpoint| !records.iter().any(|record| record.key() == key(point));
    let kept: Vec<&Checkpoint> = standing.values().filter_map(point).filter(kept).collect();
    for new in records.iter().filter_map(point) {
        if let Some(old) = kept.iter().find(|old| old.code == new.code) {
            let Checkpoint { code, number, name, .. } = old;
            let reason = format!(
                "the code {code} stands at {number} {name} already, under another key; a place \
                 keeps its key"
            );
            return Err(FolderFault::at(PLACES, format!("point {}", new.number), reason));
        }
    }
    Ok(())
}

fn point(record: &Record) -> Option<&Checkpoint> {
    match record {
        Record::Checkpoint(point) => Some(point),
        _ => None,
    }
}

fn key(point: &Checkpoint) -> Key {
    Key::Checkpoint { id: point.id }
}

async fn plans(
    app: &App,
    library: &Library,
    site: &Site,
    read: &SiteFolder,
    before: &BTreeMap<PlanId, Plan>,
    now: At,
) -> Result<Vec<Plan>, LoadError> {
    let mut plans = Vec::new();
    for (number, sketch) in &read.plans {
        let refuse =
            |reason: String| FolderFault::at(PLANS, site_folder::plan_spot(*number), reason);
        let assignee = assignee(app, site, sketch).await?.map_err(refuse)?;
        let id = PlanId(site_folder::name_at(site.id, "plan", &sketch.name()));
        let none = || refuse(format!("there is no checklist {}", sketch.checklist));
        let plan = sketch.plan(Ground {
            id,
            site: site.id,
            place: site_folder::place_at(site.id, &sketch.place),
            checklist: site_folder::newest(library, &sketch.checklist).ok_or_else(none)?,
            assignee,
            first: first(sketch, before.get(&id), site, now),
            point: &|key| site_folder::point_at(site.id, key),
        });
        check_rule(&plan, site).map_err(refuse)?;
        plans.push(plan);
    }
    Ok(plans)
}

/// The person of the plan's login, who must have a role here.
async fn assignee(
    app: &App,
    site: &Site,
    sketch: &Sketch,
) -> Result<Result<Option<MemberId>, String>, Refusal> {
    let Some(login) = &sketch.assignee else { return Ok(Ok(None)) };
    let Some(account) = app.store.account(&login.to_lowercase()).await? else {
        return Ok(Err(format!("there is no login {login}; add-account makes it")));
    };
    let id = account.member;
    let person = app.store.person(id).await?;
    let here = person.is_some_and(|(person, _)| person.grants.iter().any(|g| g.site == site.id));
    Ok(if here { Ok(Some(id)) } else { Err(format!("{login} has no role at {}", site.name)) })
}

/// A plan counts from the day it was first loaded, so that loading it again changes nothing.
fn first(sketch: &Sketch, before: Option<&Plan>, site: &Site, now: At) -> NaiveDateTime {
    let today = || now.local(site.offset_min).unwrap_or_default().date();
    before.map_or_else(today, |plan| plan.first.date()).and_time(sketch.time.0)
}

fn check_rule(plan: &Plan, site: &Site) -> Result<(), String> {
    let rule = &plan.rule;
    if ["SECONDLY", "MINUTELY"].iter().any(|often| rule.to_uppercase().contains(often)) {
        return Err(format!("the rule {rule} asks for a round every minute or more often"));
    }
    let unreadable = |why| format!("the rule {rule} cannot be read: {why}");
    rule_set(plan, &site.zone).map(|_| ()).map_err(unreadable)
}
