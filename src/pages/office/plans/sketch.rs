//! A plan as it is typed, and what it may be made of at this site.

use crate::pages::office::plans::rhythm::RULES;
use crate::state::App;
use leptos::prelude::*;
use patrol_domain::checklist::Checklist;
use patrol_domain::people::{Department, Role};
use patrol_domain::plan::{Plan, PlanRow};
use patrol_domain::round::RoundKind;
use patrol_domain::{At, MemberId, PlaceId, PlanId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The plan as it is typed; `made_to` where it stands already.
#[derive(Clone, PartialEq)]
pub struct Sketch {
    pub plan: Plan,
    pub made_to: Option<At>,
}

impl Sketch {
    pub fn of(row: &PlanRow) -> Sketch {
        Sketch { plan: row.plan.clone(), made_to: Some(row.made_to) }
    }

    /// A daily plan from tomorrow morning on, for the first checklist that has a place here.
    pub fn begun(app: App, mine: &[Department]) -> Option<Sketch> {
        let site = app.site.with(Clone::clone)?;
        let department = *mine.first()?;
        let placed = |list: &Arc<Checklist>| {
            app.reference.with(|all| all.places.values().any(|place| place.kind == list.subject))
        };
        let list = newest(app).into_iter().find(placed)?;
        let place = places(app, &list.subject).first().map(|(id, _)| *id)?;
        let tomorrow = app.actions.now().plus_days(1).local(site.offset_min)?.date();
        let plan = Plan {
            id: PlanId(uuid::Uuid::now_v7()),
            site: site.id,
            kind: RoundKind::Periodic,
            checklist: list.id.clone(),
            version: list.version,
            place,
            department,
            roles: walkers(&list),
            assignee: None,
            first: tomorrow.and_hms_opt(9, 0, 0)?,
            rule: RULES[0].to_owned(),
            minutes: 60,
            grace_min: 15,
            route: Default::default(),
            stopped: false,
        };
        Some(Sketch { plan, made_to: None })
    }
}

/// Residents sign in a round, they do not walk it.
pub fn walkers(list: &Checklist) -> Vec<Role> {
    list.roles.iter().copied().filter(|role| *role != Role::Resident).collect()
}

/// The newest version of every checklist, by id.
pub fn newest(app: App) -> Vec<Arc<Checklist>> {
    app.reference.with(|all| {
        let newest: BTreeMap<_, _> =
            all.checklists.iter().map(|((id, _), list)| (id.clone(), list.clone())).collect();
        newest.into_values().collect()
    })
}

/// Places of a kind, by name; every place where none is of that kind.
pub fn places(app: App, kind: &str) -> Vec<(PlaceId, String)> {
    app.reference.with(|all| {
        let of = |only: bool| {
            let fit = all.places.values().filter(|place| !only || place.kind == kind);
            fit.map(|place| (place.id, place.name.clone())).collect::<Vec<_>>()
        };
        let mut found = of(true);
        if found.is_empty() {
            found = of(false);
        }
        found.sort_by(|a, b| a.1.cmp(&b.1));
        found
    })
}

/// Colleagues whose role walks the checklist.
pub fn people(app: App, plan: &Plan) -> Vec<(MemberId, String)> {
    let fits = |grant: &patrol_domain::people::Grant| {
        grant.site == plan.site && plan.roles.contains(&grant.role)
    };
    app.reference.with(|all| {
        let named = all.members.values().filter(|m| !m.suspended && m.grants.iter().any(fits));
        named.map(|member| (member.id, member.name.clone())).collect()
    })
}
