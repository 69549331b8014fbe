//! What time does to cases: escalation, reminders, moves that wait for nobody. Judges nothing
//! itself: the flow says what is due, and `apply` decides it once more in its own transaction.

use crate::app::Server;
use crate::store::Refusal;
use patrol_domain::flow::{Flow, Wall, timed_due};
use patrol_domain::{Kind, Mutation, Record, SiteId};
use patrol_protocol::Outcome;
use std::collections::BTreeMap;

/// Cases that are read at once.
const PAGE: i64 = 500;
/// Most timed steps of one site in one run; what is left over waits for the next.
const MOST: usize = 500;

/// Takes every timed step that is due at the site; returns how many were taken. Run twice, or by
/// two servers at once, each step is taken once: the later transaction finds it taken.
pub(crate) async fn tick(server: &Server, site: SiteId) -> Result<usize, Refusal> {
    let now = (server.clock)();
    let (flows, wall) = standing(server, site).await?;
    if flows.is_empty() {
        return Ok(0);
    }
    let mut due = Vec::new();
    let mut after = String::new();
    while due.len() < MOST {
        let page = server.store.live_cases(site, &after, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after.clone_from(last);
        for (_, case) in &page {
            let Some(flow) = flows.get(&(case.flow.clone(), case.flow_version)) else { continue };
            due.extend(timed_due(flow, case, &wall, now).map(|(timed, since)| {
                Mutation::TickCase { case: case.id, rule: timed.key.clone(), since }
            }));
        }
    }
    due.truncate(MOST);
    if due.is_empty() {
        return Ok(0);
    }
    let outcomes = server.store.server_moves(site, due).await.map_err(|fault| fault.0)?;
    Ok(outcomes.iter().filter(|outcome| **outcome == Outcome::Accepted).count())
}

type Flows = BTreeMap<(String, u32), Flow>;

/// The flows of the site that time moves, and the site's wall clock.
async fn standing(server: &Server, site: SiteId) -> Result<(Flows, Wall), Refusal> {
    let (mut flows, mut wall) = (Flows::new(), Wall::default());
    for record in server.store.standing(site, &[Kind::Flow, Kind::Site]).await? {
        match record {
            Record::Flow(flow) if !flow.timed.is_empty() => {
                flows.insert((flow.key.clone(), flow.version), flow);
            }
            Record::Site(site) => {
                wall = Wall { offset_min: site.offset_min, calendar: site.calendar };
            }
            _ => {}
        }
    }
    Ok((flows, wall))
}
