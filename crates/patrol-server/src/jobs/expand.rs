//! Plans into due rounds for the next days, on the wall clock of the site.

use crate::app::Server;
use crate::limits;
use crate::plan::Plan;
use crate::store::Refusal;
use chrono::{Offset, TimeZone};
use patrol_domain::place::Site;
use patrol_domain::round::Round;
use patrol_domain::task::Task;
use patrol_domain::{At, RoundId, SiteId, Window};
use uuid::Uuid;

/// More openings of one plan than this in one run are a mistake in its rule.
const MOST: usize = 500;

/// Makes the rounds of every plan of the site; returns how many are new.
pub(crate) async fn expand(server: &Server, id: SiteId) -> Result<usize, Refusal> {
    let now = (server.clock)();
    let until = now.plus_days(limits::PLAN_DAYS);
    let (Some(site), plans) = server.store.plans(id).await? else { return Ok(0) };
    let mut made = 0;
    for (plan, expanded_to) in plans.into_iter().filter(|(plan, _)| !plan.stopped) {
        if expanded_to >= until.plus_minutes(-limits::PLAN_STEP_MIN) {
            continue;
        }
        let rounds = rounds(&plan, &site, now.max(expanded_to), now, until);
        made += server.store.plan_rounds(id, plan.id, rounds, until).await?;
    }
    Ok(made)
}

/// The plan's rounds that open up to `until` and that nobody made before: those opening after
/// `after`, and at the very first those still open at `now`.
fn rounds(plan: &Plan, site: &Site, after: At, now: At, until: At) -> Vec<Round> {
    let minutes = i64::from(plan.minutes);
    openings(plan, site, until)
        .into_iter()
        .filter(|(opens, _)| *opens > after || (after == now && opens.plus_minutes(minutes) > now))
        .map(|(opens, offset_min)| round(plan, opens, offset_min))
        .collect()
}

/// Opening times with the minutes east of UTC at that time; none for a rule that cannot be read.
fn openings(plan: &Plan, site: &Site, until: At) -> Vec<(At, i16)> {
    let set = match rule_set(plan, &site.zone) {
        Ok(set) => set,
        Err(cause) => {
            tracing::error!(plan = %plan.id, %cause, "a plan's rule cannot be read");
            return Vec::new();
        }
    };
    let last = rrule::Tz::UTC.timestamp_millis_opt(until.0).single();
    let set = last.map_or(set.clone(), |last| set.before(last));
    let found = set.all(u16::MAX).dates;
    let found = found.iter().rev().take(MOST).map(|date| {
        let offset = date.offset().fix().local_minus_utc() / 60;
        (At(date.timestamp_millis()), i16::try_from(offset).unwrap_or(site.offset_min))
    });
    let mut found: Vec<(At, i16)> = found.collect();
    found.reverse();
    found
}

/// The plan's rule as it runs on the wall clock of a zone.
pub(crate) fn rule_set(plan: &Plan, zone: &str) -> Result<rrule::RRuleSet, rrule::RRuleError> {
    let first = plan.first.format("%Y%m%dT%H%M%S");
    format!("DTSTART;TZID={zone}:{first}\nRRULE:{}", plan.rule).parse()
}

