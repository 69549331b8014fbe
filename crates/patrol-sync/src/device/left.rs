//! Sites that the person left: where they stand meanwhile, and the way out for work that no server
//! takes any more.

use super::{Device, Inner};
use crate::ports::StoreError;
use patrol_domain::ids::SiteId;
use patrol_domain::place::Site;
use patrol_domain::record::{Shelf, Slice};
use patrol_domain::round::RoundState;
use patrol_domain::{Key, Kind, Op, Record, Rejection};
use patrol_protocol::{Outcome, Receipt};

impl Device {
    /// Where the person stands: where they stood `last` as long as they work there or have work
    /// open there, else at the first of `sites`. `None`: they work nowhere.
    pub async fn stands_at(
        &self,
        sites: &[Site],
        last: Option<SiteId>,
    ) -> Result<Option<Site>, StoreError> {
        let first = sites.first().cloned();
        let Some(last) = last else { return Ok(first) };
        if let Some(site) = sites.iter().find(|site| site.id == last) {
            return Ok(Some(site.clone()));
        }
        if !self.inner.has_open_work(last).await? {
            return Ok(first);
        }
        let known = self.inner.store.load(last, &[Key::Site { id: last }]).await?;
        Ok(match known.into_iter().next() {
            Some(Some(Record::Site(site))) => Some(site),
            _ => first,
        })
    }

    /// Gives up what waits of one record at a site that takes it no more, by a person's decision:
    /// operations without a receipt and photos that are not whole on the server. `key` is that of
    /// the group on the sync page.
    pub async fn give_up_waiting(&self, site: SiteId, key: Option<&Key>) -> Result<(), StoreError> {
        let _not_beside_a_sync = self.inner.syncing.lock().await;
        let waiting = self.inner.waiting(site).await?;
        let outbox = self.inner.store.outbox(site).await?;
        let unsent = outbox.into_iter().filter(|queued| queued.receipt.is_none());
        let (ops, others): (Vec<Op>, Vec<Op>) =
            unsent.map(|queued| queued.op).partition(|op| Some(&op.mutation.subject()) == key);
        let receipts: Vec<Receipt> = ops.iter().map(|op| self.inner.given_up(op)).collect();
        self.inner.store.settle(&receipts, self.now()).await?;
        for op in ops {
            self.inner.store.unpark(op.id).await?;
        }
        let group = waiting.groups.into_iter().find(|group| group.key.as_ref() == key);
        let mut photos = group.map(|group| group.unsent).unwrap_or_default();
        let needed = |id| others.iter().flat_map(|op| op.mutation.files()).any(|one| one.id == id);
        photos.retain(|id| !needed(*id));
        self.inner.store.drop_photos(&photos).await?;
        self.inner.forget();
        Ok(())
    }
}

impl Inner {
    /// Something unsent, refused and unsettled, or a round of this person under way.
    async fn has_open_work(&self, site: SiteId) -> Result<bool, StoreError> {
        if self.store.sites_with_work().await?.contains(&site) {
            return Ok(true);
        }
        let rounds = self.list(site, Kind::Round, Slice::all(Shelf::Live)).await?;
        Ok(rounds.iter().any(|record| match record {
            Record::Round(round) => {
                let under_way = matches!(round.state, RoundState::Started | RoundState::Paused);
                under_way && round.inspector == Some(self.author)
            }
            _ => false,
        }))
    }

    /// Its number is taken all the same: a server that asks for it later is told its name and that
    /// it was withdrawn, so that later ones are not held up.
    fn given_up(&self, op: &Op) -> Receipt {
        Receipt {
            op: op.id,
            seq: op.seq,
            outcome: Outcome::Rejected { rejection: Rejection::Unreadable },
            received_at: self.now(),
            photos_wanted: Vec::new(),
        }
    }
}
