//! Plans as the office changes them: who may, and what a plan must be before it is kept.

use crate::app::Server;
use crate::error::ApiError;
use crate::jobs::expand::{expand, rule_set};
use crate::plan::Plan;
use crate::store::{SeedError, Store};
use chrono::{Datelike, TimeZone};
use patrol_domain::checklist::Checklist;
use patrol_domain::people::{Member, Role};
use patrol_domain::permissions::{Action, Context, may};
use patrol_domain::place::Site;
use patrol_domain::round::RoundKind;
use patrol_domain::{At, CheckpointId, Kind, MemberId, Mutation, Record, SiteId};
use patrol_protocol::plan::{PlanAnswer, PlanFault, PlanRow};
use std::collections::BTreeSet;

/// Nobody is asked to stay at one point for longer, seconds.
const LONGEST_STAY_S: u32 = 3600;
/// Openings of a plan are looked for this far ahead, days.
const AHEAD_DAYS: i64 = 400;
/// Openings closer than this are a mistake in the rule, minutes.
const CLOSEST_MIN: i64 = 15;
/// As many openings of the rule are looked at.
const LOOKED_AT: u16 = 100;
/// Longest window, minutes.
const LONGEST_MIN: u32 = 31 * 24 * 60;
/// Longest grace, minutes.
const GRACE_MIN: u16 = 24 * 60;
/// Openings told after a plan is kept.
const TOLD: usize = 5;

/// The plans that this person may see, R27: covert ones only for those who order such rounds.
pub async fn visible(
    server: &Server,
    who: MemberId,
    site: SiteId,
) -> Result<Vec<PlanRow>, ApiError> {
    let me = member(server, who).await?;
    let (_, plans) = server.store.plans(site).await?;
    let seen = plans.into_iter().filter(|(plan, _)| {
        let open = plan.kind != RoundKind::Covert || leads(&me, plan, Action::OrderCovertRound);
        open && leads(&me, plan, Action::SeePlan)
    });
    Ok(seen.map(|(plan, made_to)| PlanRow { plan, made_to }).collect())
}

/// Keeps a plan, as new or in place of the old, and makes its rounds. What was made before stays
/// as it is: a round in hand, or on a phone in a cellar, is never pulled away.
///
/// # Errors
/// `NOT_YOURS` when the person does not lead the plan's department, or that of the plan it replaces.
pub async fn keep(server: &Server, who: MemberId, plan: &Plan) -> Result<PlanAnswer, ApiError> {
    let me = member(server, who).await?;
    let (site, plans) = server.store.plans(plan.site).await?;
    let site = site.ok_or(ApiError::NOT_FOUND)?;
    let old = plans.iter().find(|(old, _)| old.id == plan.id).map(|(old, _)| old);
    if !old.into_iter().chain([plan]).all(|plan| keeps(&me, plan)) {
        return Err(ApiError::NOT_YOURS);
    }
    let next = match check(server, plan, &site).await? {
        Ok(next) => next,
        Err(why) => return Ok(PlanAnswer::Refused { why }),
    };
    server.store.put_plan(plan, who).await?;
    if old.is_some_and(|old| old != plan) {
        note_change(&server.store, plan).await.map_err(|fault| fault.0)?;
    }
    expand(server, plan.site).await?;
    Ok(PlanAnswer::Kept { next })
}

/// Marks what the plan has made and nobody has handed in: it is walked as it was made.
pub(crate) async fn note_change(store: &Store, plan: &Plan) -> Result<(), SeedError> {
    let made = store.rounds_of_plan(plan.site, plan.id).await.map_err(SeedError)?;
    let noted: Vec<_> =
        made.iter().map(|round| Mutation::NotePlanChange { round: round.id }).collect();
    if !noted.is_empty() {
        store.server_moves(plan.site, noted).await?;
    }
    Ok(())
}

async fn member(server: &Server, who: MemberId) -> Result<Member, ApiError> {
    let person = server.store.person(who).await?;
    person.map(|(member, _)| member).ok_or(ApiError::NOT_FOUND)
}

fn leads(me: &Member, plan: &Plan, action: Action) -> bool {
    let context = Context { department: Some(plan.department), own: false };
    may(me, plan.site, action, context)
}

