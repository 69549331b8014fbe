//! What time asks for: plans into rounds, missed rounds, what has grown too old. Every step may be
//! repeated, by this server or another: each looks at the database inside its own transaction.

mod cases;
pub(crate) mod expand;

use crate::admin::offset_at;
use crate::app::Server;
use crate::limits;
use crate::notices::gather;
use crate::store::Refusal;
use patrol_domain::round::RoundState;
use patrol_domain::{Kind, Mutation, Record, SiteId};

/// How much one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub planned: usize,
    pub missed: usize,
    /// Timed steps of cases.
    pub ticked: usize,
    pub sessions: u64,
    pub parts: u32,
    /// Notices that are new on their way out.
    pub notices: usize,
}

/// One run over all sites.
pub async fn run(server: &Server) -> Result<Report, Refusal> {
    let now = (server.clock)();
    server.store.settle_delegations().await?;
    let mut report = Report::default();
    for site in server.store.sites().await? {
        follow_clock(server, site).await?;
        report.planned += expand::expand(server, site).await?;
        report.missed += miss(server, site).await?;
        report.ticked += cases::tick(server, site).await?;
        report.notices += gather::gather(server, site).await?;
    }
    server.store.forget_notices(now.plus_days(-limits::NOTICE_DAYS)).await?;
    report.sessions = server.store.purge_sessions().await?;
    let stale = now.plus_days(-limits::STALE_PART_DAYS);
    match server.photos.drop_stale_parts(stale).await {
        Ok(parts) => report.parts = parts,
        Err(cause) => tracing::error!(%cause, "stale photo parts"),
    }
    Ok(report)
}

/// A site's wall clock is the one of its zone, summer time included: phones have no table of zones
/// and go by the offset of the site's record.
async fn follow_clock(server: &Server, site: SiteId) -> Result<(), Refusal> {
    for record in server.store.standing(site, &[Kind::Site]).await? {
        let Record::Site(mut here) = record else { continue };
        let Some(offset_min) = offset_at(&here.zone, (server.clock)()) else { continue };
        if here.offset_min != offset_min {
            here.offset_min = offset_min;
            server.store.put(site, vec![Record::Site(here)]).await.map_err(|fault| fault.0)?;
        }
    }
    Ok(())
}

/// Counts rounds as missed whose window and grace passed without a start. A phone that walked one
/// offline still brings it in: `apply` makes it a walked round again.
async fn miss(server: &Server, site: SiteId) -> Result<usize, Refusal> {
    let now = (server.clock)();
    let due = server.store.live_rounds(site, now).await?;
    let over = due.into_iter().filter(|round| {
        let window = round.window.filter(|_| round.state == RoundState::Planned);
        window.is_some_and(|window| now > window.closes.plus_minutes(i64::from(window.grace_min)))
    });
    let moves: Vec<Mutation> = over.map(|round| Mutation::MissRound { round: round.id }).collect();
    if moves.is_empty() {
        return Ok(0);
    }
    let outcomes = server.store.server_moves(site, moves).await.map_err(|fault| fault.0)?;
    Ok(outcomes.iter().filter(|outcome| **outcome == patrol_protocol::Outcome::Accepted).count())
}