/// The same plan and opening give the same round id: made twice, it is there once.
fn round(plan: &Plan, opens: At, offset_min: i16) -> Round {
    let closes = opens.plus_minutes(i64::from(plan.minutes));
    let task = Task {
        kind: plan.kind,
        checklist: plan.checklist.clone(),
        version: plan.version,
        place: plan.place,
        department: plan.department,
        roles: plan.roles.clone(),
    };
    Round {
        plan: Some(plan.id),
        assignee: plan.assignee,
        window: Some(Window { opens, closes, grace_min: plan.grace_min }),
        route: plan.route.clone(),
        ..Round::planned(
            RoundId(Uuid::new_v5(&plan.id.0, opens.0.to_string().as_bytes())),
            plan.site,
            offset_min,
            task,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use patrol_domain::people::{Department, Role};
    use patrol_domain::round::RoundKind;
    use patrol_domain::{PlaceId, PlanId};

    const MORNING: At = At(1_795_046_400_000);

    fn plan(rule: &str) -> Plan {
        Plan {
            id: PlanId(Uuid::from_u128(1)),
            site: SiteId(Uuid::from_u128(2)),
            kind: RoundKind::Periodic,
            checklist: "C37".into(),
            version: 1,
            place: PlaceId(Uuid::from_u128(3)),
            department: Department::Eng,
            roles: vec![Role::EngineerShift],
            assignee: None,
            first: "2026-11-01T07:30:00".parse().unwrap(),
            rule: rule.into(),
            minutes: 60,
            grace_min: 30,
            route: Default::default(),
            stopped: false,
        }
    }

    fn site(zone: &str) -> Site {
        Site {
            id: SiteId(Uuid::from_u128(2)),
            name: "x".into(),
            zone: zone.into(),
            offset_min: 480,
            calendar: Default::default(),
            positions: false,
            shifts: Default::default(),
            switches: Default::default(),
        }
    }

    fn opened(rule: &str, zone: &str, after: At) -> Vec<i64> {
        let until = MORNING.plus_days(3);
        let made = rounds(&plan(rule), &site(zone), after, MORNING, until);
        made.iter().filter_map(|round| Some(round.window?.opens.minutes_since(MORNING))).collect()
    }

    #[test]
    fn a_plan_makes_the_rounds_of_three_days_and_those_still_open() {
        let day = 24 * 60;
        let all = opened("FREQ=DAILY", "Asia/Shanghai", MORNING);
        assert_eq!(all, [-30, day - 30, 2 * day - 30, 3 * day - 30]);
        let later = opened("FREQ=DAILY", "Asia/Shanghai", MORNING.plus_days(1));
        assert_eq!(later, [2 * day - 30, 3 * day - 30]);
    }

    #[test]
    fn a_rule_that_cannot_be_read_makes_nothing() {
        for rule in ["", "FREQ=SOMETIMES", "FREQ=DAILY;BYHOUR=99"] {
            assert!(opened(rule, "Asia/Shanghai", MORNING).is_empty(), "{rule}");
        }
        assert!(opened("FREQ=DAILY", "Mars/Olympus", MORNING).is_empty());
    }

    #[test]
    fn the_wall_clock_holds_over_a_change_of_summer_time() {
        let mut plan = plan("FREQ=DAILY;COUNT=3");
        plan.first = "2026-03-28T07:30:00".parse().unwrap();
        let all = openings(&plan, &site("Europe/Berlin"), MORNING);
        let offsets: Vec<i16> = all.iter().map(|(_, offset)| *offset).collect();
        assert_eq!(offsets, [60, 120, 120]);
        assert_eq!(all[1].0.minutes_since(all[0].0), 23 * 60);
    }

    /// Over a leap day and every change of summer time: each local day has its round, at its hour
    /// on the wall; a day whose hour is skipped still has one.
    #[test]
    fn no_day_of_any_zone_loses_its_round() {
        let zones = [
            "Asia/Shanghai",
            "Asia/Kathmandu",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Pacific/Apia",
        ];
        for zone in zones {
            for hour in ["02:30:00", "23:45:00", "00:00:00"] {
                let mut plan = plan("FREQ=DAILY;COUNT=430");
                plan.first = format!("2027-12-30T{hour}").parse().unwrap();
                let until = At(plan.first.and_utc().timestamp_millis()).plus_days(500);
                let all = openings(&plan, &site(zone), until);
                let local = all.iter().filter_map(|(at, offset)| at.local(*offset));
                let days: std::collections::BTreeSet<_> = local.map(|local| local.date()).collect();
                assert_eq!((all.len(), days.len()), (430, 430), "{zone} {hour}");
            }
        }
    }
}
