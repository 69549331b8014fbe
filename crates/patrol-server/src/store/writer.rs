//! The one who writes: takes what waits in the queue into one transaction, so that one flush to
//! disk serves many phones. Nothing is answered before it is committed.

use super::group::{Group, Stop};
use super::incoming::Incoming;
use super::office::Deed;
use super::{Refusal, Store};
use crate::config::Clock;
use crate::limits;
use patrol_domain::office::{Judged, Judgement};
use patrol_domain::round::Round;
use patrol_domain::{At, MemberId, Mutation, Op, PhotoId, PlanId, Record, SiteId};
use patrol_protocol::{Outcome, PushAnswer};
use sqlx::{AnyPool, Connection};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot};

/// A change that somebody asks for.
pub(super) enum Change {
    Push {
        member: MemberId,
        incoming: Incoming,
    },
    /// Records from the library or an import: not an operation of a person.
    Put {
        site: SiteId,
        records: Vec<Record>,
    },
    /// What the office does: written down beside what it changes.
    Office {
        site: SiteId,
        deed: Deed,
    },
    /// Delegations of a site that are due.
    Delegations {
        site: SiteId,
    },
    /// A head's word on unsent work of suspended people.
    Judge {
        site: SiteId,
        by: MemberId,
        judgement: Judgement,
    },
    /// Moves that time makes, by `MemberId::SYSTEM`.
    Moves {
        site: SiteId,
        mutations: Vec<Mutation>,
    },
    PhotoHeld {
        site: SiteId,
        id: PhotoId,
        bytes: i64,
    },
    /// Rounds of a plan, as far as they are not there yet.
    Planned {
        site: SiteId,
        plan: PlanId,
        rounds: Vec<Round>,
        until: At,
    },
    /// Records with the operations that led to them, of the demo or an import.
    Replay {
        site: SiteId,
        records: Vec<Record>,
        ops: Vec<Op>,
    },
}

impl Change {
    fn weight(&self) -> usize {
        match self {
            Change::Push { incoming, .. } => incoming.items.len().max(1),
            Change::Put { records, .. } => records.len(),
            Change::Moves { mutations, .. } => mutations.len(),
            Change::PhotoHeld { .. } | Change::Office { .. } | Change::Delegations { .. } => 1,
            Change::Judge { judgement, .. } => judgement.ops.len(),
            Change::Planned { rounds, .. } => rounds.len(),
            Change::Replay { ops, .. } => ops.len(),
        }
    }

    pub(super) fn site(&self) -> Option<SiteId> {
        match self {
            Change::Push { incoming, .. } => incoming.site(),
            Change::Put { site, .. }
            | Change::Office { site, .. }
            | Change::Judge { site, .. }
            | Change::Delegations { site }
            | Change::Moves { site, .. }
            | Change::PhotoHeld { site, .. }
            | Change::Planned { site, .. }
            | Change::Replay { site, .. } => Some(*site),
        }
    }
}

/// What was done.
#[derive(Debug)]
pub(super) enum Done {
    Push(PushAnswer),
    Moves(Vec<Outcome>),
    Planned(usize),
    Judged(Judged),
    Kept,
}

type Answer = Result<Done, Refusal>;

/// The way to the writer. It ends when the last one is dropped.
#[derive(Clone)]
pub(super) struct Queue {
    tasks: mpsc::Sender<(Change, oneshot::Sender<Answer>)>,
    changed: broadcast::Sender<SiteId>,
}

/// Starts the writer.
pub(super) fn start(
    pool: AnyPool,
    clock: Clock,
    #[cfg(feature = "faults")] faults: super::Faults,
) -> Queue {
    let (tasks, waiting) = mpsc::channel(limits::QUEUE);
    let (changed, _) = broadcast::channel(64);
    let committer = Committer {
        pool,
        clock,
        changed: changed.clone(),
        #[cfg(feature = "faults")]
        faults,
    };
    tokio::spawn(run(committer, waiting));
    Queue { tasks, changed }
}

