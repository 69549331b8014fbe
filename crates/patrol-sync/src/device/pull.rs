//! The lane of changes: what others did, and the server's word on our own work, comes down.

use super::{Inner, Progress, SyncError};
use crate::ports::TransportError;
use patrol_domain::Key;
use patrol_domain::ids::{OpId, SiteId};
use patrol_protocol::Pull;

impl Inner {
    /// Pulls to the end. Operations whose receipt is older than this pull leave the outbox with
    /// its last page: by then the base shows them. A server that was started since may have
    /// come out of a backup: an offer of what it gave receipts for is due.
    pub(super) async fn pull(
        &self,
        site: SiteId,
        report: &dyn Fn(Progress),
    ) -> Result<(), SyncError> {
        let outbox = self.store.outbox(site).await?;
        let receipted = outbox.iter().filter(|queued| queued.receipt.is_some());
        let settled: Vec<OpId> = receipted.map(|queued| queued.op.id).collect();
        let mut fresh = false;
        loop {
            let cursor = self.store.cursor(site).await?;
            let asked_ms = self.clock.monotonic_ms();
            let page = self.transport.pull(site, cursor.as_deref()).await?;
            let stands_still = page.more && !page.fresh && cursor.as_ref() == Some(&page.cursor);
            if page.site != site || stands_still {
                return Err(TransportError::Offline.into());
            }
            self.learn_time(page.server_time, asked_ms);
            // What a backup that was put back lost is offered again, and shown until then.
            self.note_life(site, &page.life).await?;
            let doubtful = self.is_offer_due(site).await?;
            let shown: &[OpId] = if page.more || doubtful { &[] } else { &settled };
            self.store.confirm(&page, shown).await?;
            fresh |= page.fresh;
            if fresh || !shown.is_empty() || !page.rows.is_empty() {
                self.forget();
                // A fresh base also takes away, at its end, what it did not name.
                let keys = if fresh { Vec::new() } else { keys(&page) };
                report(Progress::Changed { keys });
            }
            if !page.more {
                return Ok(());
            }
        }
    }
}

fn keys(page: &Pull) -> Vec<Key> {
    page.rows.iter().map(|row| row.key.clone()).collect()
}
