//! Unsent work of suspended people: held when it comes, and decided once, by somebody above them.

use super::group::{Group, Stop};
use super::people::id_at;
use super::rows::{Cell, select_in};
use super::writer::{Change, Done};
use super::{Refusal, Store};
use patrol_domain::office::{Held, Judged, Judgement};
use patrol_domain::{At, DeviceId, Key, MemberId, Op, OpId, Record, Rejection, SiteId};
use patrol_protocol::OpHead;
use serde_json::json;
use sqlx::Row;

/// As much is shown, and decided, at a time.
const MOST: i64 = 500;

impl Store {
    /// What waits at a site, each person's in the order of their phones.
    pub async fn quarantine(&self, site: SiteId) -> Result<Vec<Held>, Refusal> {
        let rows = sqlx::query(
            "SELECT o.body, q.received_at FROM quarantine q JOIN ops o ON o.op_id = q.op_id \
             WHERE q.site = $1 AND q.word = '' ORDER BY q.author, q.device, q.seq LIMIT $2",
        )
        .bind(site.to_string())
        .bind(MOST)
        .fetch_all(&self.readers)
        .await?;
        let held = rows.iter().map(|row| {
            let op: Op = serde_json::from_str(&row.try_get::<String, _>(0)?)
                .map_err(|_| Refusal::Internal)?;
            Ok(Held { op, received_at: At(row.try_get(1)?) })
        });
        held.collect()
    }

    /// Settles some of it; what was decided meanwhile, and what is of another site, is passed over.
    pub async fn judge(
        &self,
        site: SiteId,
        by: MemberId,
        judgement: Judgement,
    ) -> Result<Judged, Refusal> {
        match self.write(Change::Judge { site, by, judgement }).await? {
            Done::Judged(judged) => Ok(judged),
            _ => Err(Refusal::Internal),
        }
    }
}

impl Group<'_> {
    /// Holds an operation for somebody to decide on; its number is taken like any other's.
    pub(super) fn hold(&mut self, device: DeviceId, head: &OpHead) {
        self.settled.quarantine.push(vec![
            head.site.to_string().into(),
            head.id.to_string().into(),
            head.author.to_string().into(),
            device.to_string().into(),
            Cell::Int(head.seq as i64),
            self.now.0.into(),
        ]);
    }

    pub(super) async fn judge(
        &mut self,
        site: SiteId,
        by: MemberId,
        judgement: &Judgement,
    ) -> Result<Judged, Stop> {
        let waiting = self.waiting(site, &judgement.ops).await?;
        let mut refused = Vec::new();
        for op in &waiting {
            let done = if judgement.accept { self.take_in(op).await? } else { Ok(()) };
            let word = if judgement.accept && done.is_ok() { "accepted" } else { "refused" };
            refused.extend(done.err());
            sqlx::query("UPDATE quarantine SET word = $3 WHERE site = $1 AND op_id = $2")
                .bind(site.to_string())
                .bind(op.id.to_string())
                .bind(word)
                .execute(&mut *self.connection)
                .await?;
        }
        if !waiting.is_empty() {
            let ids: Vec<OpId> = waiting.iter().map(|op| op.id).collect();
            let (accept, note) = (judgement.accept, &judgement.note);
            let body = json!({
                "deed": "judge_quarantine", "ops": ids, "accept": accept, "note": note,
                "impossible": &refused,
            });
            self.log_deed(site, by, body.to_string())?;
        }
        let settled = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        Ok(Judged { settled, refused })
    }

    /// Those of `ids` that still wait, in the order in which their phones made them.
    async fn waiting(&mut self, site: SiteId, ids: &[OpId]) -> Result<Vec<Op>, Stop> {
        let names: Vec<String> = ids.iter().map(OpId::to_string).collect();
        let first = [Cell::Text(site.to_string())];
        let text = "SELECT q.author, q.device, q.seq, o.body FROM quarantine q \
             JOIN ops o ON o.op_id = q.op_id \
             WHERE q.site = $1 AND q.word = '' AND q.op_id {in}";
        let mut waiting = Vec::new();
        for row in select_in(self.connection, text, &first, &names).await? {
            let author: MemberId = id_at(&row, 0)?;
            let (device, seq): (String, i64) = (row.try_get(1)?, row.try_get(2)?);
            let op: Op = serde_json::from_str(&row.try_get::<String, _>(3)?)
                .map_err(|_| Refusal::Internal)?;
            waiting.push((author, device, seq, op));
        }
        waiting.sort_by(|a, b| (a.0, &a.1, a.2).cmp(&(b.0, &b.1, b.2)));
        Ok(waiting.into_iter().map(|(.., op)| op).collect())
    }

    /// Decides the operation as if its author had not been suspended.
    async fn take_in(&mut self, op: &Op) -> Result<Result<(), Rejection>, Stop> {
        let key = Key::Member { id: op.author };
        self.load(op.site, &key).await?;
        let ledger = self.sites.get_mut(&op.site).ok_or(Refusal::NotFound)?;
        let stood = ledger.view.records.get(&key).cloned().flatten();
        let Some(Record::Member(mut member)) = stood.clone() else {
            return Ok(Err(Rejection::NotAllowed));
        };
        member.suspended = false;
        ledger.view.put(key.clone(), Some(Record::Member(member)));
        let decided = self.decide(op).await;
        if let Some(ledger) = self.sites.get_mut(&op.site) {
            ledger.view.put(key, stood);
        }
        match decided? {
            Ok(records) => {
                self.absorb(op.site, records).await?;
                self.claim_photos(op, true).await?;
                Ok(Ok(()))
            }
            Err(rejection) => Ok(Err(rejection)),
        }
    }
}