impl Store {
    /// Hands a change to the writer and waits until it is on disk.
    pub(super) async fn write(&self, change: Change) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.queue.tasks.try_send((change, answer)).map_err(|_| Refusal::Busy)?;
        answered.await.map_err(|_| Refusal::Busy)?
    }

    /// Names each site after something in it was committed by this process.
    pub fn changes(&self) -> broadcast::Receiver<SiteId> {
        self.queue.changed.subscribe()
    }
}

#[derive(Clone)]
struct Committer {
    pool: AnyPool,
    clock: Clock,
    changed: broadcast::Sender<SiteId>,
    #[cfg(feature = "faults")]
    faults: super::Faults,
}

async fn run(committer: Committer, mut waiting: mpsc::Receiver<(Change, oneshot::Sender<Answer>)>) {
    while let Some((change, answer)) = waiting.recv().await {
        let mut weight = change.weight();
        let mut changes = vec![change];
        let mut answers = vec![answer];
        while weight < limits::GROUP_OPS {
            let Ok((change, answer)) = waiting.try_recv() else { break };
            weight += change.weight();
            changes.push(change);
            answers.push(answer);
        }
        let Some(outcomes) = commit_or_split(&committer, changes).await else { return };
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // The asker may have gone; the change is on disk all the same.
            let _ = answer.send(outcome);
        }
    }
}

/// Commits the group; when it fails, each change alone, so that one cannot hold up the others.
/// `None`: the simulated process has died.
async fn commit_or_split(committer: &Committer, changes: Vec<Change>) -> Option<Vec<Answer>> {
    let changes: Vec<Arc<Change>> = changes.into_iter().map(Arc::new).collect();
    match commit_guarded(committer, changes.clone()).await {
        Ok(outcomes) => return outcomes,
        Err(()) if changes.len() == 1 => return Some(vec![Err(Refusal::Busy)]),
        Err(()) => {}
    }
    let mut outcomes = Vec::new();
    for change in changes {
        match commit_guarded(committer, vec![change]).await {
            Ok(alone) => outcomes.extend(alone?),
            Err(()) => outcomes.push(Err(Refusal::Busy)),
        }
    }
    Some(outcomes)
}

/// A task of its own, so that a panic ends the group and not the writer.
async fn commit_guarded(
    committer: &Committer,
    changes: Vec<Arc<Change>>,
) -> Result<Option<Vec<Answer>>, ()> {
    let own = committer.clone();
    match tokio::spawn(async move { own.commit(&changes).await }).await {
        Ok(Ok(outcomes)) => Ok(outcomes),
        Ok(Err(cause)) => {
            tracing::error!(%cause, "a group of changes was rolled back");
            Err(())
        }
        // What a panic says may hold people's words.
        Err(_) => {
            tracing::error!("a group of changes broke off");
            Err(())
        }
    }
}

impl Committer {
    async fn commit(&self, changes: &[Arc<Change>]) -> Result<Option<Vec<Answer>>, sqlx::Error> {
        let mut connection = self.pool.acquire().await?;
        let mut tx = connection.begin().await?;
        let mut group = Group::begin(&mut tx, (self.clock)(), changes).await?;
        #[cfg(feature = "faults")]
        group.faults.clone_from(&self.faults);
        let mut outcomes = Vec::with_capacity(changes.len());
        for change in changes {
            outcomes.push(match group.take(change).await {
                Ok(done) => Ok(done),
                Err(Stop::Refused(refusal)) => Err(refusal),
                Err(Stop::Sql(cause)) => return Err(cause),
            });
        }
        let touched = group.finish().await?;
        #[cfg(feature = "faults")]
        if self.faults.strikes(super::Fault::BeforeCommit) {
            return Ok(None);
        }
        #[cfg(feature = "faults")]
        if self.faults.strikes(super::Fault::AckedBeforeCommit) {
            return Ok(Some(outcomes));
        }
        tx.commit().await?;
        #[cfg(feature = "faults")]
        if self.faults.strikes(super::Fault::AfterCommit) {
            return Ok(None);
        }
        for site in touched {
            let _ = self.changed.send(site);
        }
        Ok(Some(outcomes))
    }
}
