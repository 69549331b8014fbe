//! Records on their way into a transaction's view: one that decides, or at once all that will.

use super::Refusal;
use super::group::{Group, Stop};
use super::incoming::Incoming;
use super::rows::{Cell, select_in};
use patrol_domain::{Key, Kind, Record, SiteId};
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};

impl Group<'_> {
    /// Brings a record, or the knowledge of its absence, into the site's view.
    pub(super) async fn load(&mut self, site: SiteId, key: &Key) -> Result<(), Stop> {
        if self.sites.get(&site).is_some_and(|ledger| ledger.view.exists(key).is_ok()) {
            return Ok(());
        }
        self.load_kind(site, key.kind(), &[key]).await
    }

    /// Loads authors, rounds and cases of all pushes with one question a kind, where deciding
    /// would ask for each by itself. What cannot be read is left to whoever asks for it.
    pub(super) async fn prefetch(&mut self, pushes: &[&Incoming]) -> Result<(), sqlx::Error> {
        let mut wanted: BTreeMap<(SiteId, Kind), BTreeSet<Key>> = BTreeMap::new();
        for op in pushes.iter().flat_map(|push| &push.items).filter_map(|item| item.op.as_ref()) {
            if op.seq <= self.last_seq(op.device, op.site) || !self.sites.contains_key(&op.site) {
                continue;
            }
            for key in [Key::Member { id: op.author }, op.mutation.subject()] {
                wanted.entry((op.site, key.kind())).or_default().insert(key);
            }
        }
        for ((site, kind), keys) in wanted {
            let keys: Vec<&Key> = keys.iter().collect();
            if let Err(Stop::Sql(cause)) = self.load_kind(site, kind, &keys).await {
                return Err(cause);
            }
        }
        Ok(())
    }

    /// Keys of one kind that are not in the view yet.
    async fn load_kind(&mut self, site: SiteId, kind: Kind, keys: &[&Key]) -> Result<(), Stop> {
        let names = keys.iter().map(|key| key.name());
        // No stored name holds a NUL, and PostgreSQL takes none in a text.
        let names: Vec<String> = names.filter(|name| !name.contains('\0')).collect();
        let first = [Cell::Text(site.to_string()), Cell::Text(kind.name().to_owned())];
        let text = "SELECT body, audience FROM records WHERE site = $1 AND kind = $2 AND name {in}";
        let mut found = Vec::new();
        for row in select_in(self.connection, text, &first, &names).await? {
            let (body, audience): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let record: Record = serde_json::from_str(&body).map_err(|cause| {
                // Not the cause itself: it quotes the record.
                let (class, at) = (cause.classify(), cause.column());
                tracing::error!(?class, at, kind = kind.name(), "unreadable record");
                Refusal::Internal
            })?;
            found.push((record, audience));
        }
        let ledger = self.sites.get_mut(&site).ok_or(Refusal::NotFound)?;
        for key in keys {
            ledger.view.put((*key).clone(), None);
        }
        for (record, audience) in found {
            ledger.audiences.insert(record.key(), audience);
            ledger.view.put(record.key(), Some(record));
        }
        Ok(())
    }
}
