//! Decides operations with the phones' own `apply`, over what is stored.

use super::Refusal;
use super::group::{Given, Group, Stop};
use super::incoming::Item;
use patrol_domain::case::Case;
use patrol_domain::{
    At, DeviceId, Halt, Key, MemberId, Mutation, Op, OpId, Record, Rejection, SiteId, apply,
};
use patrol_protocol::{OpHead, Outcome, Receipt};
use sqlx::Row;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The changed records, or why nothing changes.
pub(super) type Decided = Result<Vec<Record>, Rejection>;

impl Group<'_> {
    /// Decides one operation and writes down the word on it. What cannot be read is refused by
    /// itself: its number is taken, and later ones go on.
    pub(super) async fn settle(&mut self, device: DeviceId, item: &Item) -> Result<Receipt, Stop> {
        let head = item.head;
        let decided = match &item.op {
            Some(op) => {
                let today = self.decide(op).await?;
                self.judged_by_its_time(op, today)
            }
            None => Err(Rejection::Unreadable),
        };
        let outcome = match decided {
            Ok(records) => {
                self.absorb(head.site, records).await?;
                Outcome::Accepted
            }
            Err(rejection) => Outcome::Rejected { rejection },
        };
        if outcome == (Outcome::Rejected { rejection: Rejection::Suspended }) {
            self.hold(device, &head);
        }
        let unread = outcome == Outcome::Rejected { rejection: Rejection::Unreadable };
        let photos_wanted = match &item.op {
            Some(op) if !unread => self.claim_photos(op, outcome == Outcome::Accepted).await?,
            _ => Vec::new(),
        };
        let OpHead { id, seq, author, site } = head;
        let receipt = Receipt { op: id, seq, photos_wanted, outcome, received_at: self.now };
        self.log(&head, &device.to_string(), &item.text, &receipt)?;
        let (from, at, by) = (device.to_string(), site.to_string(), author.to_string());
        let given = Given { device: from, site: at, author: by, receipt: receipt.clone() };
        self.given.insert(id, given);
        self.remember(device, &head, &receipt);
        Ok(receipt)
    }

    /// The number is taken, and by whom.
    pub(super) fn remember(&mut self, device: DeviceId, head: &OpHead, receipt: &Receipt) {
        let OpHead { id, seq, author, site } = *head;
        self.receipts.insert((device, site, seq), (id, receipt.clone()));
        self.devices.entry(device).or_insert((author, true));
        self.orders.insert((device, site), (seq, true));
    }

    /// Asks `apply`, loading what it needs until it has decided. An operation on which it breaks
    /// off is refused alone: asked again and again, it would hold up its phone for ever.
    pub(super) async fn decide(&mut self, op: &Op) -> Result<Decided, Stop> {
        loop {
            let ledger = self.sites.get(&op.site).ok_or(Refusal::NotFound)?;
            let decide = || {
                #[cfg(feature = "faults")]
                assert!(!self.faults.strikes(super::Fault::Deciding), "planted");
                apply(&ledger.view, op)
            };
            // `apply` only reads: whatever it was about to say, nothing is half done.
            let Ok(decided) = catch_unwind(AssertUnwindSafe(decide)) else {
                tracing::error!(op = %op.id, "the rules broke off: refused as unreadable");
                return Ok(Err(Rejection::Unreadable));
            };
            match decided {
                Ok(records) => return Ok(Ok(records)),
                Err(Halt::Rejected(rejection)) => return Ok(Err(rejection)),
                Err(Halt::Need(key)) if ledger.view.exists(&key).is_ok() => {
                    let kind = key.kind().name();
                    tracing::error!(op = %op.id, kind, "asked twice for one record");
                    return Ok(Err(Rejection::Unreadable));
                }
                Err(Halt::Need(key)) => self.load(op.site, &key).await?,
            }
        }
    }

    pub(super) async fn absorb(&mut self, site: SiteId, records: Vec<Record>) -> Result<(), Stop> {
        for mut record in records {
            if let Record::Case(case) = &mut record {
                self.give_numbers(site, case).await?;
            }
            let ledger = self.sites.get_mut(&site).ok_or(Refusal::NotFound)?;
            ledger.changed.insert(record.key());
            ledger.view.put(record.key(), Some(record));
        }
        Ok(())
    }

    async fn last_server_seq(&mut self, device: &str) -> Result<u64, Stop> {
        let row = sqlx::query("SELECT MAX(seq) FROM ops WHERE device = $1")
            .bind(device.to_owned())
            .fetch_one(&mut *self.connection)
            .await?;
        Ok(row.try_get::<Option<i64>, _>(0)?.unwrap_or(0).unsigned_abs())
    }

    /// Moves made by time itself, in the log under a device that no phone can name.
    pub(super) async fn server_moves(
        &mut self,
        site: SiteId,
        mutations: &[Mutation],
    ) -> Result<Vec<Outcome>, Stop> {
        let device = format!("server:{site}");
        let mut seq = self.last_server_seq(&device).await?;
        let mut outcomes = Vec::with_capacity(mutations.len());
        for mutation in mutations {
            seq += 1;
            let op = Op {
                id: OpId(uuid::Uuid::now_v7()),
                device: DeviceId(uuid::Uuid::nil()),
                seq,
                author: MemberId::SYSTEM,
                site,
                made_at: self.now,
                device_at: self.now,
                mutation: mutation.clone(),
            };
            let outcome = match self.decide(&op).await? {
                Ok(records) => {
                    self.absorb(site, records).await?;
                    Outcome::Accepted
                }
                Err(rejection) => Outcome::Rejected { rejection },
            };
            let receipt = Receipt {
                op: op.id,
                seq,
                outcome: outcome.clone(),
                received_at: self.now,
                photos_wanted: Vec::new(),
            };
            let text = serde_json::to_string(&op).map_err(|_| Refusal::Internal)?;
            self.log(&OpHead::of(&op), &device, &text, &receipt)?;
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }
}