fn keeps(me: &Member, plan: &Plan) -> bool {
    let covert = plan.kind == RoundKind::Covert;
    leads(me, plan, Action::KeepPlans) && (!covert || leads(me, plan, Action::OrderCovertRound))
}

/// The next openings of a sound plan; a stopped one has none.
async fn check(
    server: &Server,
    plan: &Plan,
    site: &Site,
) -> Result<Result<Vec<At>, PlanFault>, ApiError> {
    let kinds = [Kind::Checklist, Kind::Place, Kind::Checkpoint, Kind::Member];
    let standing = server.store.standing(plan.site, &kinds).await?;
    if plan.minutes == 0 || plan.minutes > LONGEST_MIN || plan.grace_min > GRACE_MIN {
        return Ok(Err(PlanFault::Length));
    }
    if let Some(fault) = strange(plan, &standing) {
        return Ok(Err(fault));
    }
    let openings = openings(plan, site, (server.clock)());
    Ok(openings.map(|next| if plan.stopped { Vec::new() } else { next }))
}

/// What of the plan names nothing that stands at the site.
fn strange(plan: &Plan, standing: &[Record]) -> Option<PlanFault> {
    let lists = standing.iter().filter_map(|record| match record {
        Record::Checklist(list) if list.id == plan.checklist => Some(list),
        _ => None,
    });
    let newest = lists.max_by_key(|list| list.version);
    let Some(list) = newest.filter(|list| list.version == plan.version && walks(plan, list)) else {
        return Some(PlanFault::Checklist);
    };
    let place = |record: &Record| matches!(record, Record::Place(place) if place.id == plan.place);
    if !standing.iter().any(place) {
        return Some(PlanFault::Place);
    }
    if !is_walkable(plan, standing) {
        return Some(PlanFault::Route);
    }
    let assignee = plan.assignee?;
    let fits = |record: &Record| match record {
        Record::Member(member) if member.id == assignee => fits(plan, list, member),
        _ => false,
    };
    (!standing.iter().any(fits)).then_some(PlanFault::Assignee)
}

/// Every stop is a checkpoint of the site, stands once, and asks for no more than an hour.
fn is_walkable(plan: &Plan, standing: &[Record]) -> bool {
    let points: BTreeSet<CheckpointId> = standing
        .iter()
        .filter_map(|record| match record {
            Record::Checkpoint(point) => Some(point.id),
            _ => None,
        })
        .collect();
    let mut seen = BTreeSet::new();
    plan.route.stops.iter().all(|stop| {
        points.contains(&stop.checkpoint)
            && stop.stay_s <= LONGEST_STAY_S
            && seen.insert(stop.checkpoint)
    })
}

fn walks(plan: &Plan, list: &Checklist) -> bool {
    let known = |role: &Role| list.roles.contains(role);
    !plan.roles.is_empty() && plan.roles.iter().all(known)
}

fn fits(plan: &Plan, list: &Checklist, member: &Member) -> bool {
    let named = |grant: &patrol_domain::people::Grant| {
        grant.site == plan.site && list.roles.contains(&grant.role)
    };
    let leads = leads(member, plan, Action::StartRound);
    !member.suspended && (leads || member.grants.iter().any(named))
}

fn openings(plan: &Plan, site: &Site, now: At) -> Result<Vec<At>, PlanFault> {
    // Walked through from its first opening on: by the second that would take for ever.
    if ["SECONDLY", "MINUTELY"].iter().any(|often| plan.rule.to_uppercase().contains(often)) {
        return Err(PlanFault::TooOften);
    }
    if !(2000..=2100).contains(&plan.first.year()) {
        return Err(PlanFault::Never);
    }
    let set = rule_set(plan, &site.zone).map_err(|_| PlanFault::Rule)?;
    let at = |at: At| rrule::Tz::UTC.timestamp_millis_opt(at.0).single().ok_or(PlanFault::Rule);
    let set = set.after(at(now)?).before(at(now.plus_days(AHEAD_DAYS))?);
    let found = set.all(LOOKED_AT).dates;
    let times: Vec<At> = found.iter().map(|date| At(date.timestamp_millis())).collect();
    if times.windows(2).any(|pair| pair[1].minutes_since(pair[0]) < CLOSEST_MIN) {
        return Err(PlanFault::TooOften);
    }
    if times.is_empty() {
        return Err(PlanFault::Never);
    }
    Ok(times.into_iter().take(TOLD).collect())
}
