//! Rounds of the demo: due ones around the present hour, and the plans that take over tomorrow.

use crate::demo::people::member_id;
use crate::demo::places::{place_id, point_id};
use crate::demo::stage::Stage;
use crate::demo::times::{Clock, When};
use crate::demo::walks::{Missed, Walk};
use crate::demo::{DemoFault, id};
use crate::plan::Plan;
use chrono::NaiveDateTime;
use patrol_domain::checklist::Checklist;
use patrol_domain::people::{Department, Role};
use patrol_domain::round::{Round, RoundKind};
use patrol_domain::route::{Route, Stop};
use patrol_domain::task::Task;
use patrol_domain::{At, CheckpointId, MemberId, PlaceId, PlanId, Record, RoundId, SiteId, Window};
use serde::Deserialize;

const FILE: &str = "rounds.json";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rounds {
    pub walked: Vec<Walk>,
    pub missed: Vec<Missed>,
    pub due: Vec<Due>,
}

/// A round that waits to be walked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Due {
    checklist: String,
    place: String,
    department: Department,
    #[serde(default = "periodic")]
    kind: RoundKind,
    #[serde(default)]
    assignee: Option<String>,
    opens: Vec<When>,
    minutes: i64,
    grace_min: u16,
    #[serde(default)]
    route: Option<Way>,
}

/// A plan as `plans.json` writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sketch {
    /// What it is known by; without one, its checklist, place and time.
    #[serde(default)]
    key: Option<String>,
    pub checklist: String,
    pub place: String,
    department: Department,
    #[serde(default)]
    pub assignee: Option<String>,
    pub time: Clock,
    rule: String,
    pub minutes: u32,
    grace_min: u16,
    #[serde(default)]
    pub route: Option<Way>,
    #[serde(default)]
    stopped: bool,
}

/// A route as `plans.json` writes it: by the keys of places, each with its point.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Way {
    #[serde(default)]
    fixed: bool,
    pub stops: Vec<WayStop>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WayStop {
    pub place: String,
    #[serde(default)]
    stay_s: u32,
}

/// What a plan needs to be known of its site.
pub(crate) struct Ground<'a> {
    pub id: PlanId,
    pub site: SiteId,
    pub place: PlaceId,
    pub checklist: &'a Checklist,
    pub assignee: Option<MemberId>,
    pub first: NaiveDateTime,
    /// The point of the place of this key.
    pub point: &'a dyn Fn(&str) -> CheckpointId,
}

impl Sketch {
    pub fn name(&self) -> String {
        let own = || format!("{}/{}/{}", self.checklist, self.place, self.time.0);
        self.key.clone().unwrap_or_else(own)
    }

    pub fn plan(&self, ground: Ground) -> Plan {
        Plan {
            id: ground.id,
            site: ground.site,
            kind: RoundKind::Periodic,
            checklist: ground.checklist.id.clone(),
            version: ground.checklist.version,
            place: ground.place,
            department: self.department,
            roles: walkers(ground.checklist),
            assignee: ground.assignee,
            first: ground.first,
            rule: self.rule.clone(),
            minutes: self.minutes,
            grace_min: self.grace_min,
            route: self.route.as_ref().map(|way| way.route(ground.point)).unwrap_or_default(),
            stopped: self.stopped,
        }
    }
}

impl Way {
    fn route(&self, point: &dyn Fn(&str) -> CheckpointId) -> Route {
        let stop = |stop: &WayStop| Stop { checkpoint: point(&stop.place), stay_s: stop.stay_s };
        Route { fixed: self.fixed, stops: self.stops.iter().map(stop).collect() }
    }
}

/// What a planned round is made of.
pub(super) struct Duty<'a> {
    pub checklist: &'a str,
    pub place: &'a str,
    pub department: Department,
    pub kind: RoundKind,
    pub assignee: Option<MemberId>,
    pub opens: At,
    pub minutes: i64,
    pub grace_min: u16,
    pub route: Route,
}

fn periodic() -> RoundKind {
    RoundKind::Periodic
}

pub(super) fn due(stage: &Stage, all: &[Due]) -> Result<Vec<Record>, DemoFault> {
    let mut rounds = Vec::new();
    for due in all.iter().filter(|due| stage.holds(place_id(&due.place))) {
        for when in &due.opens {
            let duty = Duty {
                checklist: &due.checklist,
                place: &due.place,
                department: due.department,
                kind: due.kind,
                assignee: due.assignee.as_deref().map(member_id),
                opens: stage.hours.at(when),
                minutes: due.minutes,
                grace_min: due.grace_min,
                route: due.route.as_ref().map(|way| way.route(&point_id)).unwrap_or_default(),
            };
            rounds.push(Record::Round(planned(stage, &duty)?));
        }
    }
    Ok(rounds)
}

/// The round as the server plans it.
pub(super) fn planned(stage: &Stage, duty: &Duty) -> Result<Round, DemoFault> {
    let checklist = newest(stage, duty.checklist, FILE)?;
    let name = format!("{}/{}/{}", duty.checklist, duty.place, duty.opens.0);
    let closes = duty.opens.plus_minutes(duty.minutes);
    let task = Task {
        kind: duty.kind,
        checklist: checklist.id.clone(),
        version: checklist.version,
        place: place_id(duty.place),
        department: duty.department,
        roles: walkers(checklist),
    };
    Ok(Round {
        assignee: duty.assignee,
        window: Some(Window { opens: duty.opens, closes, grace_min: duty.grace_min }),
        route: duty.route.clone(),
        ..Round::planned(RoundId(id("round", &name)), stage.site.id, stage.site.offset_min, task)
    })
}

/// The plans of the site, from tomorrow on: today is drawn by hand around the present hour.
pub(super) fn plans(stage: &Stage, sketches: &[Sketch]) -> Result<Vec<Plan>, DemoFault> {
    let here = sketches.iter().filter(|sketch| stage.holds(place_id(&sketch.place)));
    here.map(|sketch| {
        let checklist = newest(stage, &sketch.checklist, "plans.json")?;
        Ok(sketch.plan(Ground {
            id: PlanId(id("plan", &sketch.name())),
            site: stage.site.id,
            place: place_id(&sketch.place),
            checklist,
            assignee: sketch.assignee.as_deref().map(member_id),
            first: stage.hours.tomorrow(sketch.time),
            point: &point_id,
        }))
    })
    .collect()
}

pub(super) fn newest<'a>(
    stage: &'a Stage,
    checklist: &str,
    file: &str,
) -> Result<&'a Checklist, DemoFault> {
    let found = stage.view.records.values().rev().find_map(|record| match record {
        Some(Record::Checklist(list)) if list.id == checklist => Some(list),
        _ => None,
    });
    found.ok_or_else(|| DemoFault::new(file, format!("there is no checklist {checklist}")))
}

/// Residents sign in a round, they do not walk it.
fn walkers(checklist: &Checklist) -> Vec<Role> {
    checklist.roles.iter().copied().filter(|role| *role != Role::Resident).collect()
}