impl Group<'_> {
    /// The calendar day at the site.
    pub(super) async fn day_of(&mut self, site: SiteId, at: At) -> Result<chrono::NaiveDate, Stop> {
        let key = Key::Site { id: site };
        if let Some(ledger) = self.sites.get(&site)
            && ledger.view.exists(&key).is_err()
        {
            self.load(site, &key).await?;
        }
        let ledger = self.sites.get(&site).ok_or(Refusal::NotFound)?;
        let zone = ledger.view.site(site).ok().map(|site| (site.zone.clone(), site.offset_min));
        let day = local_day(at, zone.as_ref()).or_else(|| local_day(self.now, zone.as_ref()));
        Ok(day.unwrap_or_default())
    }

    /// The case's own number, and every further one that it asks for.
    async fn give_numbers(&mut self, site: SiteId, case: &mut Case) -> Result<(), Stop> {
        if case.number.is_none() {
            let number = self.case_number(site, case.found_at).await?;
            case.number = Some(format!("{}{number}", case.series));
        }
        let now = self.now;
        for asked in case.numbers.values_mut().filter(|asked| asked.number.is_none()) {
            let number = self.case_number(site, now).await?;
            asked.number = Some(format!("{}{number}", asked.series));
        }
        Ok(())
    }

    /// `1119-03`: the local day of the finding and a running number.
    async fn case_number(&mut self, site: SiteId, found: At) -> Result<String, Stop> {
        let day = self.day_of(site, found).await?;
        let row = sqlx::query(
            "INSERT INTO case_numbers (site, day, n) VALUES ($1, $2, 1) \
             ON CONFLICT (site, day) DO UPDATE SET n = case_numbers.n + 1 RETURNING n",
        )
        .bind(site.to_string())
        .bind(day.format("%Y-%m-%d").to_string())
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(format!("{}-{:02}", day.format("%m%d"), row.try_get::<i64, _>(0)?))
    }
}

/// The calendar day at a site; `None` outside the calendar's range.
fn local_day(at: At, zone: Option<&(String, i16)>) -> Option<chrono::NaiveDate> {
    let utc = chrono::DateTime::from_timestamp_millis(at.0)?;
    let (name, offset) = zone.map_or(("", 0), |(name, offset)| (name.as_str(), *offset));
    match name.parse::<chrono_tz::Tz>() {
        Ok(zone) => Some(utc.with_timezone(&zone).date_naive()),
        Err(_) => at.local(offset).map(|local| local.date()),
    }
}
