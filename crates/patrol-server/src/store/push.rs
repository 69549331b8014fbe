//! A push inside its transaction: whose it is, what was settled before, what is new.

use super::Refusal;
use super::group::{Group, Stop};
use super::incoming::Incoming;
use super::lives;
use patrol_domain::{DeviceId, Key, MemberId, SiteId};
use patrol_protocol::{OpHead, PushAnswer, Receipt};
use sqlx::Row;
use std::collections::BTreeMap;

impl Group<'_> {
    pub(super) async fn push(
        &mut self,
        member: MemberId,
        push: &Incoming,
    ) -> Result<PushAnswer, Stop> {
        let mut answer = PushAnswer::empty(self.now);
        let Some(site) = push.site() else { return Ok(answer) };
        answer.life = self.life().await?;
        self.check(member, site, push).await?;
        let mut expected = self.last_seq(push.device, site) + 1;
        let known = self.known_receipts(push, expected).await?;
        let next = expected;
        let fresh = push.items.iter().filter(|item| item.head.seq >= next);
        if fresh.clone().any(|item| self.is_reused(push.device, &item.head)) {
            return Err(Refusal::SequenceReused.into());
        }
        answer.receipts = known;
        for item in fresh {
            if item.head.seq != expected {
                answer.gap = Some(expected);
                break;
            }
            answer.receipts.push(match self.given.get(&item.head.id) {
                Some(given) => {
                    let receipt = Receipt { seq: expected, ..given.receipt.clone() };
                    self.repeat(push.device, &item.head, receipt)?
                }
                None => self.settle(push.device, item).await?,
            });
            expected += 1;
        }
        Ok(answer)
    }

    /// The name of the server's life under way.
    async fn life(&mut self) -> Result<String, Stop> {
        match &self.life {
            Some(known) => Ok(known.clone()),
            None => Ok(self.life.insert(lives::current(self.connection).await?).clone()),
        }
    }

    /// Whether the id stands for something else. What the same person brings from a second device
    /// is the same operation: a broken phone's backup, taken over by another.
    fn is_reused(&self, device: DeviceId, head: &OpHead) -> bool {
        self.given.get(&head.id).is_some_and(|given| {
            given.device == device.to_string()
                || given.author != head.author.to_string()
                || given.site != head.site.to_string()
        })
    }

    /// The word on an operation that another device brought before, under this one's number.
    fn repeat(
        &mut self,
        device: DeviceId,
        head: &OpHead,
        receipt: Receipt,
    ) -> Result<Receipt, Stop> {
        self.settled.copy(device, head, &receipt)?;
        self.remember(device, head, &receipt);
        Ok(receipt)
    }

    /// Author, device and site belong to the person who is signed in.
    async fn check(&mut self, member: MemberId, site: SiteId, push: &Incoming) -> Result<(), Stop> {
        let foreign = self.devices.get(&push.device).is_some_and(|(owner, _)| *owner != member);
        if foreign || push.heads().any(|head| head.author != member) {
            return Err(Refusal::NotYours.into());
        }
        if !self.sites.contains_key(&site) || !self.is_known(site, member).await? {
            return Err(Refusal::NotFound.into());
        }
        Ok(())
    }

    /// Whether the person has, or had, work at the site. A person whose rights ended may still
    /// deliver what was done before: `apply` then judges it.
    async fn is_known(&mut self, site: SiteId, member: MemberId) -> Result<bool, Stop> {
        let key = Key::Member { id: member };
        loop {
            let Some(ledger) = self.sites.get(&site) else { return Ok(false) };
            match ledger.view.exists(&key) {
                Ok(there) => return Ok(there),
                Err(_) => self.load(site, &key).await?,
            }
        }
    }

    /// The receipts of operations that were settled before, word for word.
    async fn known_receipts(
        &mut self,
        push: &Incoming,
        expected: u64,
    ) -> Result<Vec<Receipt>, Stop> {
        let old: Vec<&OpHead> = push.heads().filter(|head| head.seq < expected).collect();
        let (Some(first), Some(last)) = (old.first(), old.last()) else { return Ok(Vec::new()) };
        let rows = sqlx::query(
            "SELECT seq, op_id, receipt FROM ops WHERE device = $1 AND site = $4 \
             AND seq >= $2 AND seq <= $3 \
             UNION ALL SELECT seq, op_id, receipt FROM op_copies WHERE device = $1 AND site = $4 \
             AND seq >= $2 AND seq <= $3",
        )
        .bind(push.device.to_string())
        .bind(first.seq as i64)
        .bind(last.seq as i64)
        .bind(last.site.to_string())
        .fetch_all(&mut *self.connection)
        .await?;
        let mut stored = BTreeMap::new();
        for row in rows {
            let receipt: String = row.try_get(2)?;
            let receipt: Receipt = serde_json::from_str(&receipt).map_err(|_| Refusal::Internal)?;
            stored.insert(row.try_get::<i64, _>(0)?.unsigned_abs(), receipt);
        }
        old.into_iter()
            .map(|op| {
                let in_group =
                    self.receipts.get(&(push.device, op.site, op.seq)).map(|(_, given)| given);
                match stored.get(&op.seq).or(in_group) {
                    Some(receipt) if receipt.op == op.id => Ok(receipt.clone()),
                    _ => Err(Refusal::SequenceReused.into()),
                }
            })
            .collect()
    }
}
