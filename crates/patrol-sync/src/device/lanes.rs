//! One sync: facts up, changes down, photos up, each on its own lane.
//! A lane that is stuck does not hold up the others.

use super::{Device, Inner, Progress, SESSION_NOTE, SyncError};
use crate::ports::TransportError;
use patrol_domain::ids::SiteId;
use patrol_protocol::Session;

impl Device {
    /// Brings waiting work to the server and the server's changes here. Safe to call at any time
    /// and to drop in the middle; the caller holds the lock that keeps other tabs out.
    pub async fn sync(&self, site: SiteId, report: &dyn Fn(Progress)) -> Result<(), SyncError> {
        self.inner.sync(site, report).await
    }
}

impl Device {
    /// Brings waiting work of a site at which the person works no more to the server, which still
    /// gives its word on each operation and shows nothing.
    pub async fn deliver(&self, site: SiteId, report: &dyn Fn(Progress)) -> Result<(), SyncError> {
        self.inner.deliver(site, report).await
    }

    /// Syncs these sites in their order, each with its own try, and delivers what waits at sites
    /// that the person left.
    pub async fn sync_all(&self, sites: &[SiteId], report: &dyn Fn(Progress)) -> AllSites {
        let (mut here, mut left) = (Outcome::default(), Outcome::default());
        let all = match self.with_work(sites).await {
            Ok(all) => all,
            Err(why) => return AllSites { here: Err(why.into()), left: Ok(()) },
        };
        for (place, site) in all.into_iter().enumerate() {
            if place < sites.len() {
                here.note(self.sync(site, report).await);
                continue;
            }
            match self.deliver(site, report).await {
                Err(error) if error.is_about_the_site() => left.note(Err(error)),
                done => here.note(done),
            }
        }
        AllSites { here: here.0.map_or(Ok(()), Err), left: left.0.map_or(Ok(()), Err) }
    }
}

/// How a sync of all sites ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllSites {
    /// The worst at the sites where the person works, or on the way to any: it sets the pace.
    pub here: Result<(), SyncError>,
    /// The worst that the server said about a site which the person left: told, and no more.
    pub left: Result<(), SyncError>,
}

/// The worst thing that happened on the lanes so far.
#[derive(Default)]
struct Outcome(Option<SyncError>);

impl Outcome {
    fn note(&mut self, lane: Result<(), SyncError>) {
        if let Err(error) = lane
            && self.0.as_ref().is_none_or(|worst| error.gravity() > worst.gravity())
        {
            self.0 = Some(error);
        }
    }

    fn shut_out(&self) -> bool {
        matches!(self.0, Some(SyncError::Transport(TransportError::NotFound)))
    }

    /// Without a session every further request is in vain.
    fn signed_out(&self) -> bool {
        matches!(self.0, Some(SyncError::Transport(TransportError::SignedOut)))
    }
}

impl SyncError {
    /// Whether the server answered and will not have this work, wherever else it takes some.
    fn is_about_the_site(&self) -> bool {
        use TransportError::{BadPhoto, NotFound, Refused};
        matches!(self, SyncError::Transport(NotFound | Refused(_) | BadPhoto))
    }

    /// What a person, or the pace, has to know first.
    pub fn gravity(&self) -> u8 {
        match self {
            SyncError::Store(_) => 6,
            SyncError::Transport(TransportError::SignedOut) => 5,
            SyncError::Transport(TransportError::TooOld) => 4,
            SyncError::Transport(TransportError::Busy(_)) => 2,
            SyncError::Transport(TransportError::Offline) => 1,
            SyncError::Transport(_) => 3,
        }
    }
}

impl Inner {
    async fn deliver(&self, site: SiteId, report: &dyn Fn(Progress)) -> Result<(), SyncError> {
        let _one_at_a_time = self.syncing.lock().await;
        self.finish_mends(site).await?;
        let mut done = self.push(site, report).await;
        if done.is_ok() && self.is_suspended().await {
            // The work is held for somebody's decision, and its pictures with it.
            let _ = self.send_photos(site, report).await;
        }
        // Said only by a server that was there: what passes by itself is not to be hidden by it.
        if done.is_ok() && !self.photos_to_send(site).await?.is_empty() {
            // Bytes are taken from those who work there only: somebody has to let them in again.
            done = Err(TransportError::NotFound.into());
        }
        self.keep_contact().await?;
        done
    }

    /// As the server last said.
    async fn is_suspended(&self) -> bool {
        let body = self.store.note(SESSION_NOTE).await.ok().flatten().unwrap_or_default();
        serde_json::from_str::<Session>(&body).is_ok_and(|session| session.member.suspended)
    }

    async fn sync(&self, site: SiteId, report: &dyn Fn(Progress)) -> Result<(), SyncError> {
        let _one_at_a_time = self.syncing.lock().await;
        self.finish_mends(site).await?;
        let mut outcome = Outcome::default();
        outcome.note(self.push(site, report).await);
        if !outcome.signed_out() {
            outcome.note(self.pull_and_compare(site, report).await);
        }
        // Photos of a person who is shut out wait: that is no failure of theirs.
        if !outcome.signed_out() && !outcome.shut_out() {
            match self.send_photos(site, report).await {
                // What the server has shown of them frees room here.
                Ok(sent) if sent > 0 => outcome.note(self.pull(site, report).await),
                Ok(_) => {}
                Err(error) => outcome.note(Err(error)),
            }
        }
        self.keep_contact().await?;
        outcome.0.map_or(Ok(()), Err)
    }

    /// Pulls; where a base began anew, looks whether the server still has what it gave receipts
    /// for, and shows what it had to be given again.
    async fn pull_and_compare(
        &self,
        site: SiteId,
        report: &dyn Fn(Progress),
    ) -> Result<(), SyncError> {
        self.pull(site, report).await?;
        if self.offer_what_is_due(site).await? {
            self.pull(site, report).await?;
        }
        Ok(())
    }
}
