//! Records that come without an operation of a phone, inside their transaction.

use super::Refusal;
use super::group::{Group, Stop};
use patrol_domain::case::Case;
use patrol_domain::round::Round;
use patrol_domain::{At, Key, Op, PlanId, Record, SiteId};
use patrol_protocol::{OpHead, Outcome, Receipt};

impl Group<'_> {
    pub(super) fn put(&mut self, site: SiteId, records: &[Record]) -> Result<(), Stop> {
        let ledger = self.sites.get_mut(&site).ok_or(Refusal::NotFound)?;
        for record in records {
            ledger.changed.insert(record.key());
            ledger.view.put(record.key(), Some(record.clone()));
        }
        Ok(())
    }

    /// Records as they are, and their operations as accepted.
    pub(super) async fn replay(
        &mut self,
        site: SiteId,
        records: &[Record],
        ops: &[Op],
    ) -> Result<(), Stop> {
        self.put(site, records)?;
        for record in records {
            if let Record::Case(case) = record {
                self.continue_numbers(case).await?;
            }
        }
        for op in ops {
            self.claim_photos(op, true).await?;
            let receipt = Receipt {
                op: op.id,
                seq: op.seq,
                outcome: Outcome::Accepted,
                received_at: op.made_at,
                photos_wanted: Vec::new(),
            };
            let text = serde_json::to_string(op).map_err(|_| Refusal::Internal)?;
            self.log(&OpHead::of(op), &format!("import:{}", op.device), &text, &receipt)?;
        }
        Ok(())
    }

    /// The next case of the day takes the number after this one's.
    async fn continue_numbers(&mut self, case: &Case) -> Result<(), Stop> {
        let number = case.number.as_deref().and_then(|number| number.split_once('-'));
        let Some(n) = number.and_then(|(_, n)| n.parse::<i64>().ok()) else { return Ok(()) };
        let day = self.day_of(case.site, case.found_at).await?;
        sqlx::query(
            "INSERT INTO case_numbers (site, day, n) VALUES ($1, $2, $3) \
             ON CONFLICT (site, day) DO UPDATE SET n = CASE \
             WHEN excluded.n > case_numbers.n THEN excluded.n ELSE case_numbers.n END",
        )
        .bind(case.site.to_string())
        .bind(day.format("%Y-%m-%d").to_string())
        .bind(n)
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Puts in rounds that are not there yet: one that was started keeps what it is.
    pub(super) async fn planned(
        &mut self,
        site: SiteId,
        plan: PlanId,
        rounds: &[Round],
        until: At,
    ) -> Result<usize, Stop> {
        let mut made = 0;
        for round in rounds {
            let key = Key::Round { id: round.id };
            self.load(site, &key).await?;
            let ledger = self.sites.get_mut(&site).ok_or(Refusal::NotFound)?;
            if ledger.view.exists(&key) == Ok(false) {
                ledger.view.put(key.clone(), Some(Record::Round(round.clone())));
                ledger.changed.insert(key);
                made += 1;
            }
        }
        sqlx::query("UPDATE plans SET expanded_to = $3 WHERE site = $1 AND id = $2")
            .bind(site.to_string())
            .bind(plan.to_string())
            .bind(until.0)
            .execute(&mut *self.connection)
            .await?;
        Ok(made)
    }
}
