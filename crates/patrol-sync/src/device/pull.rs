//! The lane of changes: what others did, and the server's word on our own work, comes down.

use super::{Inner, Progress, SyncError};
use crate::ports::TransportError;
use patrol_domain::Key;
use patrol_domain::ids::{OpId, SiteId};
use patrol_protocol::Pull;

impl Inner {
    /// Pulls to the end. Operations whose receipt is older than this pull leave the outbox with
    /// its last page: by then the base shows them.
    pub(super) async fn pull(
        &self,
        site: SiteId,
        report: &dyn Fn(Progress),
    ) -> Result<(), SyncError> {
        let outbox = self.store.outbox(site).await?;
        let receipted = outbox.iter().filter(|queued| queued.receipt.is_some());
        let settled: Vec<OpId> = receipted.map(|queued| queued.op.id).collect();
        loop {
            let cursor = self.store.cursor(site).await?;
            let asked_ms = self.clock.monotonic_ms();
            let page = self.transport.pull(site, cursor.as_deref()).await?;
            let stands_still = page.more && !page.fresh && cursor.as_ref() == Some(&page.cursor);
            if page.site != site || stands_still {
                return Err(TransportError::Offline.into());
            }
            self.learn_time(page.server_time, asked_ms);
            let shown: &[OpId] = if page.more { &[] } else { &settled };
            self.store.confirm(&page, shown).await?;
            self.tell_changes(&page, !shown.is_empty(), report);
            if !page.more {
                return Ok(());
            }
        }
    }

    fn tell_changes(&self, page: &Pull, shown: bool, report: &dyn Fn(Progress)) {
        if page.rows.is_empty() && !page.fresh && !shown {
            return;
        }
        self.forget();
        // The last page may sweep away what the server no longer sends: anything may differ.
        let all = page.fresh || !page.more;
        let keys: Vec<Key> = page.rows.iter().map(|row| row.key.clone()).collect();
        report(Progress::Changed { keys: if all && keys.is_empty() { Vec::new() } else { keys } });
    }
}
